import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { systemReason } from "../input/errors.ts";
import type { Report } from "../model/report.ts";
import type { Reporter, ReportOptions } from "../report/contract.ts";
import { REPORTERS } from "../report/registry.ts";
import { UsageError } from "./errors.ts";
import { writeText, type Streams } from "./streams.ts";

/** Where one report goes: a file, or the standard output for null. */
export interface Destination {
  readonly reporter: Reporter;
  readonly file: string | null;
}

export const FORMATS: readonly string[] = REPORTERS.map((reporter) => reporter.format);

/**
 * Reads the values of `-o`: `FORMAT` or `FORMAT=FILE`, any number of them, at most one to the standard output.
 * @param reporters what the formats are; those of an audit when left out
 */
export function parseOutputs(values: readonly string[], reporters = REPORTERS): Destination[] {
  const destinations = (values.length === 0 ? ["table"] : values).map((value) => parseOutput(value, reporters));
  const files = destinations.map(({ file }) => file);
  if (files.filter((file) => file === null).length > 1) {
    throw new UsageError("-o: only one report can go to the standard output; write the others as FORMAT=FILE");
  }
  const twice = files.find((file, index) => file !== null && files.indexOf(file) !== index);
  if (twice !== undefined) throw new UsageError(`-o: two reports cannot go to one file, ${twice}`);
  return destinations;
}

/** Formats that one command has and another has not. */
const ELSEWHERE: Readonly<Record<string, string>> = { html: "; html comes with audit --compliance" };

function parseOutput(value: string, reporters: readonly Reporter[]): Destination {
  const [format = "", ...rest] = value.split("=");
  const file = rest.join("=");
  const reporter = reporters.find((item) => item.format === format);
  if (reporter === undefined) {
    const known = reporters.map((item) => item.format).join(", ");
    const hint = ELSEWHERE[format] ?? "";
    throw new UsageError(`-o: there is no format "${format}"; it is one of ${known}${hint}`);
  }
  if (rest.length > 0 && file === "") throw new UsageError(`-o: no file stands after "${format}="`);
  return { reporter, file: rest.length === 0 || file === "-" ? null : file };
}

/** Formats that tell what was before from what is new; others get what is new. A compliance view is of the whole. */
function showsAll({ format }: Reporter, report: Report): boolean {
  if (format === "json" || format === "table") return true;
  return report.compliance !== undefined && (format === "html" || format === "markdown");
}

/** Writes a report to every destination; what goes to the standard output may be drawn in another way. */
export async function writeReports(
  { report, brought }: { readonly report: Report; readonly brought: Report },
  destinations: readonly Destination[],
  streams: Streams,
  options: ReportOptions,
  table?: (options: ReportOptions) => Iterable<string>,
): Promise<void> {
  for (const { reporter, file } of destinations) {
    const own = file === null ? options : { ...options, width: null, color: false, unicode: true };
    const drawn = reporter.format === "table" && !own.brief && table !== undefined;
    const text = drawn ? table(own) : reporter.render(showsAll(reporter, report) ? report : brought, own);
    if (file === null) await writeText(text, streams.stdout, "the standard output");
    else await writeFile(text, file);
  }
}

/** @throws UsageError when the file cannot be written */
export async function writeFile(text: Iterable<string>, file: string): Promise<void> {
  const stream = createWriteStream(file).on("error", () => {});
  try {
    await writeText(text, stream, file);
    stream.end();
    await finished(stream);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot write ${file}: ${systemReason(error)}`);
  }
}
