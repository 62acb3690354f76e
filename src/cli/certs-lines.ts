import type { CertificateRecord } from "../certificates/records.ts";
import type { Finding, Report } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import { count, objectName } from "../report/describe.ts";
import { briefLine } from "../report/finding-lines.ts";
import { countObjects, examples, groupByCause, shownFindings } from "../report/groups.ts";
import { jsonList } from "../report/json.ts";
import { aligned, shorten } from "../report/layout.ts";
import { type Paint, painter } from "../report/paint.ts";
import { csvRow } from "../report/csv.ts";
import { type CertificateState, certificateState } from "./certs-state.ts";
import type { CertsFormat } from "./certs.ts";
import { nextLimitLines } from "./certs-next-limits.ts";

interface LineOptions {
  readonly format: CertsFormat;
  readonly now: number | null;
  readonly width: number | null;
  readonly color: boolean;
}

/** Certificates, the most urgent first, then the findings about them, one line each. */
export function* certificateLines(
  records: readonly CertificateRecord[],
  report: Report,
  { format, now, color }: LineOptions,
): Generator<string> {
  const shown = records.map((record) => ({ record, state: certificateState(record, now) })).sort(byUrgency);
  const sorted = shown.map(({ record }) => record);
  if (format === "json") {
    yield '{\n"certificates": ';
    yield* jsonList(sorted);
    yield ',\n"findings": ';
    yield* jsonList(report.findings);
    yield "\n}\n";
    return;
  }
  if (format === "csv") {
    yield csvRow(COLUMNS);
    for (const record of sorted) yield csvRow(COLUMNS.map((column) => cellOf(record[column])));
    return;
  }
  if (records.length === 0) {
    yield "no certificate in the input, and nothing that makes one\n";
    return;
  }
  const paint = painter(color);
  yield `${headline(records)}\n\n`;
  const header = ["SECRET", "STATE", "ENDS", "ISSUER", "KEY", "ROUTES", "NAMES"];
  for (const line of aligned([header, ...shown.map(row)], [5])) yield `${line}\n`;
  yield* nextLimitLines(sorted);
  yield* findingsOf(report, paint);
}

function headline(records: readonly CertificateRecord[]): string {
  const of = (kind: CertificateRecord["seen"]): number => records.filter(({ seen }) => seen === kind).length;
  const [missing, unseen] = [of("missing"), of("unseen")];
  const parts = [count(records.length - missing, "certificate")];
  if (unseen > 0) parts.push(`${unseen} not seen`);
  if (missing > 0) parts.push(`${missing} named that ${missing === 1 ? "does" : "do"} not exist`);
  return parts.join(", ");
}

function* findingsOf(report: Report, paint: Paint): Generator<string> {
  const groups = groupByCause(shownFindings(report.findings, false));
  if (groups.length === 0) return;
  yield "\n";
  for (const { first, findings } of groups) {
    // A position in a file does not say which Secret it is.
    const subject = first.source === null ? "" : ` (${objectName(first.object)})`;
    yield `${briefLine(first, paint)}${subject}${moreOf(findings)}\n`;
    if (first.remedy !== null) yield `  fix ${visible(first.remedy.text, 400)}\n`;
  }
}

const MOST_MORE = 3;

function moreOf(findings: readonly Finding[]): string {
  const objects = examples(findings, MOST_MORE + 1).slice(1);
  if (objects.length === 0) return "";
  const left = countObjects(findings) - 1 - objects.length;
  return `; also ${objects.map(({ object }) => objectName(object)).join(", ")}${left === 0 ? "" : ` and ${left} more`}`;
}

interface Shown {
  readonly record: CertificateRecord;
  readonly state: CertificateState;
}

function byUrgency(a: Shown, b: Shown): number {
  if (a.state.rank !== b.state.rank) return a.state.rank - b.state.rank;
  const [left, right] = [a.record.notAfter ?? "", b.record.notAfter ?? ""];
  return left < right ? -1 : left > right ? 1 : 0;
}

function row({ record, state }: Shown): string[] {
  const { namespace, name, notAfter, issuer, key, usedBy } = record;
  const [first, ...others] = namesOf(record);
  return [
    visible(`${namespace}/${name}`, 80),
    state.words,
    notAfter?.slice(0, 10) ?? "-",
    shorten(visible(issuer ?? "-", 200), 40),
    key ?? "-",
    String(usedBy.length),
    first === undefined ? "-" : `${shorten(visible(first, 200), 40)}${others.length === 0 ? "" : ` +${others.length}`}`,
  ];
}

/** Where there is no certificate, who wants one. */
function namesOf({ names, subject, namedBy, namespace }: CertificateRecord): readonly string[] {
  if (subject === null) return namedBy.map((object) => `named by ${object.replace(` ${namespace}/`, " ")}`);
  return names.length === 0 && subject !== "" ? [`none, ${subject}`] : names;
}

const COLUMNS = [
  "namespace",
  "name",
  "seen",
  "stage",
  "keyPair",
  "notBefore",
  "notAfter",
  "renewal",
  "nextLimit",
  "subject",
  "issuer",
  "issuance",
  "names",
  "key",
  "keyMatches",
  "signature",
  "weaknesses",
  "sent",
  "missingIssuer",
  "chain",
  "uncoveredHosts",
  "usedBy",
  "namedBy",
  "managedBy",
  "fingerprint",
  "publicKeySha256",
  "sameKey",
] as const satisfies readonly (keyof CertificateRecord)[];

function cellOf(value: CertificateRecord[(typeof COLUMNS)[number]]): string | number {
  if (value === null) return "";
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return String(value);
  if ("days" in value) return `${value.days} days from ${value.from}`;
  return value
    .map((item) => (typeof item === "string" ? item : `${item.subject} until ${item.notAfter ?? "?"}`))
    .join("; ");
}
