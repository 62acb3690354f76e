import type { Report } from "../model/report.ts";
import type { ReportOptions } from "./contract.ts";
import { count, unread } from "./describe.ts";
import { paragraphWidth, wrap } from "./layout.ts";
import { painter } from "./paint.ts";

const SIGN = "INCOMPLETE:";

/** A report that does not hold everything says so before anything else. */
export function* incompleteLines(report: Report, { options }: { readonly options: ReportOptions }): Generator<string> {
  const missing = unread(report).length;
  if (missing === 0) return;
  const text = `${count(missing, "part")} of the input could not be read and ${missing === 1 ? "is" : "are"} missing below.`;
  const [first = "", ...others] = wrap(text, paragraphWidth(options), `${SIGN} `, "");
  yield first.replace(SIGN, painter(options.color)("error", SIGN));
  yield* others;
  if (!options.brief) yield "";
}
