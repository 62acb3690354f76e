import { objectName, position, sentence } from "../describe.ts";
import { type Block, heading, type Inline, paragraph, table } from "./blocks.ts";
import type { Page } from "./page-view.ts";

/** Findings that were suppressed: they change no answer, and each stands here with its reason. */
export function* acceptedPart({ report }: Page): Generator<Block> {
  const accepted = report.findings.filter(({ suppressed }) => suppressed !== null);
  yield heading(2, "accepted", "Accepted findings");
  if (accepted.length === 0) {
    yield paragraph("No finding is suppressed.");
    return;
  }
  yield paragraph(
    "Suppressed by their owners, with the reasons that they gave. The answers above are the same as without.",
  );
  yield table(
    "Accepted findings",
    ["Where", "Finding", "Reason", "Until"],
    accepted.map(({ rule, message, object, source, suppressed }): Inline[][] => [
      source === null
        ? [{ code: objectName(object) }]
        : [{ code: objectName(object) }, " ", { code: position(source) }],
      [`${rule} ${sentence(message)}`],
      [sentence(suppressed?.reason ?? "")],
      [sentence(suppressed?.until ?? "no end")],
    ]),
  );
}
