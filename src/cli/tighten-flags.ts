import type { TechniqueId } from "../access/readers/techniques.ts";
import { UsageError } from "./errors.ts";
import type { WhoFlags } from "./who-can-read.ts";

/** Ways that `--keep` leaves open, by what it calls them. */
const WAYS = {
  workloads: ["makeWorkload", "makeCustom", "editWorkload", "runAs"],
  pods: ["exec", "attach", "debug", "editPod"],
  nodes: ["nodeProxy", "nodeFiles"],
  webhooks: ["webhook"],
  ingresses: ["snippet", "injection"],
  gitops: ["gitops"],
} as const satisfies Readonly<Record<string, readonly TechniqueId[]>>;

export const WAY_NAMES = Object.keys(WAYS);

/** Why each way stays open, as a reason in the plan. */
export function keptWays(keep: readonly string[]): Map<TechniqueId, string> {
  return new Map(
    Object.entries(WAYS).flatMap(([name, techniques]) =>
      keep.includes(name)
        ? techniques.map((technique): [TechniqueId, string] => [technique, `--keep ${name} leaves that way open`])
        : [],
    ),
  );
}

/** @throws UsageError where flags do not go together */
export function checkTightenFlags({ tighten, format, keep, subject, all, why }: WhoFlags): void {
  if (!tighten) {
    if (format === "yaml")
      throw new UsageError("-o yaml prints the manifests of --tighten: add it, or choose another format");
    if (keep.length > 0) throw new UsageError("--keep says what --tighten leaves open: add it, or leave --keep away");
    return;
  }
  const unknown = keep.find((way) => !WAY_NAMES.includes(way));
  if (unknown !== undefined)
    throw new UsageError(`--keep: there is no way "${unknown}"; it is one of ${WAY_NAMES.join(", ")}`);
  if (format === "tree") throw new UsageError("--tighten prints table, yaml or json");
  const other = subject !== null ? "--subject" : all ? "--all" : why ? "--why" : null;
  if (other !== null)
    throw new UsageError(`--tighten is about everybody who reads, and prints no list: leave ${other} away`);
}
