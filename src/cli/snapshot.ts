import { createWriteStream, existsSync, renameSync, rmSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Command } from "commander";
import { systemReason } from "../input/errors.ts";
import { SNAPSHOT_SUFFIX, type SnapshotHeader } from "../input/snapshot/format.ts";
import type { KubeObject } from "../model/objects.ts";
import { flag, text } from "../model/read.ts";
import { name, sentence } from "../report/describe.ts";
import { VERSION } from "../version.ts";
import { type ClusterFlags, readClusterFlags, withClusterFlags } from "./cluster-flags.ts";
import type { Context } from "./command.ts";
import { UsageError } from "./errors.ts";
import { EXIT } from "./exit.ts";
import { openLive, untilAnswered } from "./live.ts";
import { type Streams, writeText } from "./streams.ts";
import { note } from "./terminal.ts";

const EXIT_HELP = `
Exit codes:
  0  the snapshot is written
  2  wrong usage or configuration; nothing is written
  3  something could not be read: the snapshot says what (--allow-partial
     takes it away); or the cluster cannot be reached, and nothing is written`;

export function snapshotCommand({ program, streams, end }: Context): Command {
  const command = new Command("snapshot")
    .description("read a cluster once, without keys, into a file that every command reads")
    .option("-o, --output <file>", `where to write (default: lasthop-CONTEXT-DATE${SNAPSHOT_SUFFIX})`)
    .option("--force", "write over a file that is there")
    .option("--redact", "replace names and hosts, the same each time, so that it can be shown to others")
    .option("-n, --namespace <name>", "read only this namespace")
    .option("-A, --all-namespaces", "read all namespaces (the default)")
    .option("--allow-partial", "no exit code 3 for what could not be read")
    .option("-q, --quiet", "no progress and no notes");
  return withClusterFlags(command)
    .addHelpText(
      "after",
      `
Examples:
  ${program} snapshot -o prod${SNAPSHOT_SUFFIX}
  ${program} audit prod${SNAPSHOT_SUFFIX}
  ${program} snapshot --redact -o for-a-bug-report${SNAPSHOT_SUFFIX}
${EXIT_HELP}`,
    )
    .action(async (options: unknown) => {
      const flags = { ...readClusterFlags(options), quiet: flag(options, "quiet") ?? false };
      const force = flag(options, "force") ?? false;
      const given = text(options, "output") ?? null;
      if (given !== null) refuseExisting(given, force);
      const incomplete = await takeSnapshot(flags, streams, { given, force, redact: flag(options, "redact") ?? false });
      end(incomplete && flag(options, "allowPartial") !== true ? EXIT.incomplete : EXIT.clean);
    });
}

interface Target {
  readonly given: string | null;
  readonly force: boolean;
  readonly redact: boolean;
}

/** Says whether something could not be read. */
async function takeSnapshot(
  flags: ClusterFlags & { readonly quiet: boolean },
  streams: Streams,
  { given, force, redact }: Target,
): Promise<boolean> {
  const { connection, reading } = await openLive(flags, streams, { access: true, asked: true });
  const [{ audit }, { Inventory }, { packSnapshot }] = await Promise.all([
    import("../audit.ts"),
    import("../inventory/inventory.ts"),
    import("../input/snapshot/write.ts"),
  ]);
  // An audit tells what it asks for by name; its report is for later.
  const input = await untilAnswered(reading, (read, missed) => {
    audit(new Inventory(read).telling(missed));
    return read;
  }).finally(() => connection.close());
  const { objects } = new Inventory(input);
  const skipped = input.summaries.flatMap((summary) => summary.skipped);
  const header = {
    version: VERSION,
    server: reading.version,
    name: connection.context,
    redacted: false,
    objects: objects.length,
    skipped,
    coverage: input.coverage ?? { whole: false, absentSecrets: [] },
  };
  const file = given ?? defaultName(redact ? "redacted" : connection.context, streams.now);
  if (given === null) refuseExisting(file, force);
  const shown = redact ? await redacted(header, objects) : { header, objects };
  await writeWhole(packSnapshot(shown.header, shown.objects), file);
  note(streams, flags.quiet, `wrote ${name(file)}: ${objects.length} objects`);
  const missing = skipped.filter((item) => item.error === true);
  const lines = missing.map(({ where, reason }) => `lasthop: ${name(where)}: ${sentence(reason)}\n`);
  await writeText(lines, streams.stderr, "the standard error");
  return missing.length > 0;
}

async function redacted(header: SnapshotHeader, objects: readonly KubeObject[]) {
  const [{ redact }, { publicVocabulary }] = await Promise.all([
    import("../input/snapshot/redact.ts"),
    import("./public-vocabulary.ts"),
  ]);
  return redact(header, objects, publicVocabulary());
}

function refuseExisting(file: string, force: boolean): void {
  if (!force && existsSync(file)) throw new UsageError(`${file} is there already; --force writes over it`);
}

/** `lasthop-prod-2026-06-01.lasthop.gz`. */
function defaultName(context: string, now: number): string {
  const safe = context.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, 100);
  return `lasthop-${safe}-${new Date(now).toISOString().slice(0, 10)}${SNAPSHOT_SUFFIX}`;
}

/** Under another name until it is whole; for its owner alone, since it tells how a cluster is built. */
async function writeWhole(bytes: AsyncIterable<Buffer>, file: string): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await pipeline(bytes, createWriteStream(partial, { mode: 0o600 }));
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new UsageError(`cannot write ${file}: ${systemReason(error)}`);
  }
}
