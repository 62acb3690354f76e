import { ANSWERS, type ControlAnswers } from "../../model/compliance.ts";
import { countCells } from "./answer-part.ts";
import { answerWord, type Block, counts, heading, type Inline, joined, paragraph, small } from "./blocks.ts";
import { type Page, placeOfTopic } from "./page-view.ts";

/** Each control with what was asked for it. */
export function* controlsPart(page: Page): Generator<Block> {
  yield heading(2, "controls", "Controls");
  for (const [index, control] of page.view.controls.entries()) yield* controlPart(page, control, index);
}

function* controlPart(page: Page, control: ControlAnswers, index: number): Generator<Block> {
  const also = control.alsoAs.length === 0 ? "" : ` (also ${control.alsoAs.join(", ")})`;
  yield heading(3, `control-${index + 1}`, `${control.id}: ${control.title}${also}`);
  if (control.caveat !== null) yield small(control.caveat);
  yield counts(`Answers for ${control.id}`, ["Asked", ...ANSWERS.map(answerWord)], rows(page, control));
  const links = page.linksToFindings(control.findings);
  yield links.length === 0 ? paragraph("Findings: none.") : paragraph("Findings: ", ...joined(links), ".");
}

function* rows({ view }: Page, { topics }: ControlAnswers): Generator<Inline[][]> {
  for (const { id, advisory } of topics) {
    const asked = view.topics.find((topic) => topic.id === id);
    if (asked === undefined) continue;
    const note: Inline[] = advisory ? [" (advisory)"] : [];
    yield [[{ link: placeOfTopic(id), text: asked.question }, ...note], ...countCells(asked.counts, asked.assumed)];
  }
}
