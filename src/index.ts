/** The library: `import { audit, Inventory, readPaths } from "lasthop"`. */
export { audit, type AuditOptions } from "./audit.ts";
export type { ComplianceOptions } from "./compliance/contract.ts";
export { compliance } from "./compliance/view.ts";
export { readInput, readText, type ReadOptions } from "./input/read.ts";
export { Inventory } from "./inventory/inventory.ts";
export type { KubeObject } from "./model/objects.ts";
export type * from "./model/compliance.ts";
export type * from "./model/report.ts";
export type { ControllerId, HopRole, Pattern, Protection, Severity } from "./model/words.ts";
export { parsePolicy } from "./rules/policy.ts";
export type { Policy, RequiredLevel } from "./rules/contract.ts";
export { VERSION } from "./version.ts";
