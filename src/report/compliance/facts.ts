import type { Evidence } from "../../model/report.ts";
import { sentence } from "../describe.ts";

/** What evidence says, each sentence once, with where it is known from behind those that share it. */
export function factsOf(evidence: readonly Evidence[]): string {
  const bySource = new Map<string, Set<string>>();
  for (const { fact, reference = "", basis = "" } of evidence) {
    const source = reference.startsWith("measured")
      ? reference
      : [basis, reference].filter((part) => part !== "").join(": ");
    const facts = bySource.get(source) ?? new Set();
    bySource.set(source, facts.add(fact));
  }
  const parts = [...bySource].map(([source, facts]) => `${[...facts].join(" ")}${source === "" ? "" : ` (${source})`}`);
  return sentence(parts.join(" "));
}
