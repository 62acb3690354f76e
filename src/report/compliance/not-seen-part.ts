import type { NotSeen } from "../../model/compliance.ts";
import { sentence } from "../describe.ts";
import { type Block, heading, type Inline, paragraph, small, table } from "./blocks.ts";
import type { Page } from "./page-view.ts";

const WORDS: Readonly<Record<NotSeen["kind"], string>> = {
  unread: "no: could not be read",
  "left-out": "no: left out",
  "not-judged": "no model",
  assumed: "assumed",
  absent: "no",
  outside: "never",
};

/** Assumptions that are listed, those on which most rests first. */
const ASSUMED = 100;

export function* notSeenPart({ view }: Page): Generator<Block> {
  yield heading(2, "not-seen", "What was not seen");
  const assumed = view.notSeen.filter(({ kind }) => kind === "assumed");
  const hidden = new Set(assumed.slice(ASSUMED));
  const shown = view.notSeen.filter((item) => !hidden.has(item));
  yield paragraph("The answers say nothing of these. Where something is assumed, they rest on it.");
  yield table(
    "What was not seen",
    ["What", "Seen", "What follows, or how to supply it"],
    shown.map(({ kind, what, note }): Inline[][] => [[sentence(what)], [WORDS[kind]], [sentence(note)]]),
  );
  const left = assumed.length - ASSUMED;
  if (left > 0) yield small(`${left} more assumptions are in the JSON report.`);
}
