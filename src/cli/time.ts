import { UsageError } from "./errors.ts";
import type { Streams } from "./streams.ts";

/**
 * The time that is judged by, epoch milliseconds: `--now`, else `SOURCE_DATE_EPOCH` (seconds, as reproducible builds
 * have it), else the clock; null where that says nothing.
 * @throws UsageError
 */
export function timeFor({ now }: { readonly now: number | null }, { env, now: clock }: Streams): number | null {
  if (now !== null) return now;
  const stated = env["SOURCE_DATE_EPOCH"] ?? "";
  if (stated !== "" && !/^\d{1,12}$/.test(stated)) {
    throw new UsageError(`SOURCE_DATE_EPOCH is "${stated}"; it has to be a number of seconds`);
  }
  const time = stated === "" ? clock : Number(stated) * 1000;
  return time === 0 ? null : time;
}
