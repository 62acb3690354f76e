import type { AuditOptions } from "../audit.ts";
import { KubeconfigError } from "../input/cluster/errors.ts";
import type { OpenCluster } from "../input/cluster/read.ts";
import type { ClusterReading } from "../input/cluster/reading.ts";
import type { ReadInput } from "../input/contract.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { type ClusterFlags, connectOptions, readNamespace } from "./cluster-flags.ts";
import { UsageError } from "./errors.ts";
import { didYouMean } from "./nearest.ts";
import { progressLine } from "./progress.ts";
import type { Streams } from "./streams.ts";

const NO_INPUT = "no input: name files or directories, `.` for this one, or - for stdin";

/** A name leads to further names: an annotation to a ConfigMap, that one to a Secret. More steps than that are none. */
const MOST_ROUNDS = 5;

/**
 * Connects to the cluster that the flags name and lists what it holds, with progress for a person at a terminal.
 * @throws UsageError, ClusterError
 */
export async function openLive(
  flags: ClusterFlags & { readonly quiet: boolean },
  streams: Streams,
  { access, asked }: { readonly access: boolean; readonly asked: boolean },
): Promise<OpenCluster> {
  const { openCluster } = await import("../input/cluster/read.ts");
  const line = progressLine(streams, flags.quiet);
  const what = {
    namespace: readNamespace(flags),
    secrets: flags.secrets,
    access,
    progress: (objects: number) => line.show(`reading the cluster: ${objects} objects`),
  };
  try {
    line.show("reading the cluster ...");
    return await openCluster(connectOptions(flags, streams.env), what);
  } catch (error) {
    throw error instanceof KubeconfigError ? usageError(error, asked) : error;
  } finally {
    line.clear();
  }
}

/** @param asked whether somebody asked for a cluster; else files may have been forgotten */
export function usageError(error: KubeconfigError, asked: boolean): UsageError {
  const near = didYouMean(error.wanted, error.contexts);
  const known = error.contexts.length === 0 ? "" : `; it has ${error.contexts.slice(0, 5).join(", ")}`;
  const text = `${error.message}${near === "" ? known : near}`;
  return new UsageError(asked || !error.none ? text : `${NO_INPUT}; ${text}`);
}

/**
 * Reads what the verdicts on a cluster ask for by name, until they ask for nothing more.
 * @param inventories made of what was read so far; all of them may ask
 */
export async function readNamed(
  reading: ClusterReading,
  inventories?: (input: ReadInput) => readonly Inventory[],
  options?: AuditOptions,
): Promise<ReadInput> {
  const [{ namesMissed }, { Inventory }] = await Promise.all([
    import("../audit.ts"),
    import("../inventory/inventory.ts"),
  ]);
  for (let round = 1; ; round++) {
    const input = reading.result();
    const asking = inventories?.(input) ?? [new Inventory(input)];
    const missed = asking.flatMap((item) => namesMissed(item, options));
    if (round === MOST_ROUNDS || !(await reading.fetch(missed))) return input;
  }
}
