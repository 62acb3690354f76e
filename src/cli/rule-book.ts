import type { RuleEntry } from "../report/contract.ts";

/** Every rule with its page, by id. */
export async function ruleBook(): Promise<RuleEntry[]> {
  const [{ RULES }, { PAGES }] = await Promise.all([import("../rules/registry.ts"), import("../rules/pages.ts")]);
  return RULES.map(({ id, slug, severity, summary }) => ({
    id,
    slug,
    severity,
    summary,
    page: PAGES[slug] ?? "",
  })).sort((a, b) => (a.id < b.id ? -1 : 1));
}
