import { name, sentence, unread } from "../report/describe.ts";
import type { Report } from "../model/report.ts";
import type { Reporter, ReportOptions } from "../report/contract.ts";
import { broughtAlone } from "./brought-alone.ts";
import { EXIT, type ExitCode, outcomeOf } from "./exit.ts";
import type { Flags } from "./flags.ts";
import { parseOutputs, writeFile, writeReports } from "./outputs.ts";
import { ruleBook } from "./rule-book.ts";
import { type Streams, writeText } from "./streams.ts";
import { note, terminalOf } from "./terminal.ts";

/** How a command's reports differ from those of an audit. */
export interface Rendering {
  /** In place of the table on the standard output. */
  readonly table?: (options: ReportOptions) => Iterable<string>;
  readonly reporters?: readonly Reporter[];
}

/** Writes the reports of a run and says how it ends. */
export async function finish(
  report: Report,
  flags: Flags,
  streams: Streams,
  subject: ReportOptions["subject"],
  { table, reporters }: Rendering = {},
): Promise<ExitCode> {
  const destinations = parseOutputs(flags.outputs, reporters);
  const options: ReportOptions = {
    subject,
    rules: await ruleBook(),
    ...terminalOf(streams, flags.color),
    showSuppressed: flags.showSuppressed,
    brief: flags.quiet,
    failOn: flags.failOn,
  };
  await writeReports({ report, brought: broughtAlone(report) }, destinations, streams, options, table);
  for (const { file } of destinations) if (file !== null) note(streams, flags.quiet, `wrote ${file}`);
  const { code, reasons } = outcomeOf(report, flags);
  const onScreen = destinations.some(({ reporter, file }) => file === null && reporter.format === "table");
  const shown = onScreen && !flags.quiet;
  await writeText(errorLines(report, reasons, shown), streams.stderr, "the standard error");
  if (flags.writeBaseline === null) return code;
  await writeBaselineFile(flags.writeBaseline, report);
  note(streams, flags.quiet, `wrote ${flags.writeBaseline}`);
  return code === EXIT.incomplete ? code : EXIT.clean;
}

/** What could not be read is never silent: where the table is not on the screen, it stands on the error stream. */
function* errorLines(report: Report, reasons: readonly string[], shown: boolean): Generator<string> {
  for (const reason of reasons) yield `lasthop: ${reason}\n`;
  if (shown) return;
  for (const { where, reason } of unread(report)) yield `lasthop: ${name(where)}: ${sentence(reason)}\n`;
}

async function writeBaselineFile(file: string, report: Report): Promise<void> {
  const { writeBaseline } = await import("../rules/baseline.ts");
  await writeFile([writeBaseline(report.findings)], file);
}
