import type { Reporter } from "../contract.ts";
import { REPORTERS } from "../registry.ts";
import { compliancePage } from "./page.ts";
import { pageOf } from "./page-view.ts";
import { complianceLines } from "./terminal.ts";
import { toHtml } from "./to-html.ts";
import { toMarkdown } from "./to-markdown.ts";

const html: Reporter = {
  format: "html",
  summary: "for auditors: one file without scripts, to read and to print",
  *render(report, options) {
    const { framework } = pageOf(report).view;
    yield* toHtml(`Encryption in transit: ${framework.name} ${framework.version}`, compliancePage(report, options));
  },
};

const markdown: Reporter = {
  format: "markdown",
  summary: "for auditors: the same page as text",
  *render(report, options) {
    yield* toMarkdown(compliancePage(report, options));
  },
};

const table: Reporter = {
  format: "table",
  summary: "for people (the default)",
  *render(report, options) {
    for (const line of complianceLines(report, options)) yield `${line}\n`;
  },
};

const PAGES: readonly Reporter[] = [html, markdown, table];

/** Formats that show the view; JSON carries it beside the rest of the report. */
export const SHOWING: readonly string[] = [...PAGES.map(({ format }) => format), "json"];

/** What `-o` means where a compliance view is asked for: formats without one give what they always do. */
export const COMPLIANCE_REPORTERS: readonly Reporter[] = [
  ...REPORTERS.filter(({ format }) => !PAGES.some((page) => page.format === format)),
  ...PAGES,
].sort((a, b) => (a.format < b.format ? -1 : 1));
