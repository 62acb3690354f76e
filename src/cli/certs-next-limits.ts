import type { CertificateRecord } from "../certificates/records.ts";
import { firstFew } from "../model/first-few.ts";
import { visible } from "../model/visible.ts";

const MOST_NAMES = 3;

/** Certificates that somebody renews by hand and cannot have again for as long: one line for each limit that is to come. */
export function* nextLimitLines(records: readonly CertificateRecord[]): Generator<string> {
  const limited = records.flatMap(({ namespace, name, nextLimit }) =>
    nextLimit === null ? [] : [{ title: visible(`${namespace}/${name}`, 80), ...nextLimit }],
  );
  for (const [days, same] of Map.groupBy(limited, (item) => item.days)) {
    const which = firstFew(
      same.map(({ title }) => title),
      MOST_NAMES,
    );
    yield `\nPublic CAs issue for ${days} days at most from ${same[0]?.from.slice(0, 10)}. `;
    yield `Valid for longer now, and renewed by nobody known: ${which}\n`;
  }
}
