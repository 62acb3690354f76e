// Generated from the folder list by `npm run generate`. Do not edit.
import type { ControllerModule } from "./contract.ts";

export const CONTROLLERS: readonly ControllerModule[] = [];
