import type { Evidence } from "../../model/report.ts";
import { sentence } from "../describe.ts";

/** What evidence says, each sentence once, with where it is known from. */
export function factsOf(evidence: readonly Evidence[]): string {
  const facts = evidence.map(({ fact, reference, basis }) => {
    const from =
      reference === undefined ? basis : reference.startsWith("measured") ? reference : `${basis}: ${reference}`;
    return from === undefined ? fact : `${fact} (${from})`;
  });
  return sentence([...new Set(facts)].join(" "));
}
