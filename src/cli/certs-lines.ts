import type { CertificateRecord } from "../certificates/records.ts";
import { span } from "../certificates/lifetime.ts";
import type { Report } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import { count } from "../report/describe.ts";
import { briefLine } from "../report/finding-lines.ts";
import { groupByCause, shownFindings } from "../report/groups.ts";
import { jsonList } from "../report/json.ts";
import { aligned, shorten } from "../report/layout.ts";
import { type Paint, painter } from "../report/paint.ts";
import { csvRow } from "../report/csv.ts";
import type { CertsFormat } from "./certs.ts";

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
  const sorted = records.toSorted(byUrgency);
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
  const unseen = records.filter(({ seen }) => seen === "unseen").length;
  yield `${count(records.length, "certificate")}${unseen === 0 ? "" : `, ${unseen} not seen`}\n\n`;
  const header = ["SECRET", "STATE", "ENDS", "ISSUER", "KEY", "ROUTES", "NAMES"];
  for (const line of aligned([header, ...sorted.map((record) => row(record, now))], [5])) yield `${line}\n`;
  yield* findingsOf(report, paint);
}

function* findingsOf(report: Report, paint: Paint): Generator<string> {
  const groups = groupByCause(shownFindings(report.findings, false));
  if (groups.length === 0) return;
  yield "\n";
  for (const { first, findings } of groups) {
    const more = findings.length === 1 ? "" : ` (and ${findings.length - 1} more)`;
    yield `${briefLine(first, paint)}${more}\n`;
    if (first.remedy !== null) yield `  fix ${visible(first.remedy.text, 400)}\n`;
  }
}

const ORDER = ["over", "future", "ending", "valid", "unknown"] as const;

function byUrgency(a: CertificateRecord, b: CertificateRecord): number {
  const rank = ORDER.indexOf(a.stage) - ORDER.indexOf(b.stage);
  if (rank !== 0) return rank;
  const [left, right] = [a.notAfter ?? "", b.notAfter ?? ""];
  return left < right ? -1 : left > right ? 1 : 0;
}

function row(record: CertificateRecord, now: number | null): string[] {
  const { namespace, name, notAfter, issuer, key, names, usedBy } = record;
  const [first, ...others] = names;
  return [
    visible(`${namespace}/${name}`, 80),
    stateOf(record, now),
    notAfter?.slice(0, 10) ?? "-",
    shorten(visible(issuer ?? "-", 200), 40),
    key ?? "-",
    String(usedBy.length),
    first === undefined ? "-" : `${shorten(visible(first, 200), 40)}${others.length === 0 ? "" : ` +${others.length}`}`,
  ];
}

function stateOf({ stage, seen, notAfter }: CertificateRecord, now: number | null): string {
  if (seen === "unseen") return "not seen";
  const by = seen === "status" ? " (status)" : "";
  if (stage === "over") return `expired${by}`;
  if (stage === "future") return `not yet valid${by}`;
  if (stage === "unknown") return "unreadable";
  if (now === null || notAfter === null) return `no date given${by}`;
  return `${stage === "ending" ? "ends in " : ""}${span(Date.parse(notAfter) - now)}${stage === "ending" ? "" : " left"}${by}`;
}

const COLUMNS = [
  "namespace",
  "name",
  "seen",
  "stage",
  "notBefore",
  "notAfter",
  "renewal",
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
  "uncoveredHosts",
  "usedBy",
  "managedBy",
  "fingerprint",
  "publicKeySha256",
] as const satisfies readonly (keyof CertificateRecord)[];

function cellOf(value: CertificateRecord[(typeof COLUMNS)[number]]): string | number {
  if (value === null) return "";
  if (typeof value === "string" || typeof value === "number") return value;
  return typeof value === "boolean" ? String(value) : value.join(" ");
}
