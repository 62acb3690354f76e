import type { Finding, ObjectRef, Patch, Remedy, Route, Source } from "../model/report.ts";
import { address, objectName, sentence } from "./describe.ts";

/** One finding as a SARIF result. */
export function sarifResult(
  finding: Finding,
  ruleIndex: ReadonlyMap<string, number>,
  routes: ReadonlyMap<string, Route>,
): Record<string, unknown> {
  const { rule, severity, evidence, remedy, suppressed, fingerprint } = finding;
  const index = ruleIndex.get(rule);
  const route = finding.route === null ? undefined : routes.get(finding.route);
  const related = evidence.filter((item) => item.source !== null);
  const fixes = remedy === null ? [] : fixesOf(remedy);
  return {
    ruleId: rule,
    ...(index === undefined ? {} : { ruleIndex: index }),
    level: severity,
    message: { text: messageText(finding) },
    locations: [{ ...physical(finding.source), logicalLocations: [logical(finding.object)] }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((item, id) => ({
            id,
            ...physical(item.source),
            ...(item.object === null ? {} : { logicalLocations: [logical(item.object)] }),
            message: { text: plain(item.fact) },
          })),
        }),
    partialFingerprints: { "lasthop/v1": fingerprint },
    suppressions: suppressed === null ? [] : [suppression(suppressed)],
    ...(fixes.length === 0 ? {} : { fixes }),
    properties: {
      slug: finding.slug,
      route: finding.route,
      ...(route === undefined
        ? {}
        : { address: address(route), pattern: route.pattern, weakest: route.weakest, controller: route.controller.id }),
      ...(suppressed === null || suppressed.until === null ? {} : { suppressedUntil: suppressed.until }),
    },
  };
}

function messageText({ message, remedy }: Finding): string {
  const problem = /[.!?]$/.test(message) ? message : `${message}.`;
  return plain(remedy === null ? problem : `${problem} ${remedy.text}`);
}

/** Viewers make links of `[text](address)`: nothing from an input may be one. */
function plain(text: string): string {
  return sentence(text).replaceAll("](", "] (");
}

function physical(source: Source | null): Record<string, unknown> {
  if (source === null) return {};
  return {
    physicalLocation: {
      artifactLocation: artifactLocation(source.file),
      region: { startLine: source.line, startColumn: source.column },
    },
  };
}

/** A path as a URI: relative ones hang below the root of the sources, as code scanning expects. */
export function artifactLocation(file: string): { uri: string; uriBaseId?: string } {
  const path = file.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  if (path === "-") return { uri: "stdin" };
  const drive = /^[A-Za-z]:\//.test(path);
  const segments = path.split("/").map((part, index) => (drive && index === 0 ? part : encodePart(part)));
  if (drive) return { uri: `file:///${segments.join("/")}` };
  if (path.startsWith("/")) return { uri: `file://${segments.join("/")}` };
  return { uri: segments.join("/"), uriBaseId: "%SRCROOT%" };
}

function encodePart(part: string): string {
  return encodeURIComponent(part.toWellFormed());
}

function logical(object: ObjectRef): Record<string, unknown> {
  const { kind, namespace, name } = object;
  return {
    name: objectName({ ...object, namespace: null }).slice(kind.length + 1),
    fullyQualifiedName: sentence(`${namespace ?? "_"}/${kind}/${name}`),
    kind: "resource",
  };
}

function suppression({ reason }: NonNullable<Finding["suppressed"]>): Record<string, unknown> {
  return { kind: "external", status: "accepted", justification: sentence(reason) };
}

/** One fix of all edits together; none when an edit's place in the text is not certain, since half a fix is worse. */
function fixesOf({ text, edits = [] }: Remedy): Record<string, unknown>[] {
  const patches = edits.flatMap(({ patch }) => (patch === undefined || patch === null ? [] : [patch]));
  if (patches.length === 0 || patches.length < edits.length) return [];
  const byFile = Map.groupBy(patches, (patch) => patch.start.file);
  return [
    {
      description: { text: plain(text) },
      artifactChanges: [...byFile].map(([file, own]) => ({
        artifactLocation: artifactLocation(file),
        replacements: own.map(replacement),
      })),
    },
  ];
}

function replacement({ start, end, text }: Patch): Record<string, unknown> {
  return {
    deletedRegion: {
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
    },
    ...(text === "" ? {} : { insertedContent: { text } }),
  };
}
