import { firstFew } from "../model/first-few.ts";
import type { Assumption, Report, Skipped } from "../model/report.ts";
import type { ReportOptions } from "./contract.ts";
import { count, leftOut, name, sentence, unread } from "./describe.ts";
import { paragraphWidth, wrap } from "./layout.ts";
import type { Paint } from "./paint.ts";

const ASSUMPTIONS = 8;
const REASONS = 12;
const PLACES = 3;

/** What verdicts rest on that the input does not hold, and how to supply it. */
export function* assumptionLines(
  assumptions: readonly Assumption[],
  options: ReportOptions,
  paint: Paint,
): Generator<string> {
  const width = paragraphWidth(options);
  for (const { fact, assumed, supply, verdicts } of assumptions.slice(0, ASSUMPTIONS)) {
    const rests = verdicts === undefined ? "" : ` (${count(verdicts, "verdict")})`;
    yield* wrap(`${sentence(fact)}: ${sentence(assumed)}${rests}`, width, "  ", "    ");
    yield* wrap(sentence(supply), width, "    supply  ").map((line, index) =>
      index === 0 ? line.replace("supply", paint("dim", "supply")) : line,
    );
  }
  const left = assumptions.length - ASSUMPTIONS;
  if (left > 0) yield paint("dim", `  ... and ${left} more; -o json has them all`);
}

/** What was not read: first what should have been, then what was left out on purpose, equal reasons together. */
export function* skippedLines(report: Report, options: ReportOptions, paint: Paint): Generator<string> {
  const width = paragraphWidth(options);
  for (const item of unread(report).slice(0, REASONS)) {
    yield* wrap(`${name(item.where)} ${sentence(item.reason)}`, width, "  error  ").map((line, index) =>
      index === 0 ? line.replace("error", paint("error", "error")) : line,
    );
  }
  const left = unread(report).length - REASONS;
  if (left > 0) yield paint("dim", `  ... and ${left} more that could not be read`);
  const reasons = byReason(leftOut(report));
  for (const [reason, items] of [...reasons].slice(0, REASONS)) {
    const places = firstFew(
      items.map((item) => name(item.where)),
      PLACES,
    );
    yield* wrap(`${places}: ${sentence(reason)}`, width, "  ", "    ");
  }
  if (reasons.size > REASONS)
    yield paint("dim", `  ... and ${reasons.size - REASONS} more reasons; -o json has them all`);
}

function byReason(items: readonly Skipped[]): Map<string, Skipped[]> {
  const reasons = new Map<string, Skipped[]>();
  for (const item of items) {
    const same = reasons.get(item.reason);
    if (same === undefined) reasons.set(item.reason, [item]);
    else same.push(item);
  }
  return reasons;
}
