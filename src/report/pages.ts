import type { RuleEntry } from "./contract.ts";

/** The first paragraph of a rule page's "Why it matters", as one line without markup; null where the page has none. */
export function whyItMatters(rule: RuleEntry | undefined): string | null {
  const section = /^#+ +why it matters[^\n]*\n+([\s\S]*?)(?:\n\s*\n|\n#|(?![\s\S]))/im.exec(rule?.page ?? "")?.[1];
  if (section === undefined) return null;
  const text = section
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
  return text === "" ? null : text;
}
