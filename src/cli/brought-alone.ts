import type { Report } from "../model/report.ts";
import { summarise } from "../summary.ts";

/** Of files over a cluster only what they bring: for formats that know no before and after. */
export function broughtAlone(report: Report): Report {
  const { comparison } = report;
  if (comparison === undefined) return report;
  const changed = new Set(comparison.routes.map(({ after }) => after?.id));
  const routes = report.routes.filter(({ id }) => changed.has(id));
  const findings = comparison.findings.new;
  // A copy by spreading would ask for the Secrets, which nobody may want to see.
  const copy: Report = Object.defineProperties({} as Report, Object.getOwnPropertyDescriptors(report));
  return Object.assign(copy, { routes, findings, summary: summarise(routes, findings) });
}
