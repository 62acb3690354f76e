// Generated from the folder list by `npm run generate`. Do not edit.
import type { Rule } from "./contract.ts";

export const RULES: readonly Rule[] = [];
