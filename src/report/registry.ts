// Generated from the folder list by `npm run generate`. Do not edit.
import type { Reporter } from "./contract.ts";

export const REPORTERS: readonly Reporter[] = [];
