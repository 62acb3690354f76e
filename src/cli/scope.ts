import type { Inventory } from "../inventory/inventory.ts";
import { groupOf, labels } from "../model/read.ts";
import type { Assumption, Comparison, Finding, ObjectRef, Report, Route, TlsSecret } from "../model/report.ts";
import { routesOf } from "../report/groups.ts";
import { assumptionsOf, summarise } from "../summary.ts";
import { parseSelector } from "./selector.ts";

/** What `-n` and `-l` show of a report. Verdicts are made before: they rest on everything that was read. */
export interface Scope {
  readonly namespace: string | null;
  readonly selector: string | null;
}

export function scoped(report: Report, inventory: Inventory, { namespace, selector }: Scope): Report {
  if (namespace === null && selector === null) return report;
  const selects = selector === null ? () => true : parseSelector(selector);
  const shows = (ref: ObjectRef): boolean => {
    if (namespace !== null && ref.namespace !== namespace) return false;
    if (selector === null) return true;
    const object = inventory.find(`${ref.kind}.${groupOf(ref.apiVersion)}`, ref.namespace, ref.name);
    return object !== undefined && selects(labels(object));
  };
  return narrowed(
    report,
    (route) => shows(route.object),
    (finding) => shows(finding.object),
  );
}

/**
 * A part of a report, with its counts made again.
 * @param keepRoute which routes stay; findings of a route go with it
 * @param keepFinding which findings stay that belong to no route
 */
export function narrowed(
  report: Report,
  keepRoute: (route: Route) => boolean,
  keepFinding: (finding: Finding) => boolean,
): Report {
  const routes = report.routes.filter(keepRoute);
  const ids = new Set(routes.map((route) => route.id));
  const findings = report.findings.filter((finding) =>
    finding.route === null ? keepFinding(finding) : routesOf(finding).some((id) => ids.has(id)),
  );
  let secrets: TlsSecret[] | undefined;
  return {
    formatVersion: report.formatVersion,
    tool: report.tool,
    inputs: report.inputs,
    routes,
    findings,
    get secrets() {
      secrets ??= report.secrets.map((secret) => withUsers(secret, ids)).filter((secret) => secret.usedBy.length > 0);
      return secrets;
    },
    assumptions: assumptionsFor(report, routes),
    notJudged: report.notJudged,
    summary: summarise(routes, findings),
    ...(report.comparison === undefined
      ? {}
      : { comparison: narrowedComparison(report.comparison, keepRoute, keepFinding) }),
  };
}

/** The same report with some of its findings, and its counts made again. */
export function withFindings(report: Report, keeps: (finding: Finding) => boolean): Report {
  const findings = report.findings.filter(keeps);
  const { comparison } = report;
  return Object.defineProperties({} as Report, {
    ...Object.getOwnPropertyDescriptors(report),
    findings: { value: findings, enumerable: true },
    summary: { value: summarise(report.routes, findings), enumerable: true },
    ...(comparison === undefined
      ? {}
      : { comparison: { value: narrowedComparison(comparison, () => true, keeps), enumerable: true } }),
  });
}

function narrowedComparison(
  { findings, routes, unchangedRoutes }: Comparison,
  keepRoute: (route: Route) => boolean,
  keepFinding: (finding: Finding) => boolean,
): Comparison {
  const keeps = (route: Route | null): boolean => route !== null && keepRoute(route);
  return {
    findings: {
      new: findings.new.filter(keepFinding),
      fixed: findings.fixed.filter(keepFinding),
      unchanged: findings.unchanged,
    },
    routes: routes.filter(({ before, after }) => keeps(before) || keeps(after)),
    unchangedRoutes,
  };
}

/** The same Secret; its readers are still found when somebody asks for them. */
function withUsers(secret: TlsSecret, ids: ReadonlySet<string>): TlsSecret {
  const usedBy = secret.usedBy.filter((id) => ids.has(id));
  return Object.defineProperties({ usedBy } as TlsSecret, {
    ...Object.getOwnPropertyDescriptors(secret),
    usedBy: { value: usedBy, enumerable: true },
  });
}

/** What the routes that are left rest on, and what the report assumed as a whole. */
function assumptionsFor(report: Report, routes: readonly Route[]): Assumption[] {
  const ofRoutes = new Set(assumptionsOf(report.routes).map((item) => item.fact));
  const whole = report.assumptions.filter((item) => !ofRoutes.has(item.fact));
  return [...whole.map((item) => ({ ...item, verdicts: routes.length })), ...assumptionsOf(routes)];
}
