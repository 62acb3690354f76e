import type { Report } from "../model/report.ts";
import type { Severity } from "../model/words.ts";

/** One output format: data and one pure function. Nothing in it is a verdict; it renders what it is given. */
export interface Reporter {
  /** The word after `-o`. */
  readonly format: string;
  /** For `--help`, in a few words. */
  readonly summary: string;
  /** Pieces of text in order, each small, so that a large report is never one string. */
  render(report: Report, options: ReportOptions): Iterable<string>;
}

export interface ReportOptions {
  /** `routes`: everything; `settings`: only the findings, as `lint` prints them. */
  readonly subject: "routes" | "settings";
  /** The rule book, for formats that carry or quote it. */
  readonly rules: readonly RuleEntry[];
  /** Columns of the terminal; null where the text goes to a file or a pipe, whose lines nobody measures. */
  readonly width: number | null;
  readonly color: boolean;
  /** Whether the terminal's locale can show more than ASCII. */
  readonly unicode: boolean;
  /** List suppressed findings too; they are always counted. */
  readonly showSuppressed: boolean;
  /** One line per finding and nothing else, for formats that are read by people. */
  readonly brief: boolean;
  /** From which severity on a finding fails the run, for formats that know pass and fail. */
  readonly failOn: Severity | "never";
}

/** One rule of the book, with its page. */
export interface RuleEntry {
  readonly id: string;
  readonly slug: string;
  readonly severity: Severity;
  readonly summary: string;
  /** Markdown; empty where there is none. */
  readonly page: string;
}
