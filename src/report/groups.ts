import type { Finding, ObjectRef, Route } from "../model/report.ts";

/** Findings with one cause, in the report's order. */
export interface FindingGroup {
  readonly first: Finding;
  readonly findings: readonly Finding[];
}

/** Groups findings by severity and cause; groups keep the order of their first finding. */
export function groupByCause(findings: Iterable<Finding>): FindingGroup[] {
  const groups = new Map<string, { first: Finding; findings: Finding[] }>();
  for (const finding of findings) {
    const suppressed = finding.suppressed === null ? "" : "suppressed";
    const key = [finding.severity, suppressed, finding.rule, finding.cause ?? finding.message].join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: finding, findings: [finding] });
    else group.findings.push(finding);
  }
  return [...groups.values()];
}

/** Open findings, and suppressed ones after them when they are asked for. */
export function shownFindings(findings: readonly Finding[], showSuppressed: boolean): Finding[] {
  const open = findings.filter((finding) => finding.suppressed === null);
  return showSuppressed ? [...open, ...findings.filter((finding) => finding.suppressed !== null)] : open;
}

/** Every route that has the defect; none where it is an object's or a controller's. */
export function routesOf({ route, routes }: Finding): readonly string[] {
  return routes ?? (route === null ? [] : [route]);
}

/** Whether a finding is one of this route, or one of the object that declares it. */
export function concerns(finding: Finding, route: Route): boolean {
  if (finding.route !== null) return routesOf(finding).includes(route.id);
  return keyOf(finding.object) === keyOf(route.object);
}

/** The first few findings that differ in their object, for examples; positions are resolved for these alone. */
export function examples(findings: readonly Finding[], limit: number): Finding[] {
  const shown = new Map<string, Finding>();
  for (const finding of findings) {
    const key = keyOf(finding.object);
    if (!shown.has(key)) shown.set(key, finding);
    if (shown.size === limit) break;
  }
  return [...shown.values()];
}

export function countObjects(findings: readonly Finding[]): number {
  return new Set(findings.map(({ object }) => keyOf(object))).size;
}

function keyOf({ kind, namespace, name }: ObjectRef): string {
  return `${kind}/${namespace ?? ""}/${name}`;
}
