import { ClusterError } from "../input/cluster/errors.ts";
import type { ReadInput } from "../input/contract.ts";
import { InputError } from "../input/errors.ts";
import type { ReadOptions } from "../input/read.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { UsageError } from "./errors.ts";
import type { Flags } from "./flags.ts";
import type { Streams } from "./streams.ts";

/** What is audited, and what was there before paths were laid over it; null where none were. */
export interface Inventories {
  readonly inventory: Inventory;
  readonly before: Inventory | null;
}

/**
 * Reads what the flags name (files, a snapshot, a cluster, or files laid over one of those) and runs an audit on it; of a
 * cluster, what the audit asks for by name is read, and it is run again.
 * @throws UsageError, ClusterError
 */
export async function auditing<Result>(
  flags: Flags,
  streams: Streams,
  run: (read: Inventories) => Result,
): Promise<Result> {
  const { snapshot, cluster, paths } = flags;
  if (snapshot !== null && cluster) {
    throw new UsageError("--snapshot stands in place of a cluster; name one of --snapshot and --cluster");
  }
  if (snapshot !== null) {
    const base = await openSnapshot(snapshot);
    return run((await layer(flags, streams, null)).over(base));
  }
  if (cluster || paths.length === 0) return await auditingLive(flags, streams, run);
  return run((await layer(flags, streams, null)).alone());
}

async function auditingLive<Result>(
  flags: Flags,
  streams: Streams,
  run: (read: Inventories) => Result,
): Promise<Result> {
  const { openLive, untilAnswered } = await import("./live.ts");
  const { connection, reading } = await openLive(flags, streams, {
    access: flags.access ?? false,
    asked: flags.cluster,
  });
  try {
    // Files that name no namespace go where `kubectl apply` would put them.
    const layers = await layer(flags, streams, connection.namespace);
    return await untilAnswered(reading, (read, missed) => {
      const { inventory, before } = layers.over(read);
      return run({ inventory: inventory.telling(missed), before: before?.telling(missed) ?? null });
    });
  } finally {
    connection.close();
  }
}

interface Layers {
  /** The files as they are. */
  alone(): Inventories;
  /** The files over something that is there. */
  over(base: ReadInput): Inventories;
}

/** The files that the flags name, ready to be laid over something. */
async function layer(flags: Flags, streams: Streams, namespace: string | null): Promise<Layers> {
  const [{ readInput }, { readControllerConfig }, { overlay }, { Inventory }] = await Promise.all([
    import("../input/read.ts"),
    import("../input/controller-config.ts"),
    import("../input/overlay.ts"),
    import("../inventory/inventory.ts"),
  ]);
  const options: ReadOptions = { namespace: flags.namespace ?? namespace ?? undefined, stdin: streams.stdin };
  const files = await readInput(flags.paths, options);
  const configs: ReadInput[] = [];
  for (const file of flags.controllerConfigs) configs.push(await readControllerConfig(file, options));
  const make = (input: ReadInput): Inventory => new Inventory(input, { whole: flags.whole });
  return {
    alone: () => ({ inventory: make(joined(files, configs)), before: null }),
    over(base) {
      const before = make(joined(base, configs));
      if (flags.paths.length === 0) return { inventory: before, before: null };
      return { inventory: make(overlay(joined(base, configs), files, streams.now)), before };
    },
  };
}

function joined(first: ReadInput, others: readonly ReadInput[]): ReadInput {
  return {
    ...first,
    objects: [first, ...others].flatMap((item) => item.objects),
    summaries: [first, ...others].flatMap((item) => item.summaries),
  };
}

/** Nothing can be said without it, unlike of one path among others. */
async function openSnapshot(file: string): Promise<ReadInput> {
  const { readSnapshot } = await import("../input/snapshot/read.ts");
  try {
    return await readSnapshot(file);
  } catch (error) {
    throw error instanceof InputError ? new ClusterError(`${file}: ${error.message}`) : error;
  }
}
