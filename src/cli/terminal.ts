import type { ReportOptions } from "../report/contract.ts";
import type { Output, Streams } from "./streams.ts";

export type ColorChoice = "auto" | "always" | "never";
export const COLOR_CHOICES = ["auto", "always", "never"] as const satisfies readonly ColorChoice[];

/** How wide, how colourful and in which characters a text may be that goes to the standard output. */
export function terminalOf(streams: Streams, choice: ColorChoice): Pick<ReportOptions, "width" | "color" | "unicode"> {
  const { stdout, env } = streams;
  return {
    width: stdout.isTTY === true ? (stdout.columns ?? 80) : null,
    color: choice === "always" || (choice === "auto" && wantsColor(stdout, env)),
    unicode: isUtf8(env),
  };
}

/** https://no-color.org: set and not empty means no. */
function wantsColor(output: Output, env: Streams["env"]): boolean {
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  return output.isTTY === true && env["TERM"] !== "dumb";
}

/** The locale's character set, by the variables' precedence in POSIX; Windows Terminal names itself instead. */
function isUtf8(env: Streams["env"]): boolean {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((value) => value !== undefined && value !== "");
  if (locale === undefined) return env["WT_SESSION"] !== undefined;
  return /utf-?8/i.test(locale);
}

/** Progress and notes go to a person at a terminal and to nobody else. */
export function note(streams: Streams, quiet: boolean, text: string): void {
  if (!quiet && streams.stderr.isTTY === true) streams.stderr.write(`${text}\n`);
}

/** Shows a line while something runs, and takes it away. */
export async function whileShowing<Result>(
  streams: Streams,
  quiet: boolean,
  text: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (quiet || streams.stderr.isTTY !== true) return await work();
  streams.stderr.write(`${text}\r`);
  try {
    return await work();
  } finally {
    streams.stderr.write(`${" ".repeat(text.length)}\r`);
  }
}
