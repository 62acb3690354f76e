import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { AuditOptions } from "../audit.ts";
import { systemReason } from "../input/errors.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Report } from "../model/report.ts";
import type { Policy } from "../rules/contract.ts";
import { UsageError } from "./errors.ts";
import type { Flags } from "./flags.ts";
import { boundHeap } from "./heap.ts";
import { auditing } from "./read-inventory.ts";
import { scoped } from "./scope.ts";
import { parseSelector } from "./selector.ts";
import type { Streams } from "./streams.ts";
import { whileShowing } from "./terminal.ts";
import { timeFor } from "./time.ts";

/**
 * Reads what the flags name and audits it.
 * @param rules which rules run; all when left out
 * @param look shown the inventory that the report is of (of a cluster, as often as it is audited: the last one counts)
 * @throws UsageError and ConfigError, for exit code 2
 */
export async function auditInput(
  flags: Flags,
  streams: Streams,
  rules?: AuditOptions["rules"],
  look?: (inventory: Inventory) => void,
): Promise<Report> {
  if (flags.selector !== null) parseSelector(flags.selector);
  boundHeap(flags.paths);
  const policy = await readPolicy(flags, streams);
  const baseline = await readBaselineFile(flags.baseline);
  const options = {
    controllers: flags.controllers,
    now: timeFor(flags, streams) ?? undefined,
    policy,
    require: flags.require,
    baseline,
    rules,
  };
  const shown = flags.paths.length === 0 ? "auditing" : `reading ${flags.paths.join(" ").slice(0, 60)}`;
  return await whileShowing(streams, flags.quiet, `${shown} ...`, async () => {
    const [{ audit }, { compare }] = await Promise.all([import("../audit.ts"), import("../remedies/posture.ts")]);
    const scope = { namespace: flags.allNamespaces ? null : flags.namespace, selector: flags.selector };
    const judged = (inventory: Inventory): Report => scoped(audit(inventory, options), inventory, scope);
    return await auditing(flags, streams, ({ inventory, before }) => {
      look?.(inventory);
      const report = judged(inventory);
      if (before !== null) report.comparison = compare(judged(before), report);
      return report;
    });
  });
}

async function readPolicy(flags: Flags, streams: Streams): Promise<Policy | undefined> {
  const file = flags.config ?? findPolicy(streams.directory);
  if (file === null) return undefined;
  const { parsePolicy } = await import("../rules/policy.ts");
  return parsePolicy(readConfiguration(resolve(streams.directory, file), "--config"), file);
}

const POLICY_FILE = ".lasthop.yaml";

/** The nearest policy file in a directory or above it, but not above the repository; as a path that reads well. */
function findPolicy(directory: string): string | null {
  for (let here = directory; ; here = dirname(here)) {
    const file = join(here, POLICY_FILE);
    if (existsSync(file)) return relative(directory, file);
    if (existsSync(join(here, ".git")) || dirname(here) === here) return null;
  }
}

async function readBaselineFile(file: string | null): Promise<ReadonlySet<string> | undefined> {
  if (file === null) return undefined;
  const { readBaseline } = await import("../rules/baseline.ts");
  return readBaseline(readConfiguration(file, "--baseline"), file);
}

function readConfiguration(file: string, flag: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${flag}: ${file}: ${systemReason(error)}`);
  }
}
