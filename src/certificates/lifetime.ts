import type { Certificate } from "./certificate.ts";

export const DAY = 86_400_000;

/** Where a certificate stands in its life. Times are epoch milliseconds, spans milliseconds. */
export type Stage =
  | { readonly stage: "future"; readonly from: number }
  | { readonly stage: "valid"; readonly left: number }
  /** `alarm`: how long before the end is the time to act. */
  | { readonly stage: "ending"; readonly left: number; readonly alarm: number }
  | { readonly stage: "over"; readonly since: number };

type Dates = Pick<Certificate, "notBefore" | "notAfter">;

/** @param now null where the time is not known: then nothing is said to be over */
export function stageOf(dates: Dates, now: number | null): Stage {
  if (now === null) return { stage: "valid", left: dates.notAfter - dates.notBefore };
  if (now < dates.notBefore) return { stage: "future", from: dates.notBefore };
  if (now > dates.notAfter) return { stage: "over", since: dates.notAfter };
  const left = dates.notAfter - now;
  const alarm = alarmOf(dates);
  return left < alarm ? { stage: "ending", left, alarm } : { stage: "valid", left };
}

/**
 * How long before its end a certificate that nobody is known to renew becomes urgent: a month, but never more than the
 * last third of its life. A fixed month would be an alarm for two thirds of the life of one of 47 days.
 */
function alarmOf({ notBefore, notAfter }: Dates): number {
  return Math.min(30 * DAY, (notAfter - notBefore) / 3);
}

/** A span in the unit that fits: `3 days`, `5 hours`. */
export function span(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY);
  if (days >= 2) return `${days} days`;
  const hours = Math.floor(milliseconds / 3_600_000);
  if (hours >= 2) return `${hours} hours`;
  return `${Math.max(0, Math.floor(milliseconds / 60_000))} minutes`;
}

/** The day in UTC, `2026-05-01`; a date beyond what JavaScript counts is spelt out. */
export function day(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? "an unreadable date" : date.toISOString().slice(0, 10);
}
