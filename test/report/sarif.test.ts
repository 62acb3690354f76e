import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { at, list, text } from "../../src/model/read.ts";
import type { Report } from "../../src/model/report.ts";
import { reporter } from "../../src/report/sarif.ts";
import { artifactLocation } from "../../src/report/sarif-result.ts";
import { summarise } from "../../src/summary.ts";
import { NOT_IN_FORCE, OPTIONS, REPORT, ROUTES } from "./fixture.ts";
import { HOSTILE, hostileReport } from "./hostile.ts";
import { SARIF } from "./sarif-shape.ts";

const ajv = new Ajv({
  allErrors: true,
  formats: {
    uri: (value) => URL.canParse(value),
    "uri-reference": (value) =>
      /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/.test(value) && URL.canParse(value, "file:///"),
  },
});
const validate = ajv.compile(SARIF);

function sarif(report: Report): unknown {
  return JSON.parse([...reporter.render(report, OPTIONS)].join(""));
}

function results(report: Report): readonly unknown[] {
  return list(sarif(report), "runs", 0, "results");
}

function problems(document: unknown): unknown {
  validate(document);
  return validate.errors ?? [];
}

describe("SARIF", () => {
  it("has the shape that the specification asks for", () => {
    expect(problems(sarif(REPORT))).toEqual([]);
  });

  it("would not pass with a property that the specification does not have", () => {
    expect(problems({ version: "2.1.0", runs: [{ tool: { driver: { name: "x", title: "y" } } }] })).not.toEqual([]);
  });

  it.each(Object.entries(HOSTILE).filter(([, hostile]) => hostile !== ""))("keeps its shape with %s", (_, hostile) => {
    expect(problems(sarif(hostileReport(hostile)))).toEqual([]);
  });

  it("points every result at its rule", () => {
    const document = sarif(REPORT);
    const rules = list(document, "runs", 0, "tool", "driver", "rules").map((rule) => text(rule, "id"));
    for (const result of list(document, "runs", 0, "results")) {
      expect(rules[Number(at(result, "ruleIndex"))]).toBe(text(result, "ruleId"));
    }
  });

  it("carries line, column and the fingerprint of the finding", () => {
    const [result] = results(REPORT);
    expect(at(result, "locations", 0, "physicalLocation", "region")).toEqual({ startLine: 8, startColumn: 57 });
    expect(at(result, "partialFingerprints")).toEqual({ "lasthop/v1": NOT_IN_FORCE.fingerprint });
  });

  it("keeps the fingerprint when the line moves", () => {
    const moved = { ...NOT_IN_FORCE, source: { file: "other.yaml", line: 99, column: 1 } };
    const findings = [moved];
    const [result] = results({ ...REPORT, findings, summary: summarise(ROUTES, findings) });
    expect(at(result, "partialFingerprints")).toEqual({ "lasthop/v1": NOT_IN_FORCE.fingerprint });
  });

  it("marks suppressed results, with the reason", () => {
    const suppressions = results(REPORT).map((result) => list(result, "suppressions"));
    expect(suppressions.filter((items) => items.length > 0)).toEqual([
      [{ kind: "external", status: "accepted", justification: "the pod network is trusted" }],
    ]);
  });

  it("makes one fix of all edits", () => {
    const [result] = results(REPORT);
    expect(at(result, "fixes", 0, "artifactChanges")).toEqual([
      {
        artifactLocation: { uri: "shop/checkout.yaml", uriBaseId: "%SRCROOT%" },
        replacements: [
          {
            deletedRegion: { startLine: 8, startColumn: 5, endLine: 8, endColumn: 5 },
            insertedContent: { text: 'nginx.ingress.kubernetes.io/proxy-ssl-secret: "shop/backend-ca"\n    ' },
          },
          { deletedRegion: { startLine: 9, startColumn: 1, endLine: 10, endColumn: 1 } },
        ],
      },
    ]);
  });

  it("offers no fix where an edit's place is not certain", () => {
    const [edit] = NOT_IN_FORCE.remedy?.edits ?? [];
    if (edit === undefined) throw new Error("the fixture has edits");
    const { patch: _, ...uncertain } = edit;
    const findings = [{ ...NOT_IN_FORCE, remedy: { text: "Do it.", edits: [edit, uncertain] } }];
    const [result] = results({ ...REPORT, findings, summary: summarise(ROUTES, findings) });
    expect(at(result, "fixes")).toBeUndefined();
  });

  it("says that the run was not successful when input could not be read, and where", () => {
    const invocation = at(sarif(REPORT), "runs", 0, "invocations", 0);
    expect(at(invocation, "executionSuccessful")).toBe(false);
    expect(at(invocation, "toolExecutionNotifications", 0, "locations", 0, "physicalLocation", "region")).toEqual({
      startLine: 3,
      startColumn: 7,
    });
  });

  it("lets no viewer make a link of a name", () => {
    const [result] = results(hostileReport(HOSTILE["a link"]));
    const messages = [
      at(result, "message"),
      at(result, "relatedLocations", 0, "message"),
      at(result, "fixes", 0, "description"),
    ];
    expect(messages.map((message) => text(message, "text"))).toEqual(
      messages.map(() => expect.not.stringContaining("](")),
    );
  });
});

describe("a file in SARIF", () => {
  it.each([
    ["a/b.yaml", { uri: "a/b.yaml", uriBaseId: "%SRCROOT%" }],
    ["./a.yaml", { uri: "a.yaml", uriBaseId: "%SRCROOT%" }],
    ["a b#c?d%.yaml", { uri: "a%20b%23c%3Fd%25.yaml", uriBaseId: "%SRCROOT%" }],
    ["/srv/x.yaml", { uri: "file:///srv/x.yaml" }],
    ["C:\\a\\b.yaml", { uri: "file:///C:/a/b.yaml" }],
    ["-", { uri: "stdin" }],
  ])("%s", (file, location) => {
    expect(artifactLocation(file)).toEqual(location);
  });
});
