import type { RuleEntry } from "../contract.ts";
import { count, objectName, position, sentence } from "../describe.ts";
import { examples, type FindingGroup } from "../groups.ts";
import { whyItMatters } from "../pages.ts";
import { type Block, heading, type Inline, joined, list, paragraph } from "./blocks.ts";
import type { Page } from "./page-view.ts";

const PLACES = 10;

/** Open findings by cause: what is wrong, why it matters, what to do, and which controls it touches. */
export function* findingsPart(page: Page, rules: readonly RuleEntry[]): Generator<Block> {
  if (page.groups.length === 0) return;
  yield heading(2, "findings", "Findings");
  for (const [index, group] of page.groups.entries()) yield* groupPart(page, group, index, rules);
}

function* groupPart(page: Page, group: FindingGroup, index: number, rules: readonly RuleEntry[]): Generator<Block> {
  const { first, findings } = group;
  const times = findings.length === 1 ? "" : ` (${count(findings.length, "time")})`;
  yield heading(3, `finding-${index + 1}`, `${first.rule} ${first.severity}: ${sentence(first.message)}${times}`);
  yield paragraph("Controls: ", ...controlsOf(page, group), ".");
  const shown = examples(findings, PLACES);
  const more = findings.length > shown.length ? [[`and ${findings.length - shown.length} more`]] : [];
  yield list([
    ...shown.map((finding): Inline[] => {
      const object: Inline = { code: objectName(finding.object) };
      return finding.source === null ? [object] : [{ code: position(finding.source) }, " ", object];
    }),
    ...more,
  ]);
  const why = whyItMatters(rules.find((rule) => rule.id === first.rule));
  if (why !== null) yield paragraph({ strong: "Why it matters:" }, ` ${sentence(why)}`);
  if (first.remedy !== null) yield paragraph({ strong: "What to do:" }, ` ${sentence(first.remedy.text)}`);
}

function controlsOf({ view }: Page, { findings }: FindingGroup): Inline[] {
  const prints = new Set(findings.map(({ fingerprint }) => fingerprint));
  const links = view.controls.flatMap(({ id, findings: own }, index): Inline[] =>
    own.some((fingerprint) => prints.has(fingerprint)) ? [{ link: `control-${index + 1}`, text: id }] : [],
  );
  return links.length === 0 ? [`none of this framework`] : joined(links);
}
