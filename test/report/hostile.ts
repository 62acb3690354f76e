import type { Evidence, Finding, Report, Route } from "../../src/model/report.ts";
import { summarise } from "../../src/summary.ts";
import { NOT_IN_FORCE, REPORT, ROUTES } from "./fixture.ts";

/** Names that attack whoever prints them. */
export const HOSTILE = {
  "a colour": "red\u001b[31mtext\u001b[0m",
  "a cursor": "up\u001b[1A\u001b[2K\r",
  "a C1 control": "csi\u009b31m",
  "a bell and a title": "\u0007\u001b]0;title\u0007",
  "a line break": "one\ntwo\r\nthree\u2028four",
  "a direction mark": "abc\u202edcba\u202c\u2066x\u2069",
  "an invisible letter": "a\u200bb\ufeffc",
  "half a letter": "half\ud800",
  HTML: '<script>alert("1")</script><img src=x onerror=alert(1)>',
  "an entity": "&amp;&lt;b&gt;",
  "CDATA's end": "]]>",
  "a bar": "a|b\\|c",
  backticks: "a`b``c```d",
  "a link": "[text](https://evil.example.com) https://evil.example.com www.evil.example.com",
  "a mention": "@everyone @org/team",
  "markdown marks": "*bold* _em_ # head ~~no~~ {x} $y$",
  "a formula": '=HYPERLINK("http://evil.example.com";"x")',
  "a formula behind spaces": "  +1+cmd|'/C calc'!A0",
  "another formula": "-2+3",
  "an at formula": "@SUM(1)",
  "a wide formula": "\uff1d1+1",
  quotes: `"double" 'single', comma; semicolon`,
  percent: "100%20#?x=y",
  "wide letters": "日本語のホスト名がとても長いのでどこかで折り返す必要があります.example.com",
  "a very long name": "x".repeat(20_000),
  nothing: "",
  "XML's non-characters": "\ufffe\uffff",
} as const;

/** A report in which every text of an input is this one. */
export function hostileReport(text: string): Report {
  const object = { apiVersion: "v1", kind: text, namespace: text, name: text };
  const source = { file: text, line: 1, column: 1 };
  const evidence: Evidence = { object, field: `metadata.annotations["${text}"]`, value: text, source, fact: text };
  const [template] = ROUTES;
  if (template === undefined) throw new Error("the fixture has routes");
  const place = { kind: "service", name: text, namespace: text, port: text } as const;
  const assumption = { fact: text, assumed: text, supply: text };
  const route: Route = {
    ...template,
    id: text,
    object,
    source,
    host: text,
    path: text,
    controller: { id: "ingress-nginx", version: text, because: [evidence] },
    client: { ...template.client, certificate: { kind: "secret", namespace: text, name: text } },
    hops: [
      {
        from: place,
        to: place,
        role: "client",
        protection: "plaintext",
        by: "none",
        status: null,
        evidence: [evidence],
        assumptions: [assumption],
      },
      {
        from: { ...place, kind: "controller" },
        to: { ...place, kind: "external" },
        role: "backend",
        protection: "broken",
        by: "none",
        status: 503,
        evidence: [],
        assumptions: [],
      },
    ],
  };
  const finding: Finding = {
    ...NOT_IN_FORCE,
    message: text,
    cause: text,
    object,
    source,
    route: text,
    evidence: [evidence],
    remedy: {
      text,
      edits: [{ object, field: text, value: text, source, patch: { start: source, end: source, text } }],
    },
  };
  const findings: Finding[] = [
    finding,
    { ...finding, cause: `${text}2`, route: null, source: null, suppressed: { reason: text, until: text } },
  ];
  return {
    ...REPORT,
    inputs: [
      {
        kind: "files",
        name: text,
        objects: 1,
        skipped: [
          { where: text, reason: text, error: true },
          { where: text, reason: text },
        ],
      },
    ],
    routes: [route],
    findings,
    assumptions: [{ ...assumption, verdicts: 1 }],
    notJudged: {},
    summary: summarise([route], findings),
  };
}
