import { type Block, heading, list, paragraph, table } from "./blocks.ts";
import type { Page } from "./page-view.ts";

/** What the framework asks and a page like this cannot answer. */
export function* caveatsPart({ view: { framework } }: Page): Generator<Block> {
  yield heading(2, "caveats", `How to read this under ${framework.name}`);
  yield list(framework.caveats.map((caveat) => [caveat]));
  yield paragraph(
    "Titles of controls are in our own words; the standard's text decides. Controls nearby to which nothing here speaks:",
  );
  yield table(
    "Controls to which nothing here speaks",
    ["Control", "About"],
    framework.silent.map(({ id, about }) => [[id], [about]]),
  );
}
