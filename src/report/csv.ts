import type { Finding, ObjectRef, Report, Route, Source } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import type { Reporter } from "./contract.ts";
import { address, backendProtection, certificateName, clientSummary } from "./describe.ts";
import { shownFindings } from "./groups.ts";

/** One row per route and one per finding; the first column tells them apart. RFC 4180. */
export const reporter = {
  format: "csv",
  summary: "for spreadsheets: a row for each route and each finding",
  *render(report, { subject, showSuppressed }) {
    yield row(COLUMNS);
    if (subject === "routes") for (const route of report.routes) yield row(cells(routeRecord(route)));
    const routes = new Map(report.routes.map((route) => [route.id, route]));
    for (const finding of shownFindings(report.findings, showSuppressed)) {
      yield row(cells(findingRecord(finding, routes)));
    }
  },
} satisfies Reporter;

const COLUMNS = [
  "record",
  "address",
  "pattern",
  "weakest",
  "client",
  "certificate",
  "clientCertificate",
  "backend",
  "controller",
  "version",
  "severity",
  "rule",
  "slug",
  "message",
  "remedy",
  "suppressed",
  "kind",
  "namespace",
  "name",
  "file",
  "line",
  "column",
  "id",
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string | number | null>>;

function routeRecord(route: Route): Row {
  return {
    record: "route",
    ...routeColumns(route),
    ...placeColumns(route.object, route.source),
    id: route.id,
  };
}

function routeColumns(route: Route): Row {
  return {
    address: address(route),
    pattern: route.pattern,
    weakest: route.weakest,
    client: clientSummary(route.client),
    certificate: certificateName(route.client),
    clientCertificate: route.client.clientCertificate,
    backend: backendProtection(route),
    controller: route.controller.id,
    version: route.controller.version,
  };
}

function findingRecord(finding: Finding, routes: ReadonlyMap<Report["routes"][number]["id"], Route>): Row {
  const route = finding.route === null ? undefined : routes.get(finding.route);
  return {
    record: "finding",
    ...(route === undefined ? {} : routeColumns(route)),
    severity: finding.severity,
    rule: finding.rule,
    slug: finding.slug,
    message: finding.message,
    remedy: finding.remedy?.text ?? null,
    suppressed: finding.suppressed?.reason ?? null,
    ...placeColumns(finding.object, finding.source),
    id: finding.fingerprint,
  };
}

function placeColumns({ kind, namespace, name }: ObjectRef, source: Source | null): Row {
  return {
    kind,
    namespace,
    name,
    file: source?.file ?? null,
    line: source?.line ?? null,
    column: source?.column ?? null,
  };
}

function cells(record: Row): string[] {
  return COLUMNS.map((column) => cell(record[column] ?? ""));
}

/**
 * Spreadsheets run a cell that begins like a formula. A leading apostrophe makes it text (OWASP, "CSV Injection");
 * numbers of our own are left alone.
 */
function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = visible(value);
  return /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/.test(safe) ? `'${safe}` : safe;
}

/** One line of values, each made safe for spreadsheets. */
export function csvRow(values: readonly (string | number)[]): string {
  return row(values.map(cell));
}

function row(values: readonly string[]): string {
  const quoted = values.map((value) => (/[",;\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value));
  return `${quoted.join(",")}\r\n`;
}
