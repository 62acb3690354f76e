import type { Rbac } from "../access/rbac.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { KubeObject } from "../model/objects.ts";
import type { Skipped } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import { UsageError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { type Streams, writeText } from "./streams.ts";

/** Where the objects of RBAC come from, for commands that audit nothing. */
export interface AccessFlags {
  readonly paths: readonly string[];
  readonly namespace: string | null;
  /** Whether the aggregation controller is supposed to run. */
  readonly aggregation: boolean;
}

export interface AccessInput {
  readonly inventory: Inventory;
  readonly rbac: Rbac;
  /** `incomplete` where something could not be read; all of it was said on the error stream. */
  readonly code: ExitCode;
}

/**
 * Reads roles and bindings, and says what does not count: what could not be read, and what the API server refuses.
 * @throws UsageError
 */
export async function readAccess(flags: AccessFlags, streams: Streams): Promise<AccessInput> {
  if (flags.paths.length === 0) throw new UsageError("no input: name files or directories with -f, - for stdin");
  const [{ readInput }, { Inventory: Index }, { Rbac: Model }] = await Promise.all([
    import("../input/read.ts"),
    import("../inventory/inventory.ts"),
    import("../access/rbac.ts"),
  ]);
  const options = { namespace: flags.namespace ?? undefined, stdin: streams.stdin };
  const inventory = new Index(await readInput(flags.paths, options));
  const rbac = new Model(inventory, { aggregation: flags.aggregation });
  return { inventory, rbac, code: await sayWhatDoesNotCount(inventory, rbac, streams) };
}

/** Says what could not be read and what the API server refuses. @returns the exit code that this asks for */
export async function sayWhatDoesNotCount(inventory: Inventory, rbac: Rbac, streams: Streams): Promise<ExitCode> {
  const skipped = inventory.inputs.flatMap((input) => input.skipped);
  for (const { where, reason } of shownFirst(skipped)) await warn(streams, `${where}: ${reason}`);
  const left = skipped.length - MOST_SKIPPED;
  if (left > 0) await warn(streams, `${left} more that were left out or replaced: lasthop audit counts them`);
  for (const { object, reasons } of rbac.refused) {
    const [first] = reasons;
    if (first === undefined) continue;
    const what = `${object.kind} ${nameOf(object)} does not count, the API server refuses it: ${first.reason}`;
    await warn(streams, `${placeOf(object, first.path)}: ${what}`);
  }
  return skipped.some(({ error }) => error === true) ? EXIT.incomplete : EXIT.clean;
}

/** A repository of examples declares the same object a hundred times: what could not be read is worth more lines. */
const MOST_SKIPPED = 10;

function shownFirst(skipped: readonly Skipped[]): Skipped[] {
  const isError = ({ error }: Skipped): boolean => error === true;
  return [...skipped.filter(isError), ...skipped.filter((item) => !isError(item))].slice(0, MOST_SKIPPED);
}

export async function warn(streams: Streams, message: string): Promise<void> {
  await writeText([`lasthop: ${visible(message, 2000)}\n`], streams.stderr, "the standard error");
}

export function nameOf({ namespace, name }: { readonly namespace: string | null; readonly name: string }): string {
  return namespace === null ? name : `${namespace}/${name}`;
}

function placeOf(object: KubeObject, path: readonly (string | number)[]): string {
  const source = object.origin.locate(path);
  return source === null ? object.origin.name : `${source.file}:${source.line}:${source.column}`;
}
