import { KubeconfigError } from "../input/cluster/errors.ts";
import type { OpenCluster } from "../input/cluster/read.ts";
import type { ClusterReading } from "../input/cluster/reading.ts";
import type { ReadInput } from "../input/contract.ts";
import type { Name } from "../inventory/inventory.ts";
import { type ClusterFlags, connectOptions, readNamespace } from "./cluster-flags.ts";
import { UsageError } from "./errors.ts";
import { boundHeap } from "./heap.ts";
import { didYouMean } from "./nearest.ts";
import { progressLine } from "./progress.ts";
import type { Streams } from "./streams.ts";

const NO_INPUT = "no input: name files or directories, `.` for this one, or - for stdin";

/** Nothing leads from name to name in more steps. */
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
  boundHeap([]);
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
    const open = await openCluster(connectOptions(flags, streams.env), what);
    const [{ Inventory }, { likelyNames }] = await Promise.all([
      import("../inventory/inventory.ts"),
      import("../inventory/likely-names.ts"),
    ]);
    await open.reading.fetch(likelyNames(new Inventory(open.reading.result())));
    return open;
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
 * Runs an audit, reads what it asked for by name and did not find, and runs it again, until it asks for nothing more.
 * A name leads to further names: an annotation to a ConfigMap, that one to a Secret.
 * @param run the audit of what was read so far; it looks names up through inventories that tell of what they miss
 */
export async function untilAnswered<Result>(
  reading: ClusterReading,
  run: (input: ReadInput, missed: (name: Name) => void) => Result,
): Promise<Result> {
  for (let round = 1; ; round++) {
    const missed = new Map<string, Name>();
    const result = run(reading.result(), (name) => {
      missed.set(`${name.kind}|${name.namespace ?? ""}|${name.name}`, name);
    });
    if (round === MOST_ROUNDS || !(await reading.fetch([...missed.values()]))) return result;
  }
}
