import type { Compliance, RouteTopic } from "../../model/compliance.ts";
import type { Finding, Report, Route } from "../../model/report.ts";
import { address } from "../describe.ts";
import { type FindingGroup, groupByCause } from "../groups.ts";
import type { Inline } from "./blocks.ts";

/** What the parts of a page share: the view, and the places that they link to. */
export interface Page {
  readonly report: Report;
  readonly view: Compliance;
  readonly routes: ReadonlyMap<string, Route>;
  /** Open findings by cause; each has a place of its own. */
  readonly groups: readonly FindingGroup[];
  readonly findings: ReadonlyMap<string, Finding>;
  linkToRoute(id: string): Inline;
  /** By rule, a link to its first paragraph with the number of findings; suppressed ones are linked as accepted. */
  linksToFindings(fingerprints: readonly string[]): Inline[];
}

/** @throws Error where the report has no compliance view: nobody asked for one */
export function pageOf(report: Report): Page {
  const view = report.compliance;
  if (view === undefined) throw new Error("the report has no compliance view");
  const routes = new Map(report.routes.map((route) => [route.id, route]));
  const places = new Map(report.routes.map((route, index) => [route.id, `route-${index + 1}`]));
  const groups = groupByCause(report.findings.filter(({ suppressed }) => suppressed === null));
  const findings = new Map(report.findings.map((finding) => [finding.fingerprint, finding]));
  const placeOf = new Map<string, string>();
  for (const [index, group] of groups.entries()) {
    for (const { fingerprint } of group.findings) placeOf.set(fingerprint, `finding-${index + 1}`);
  }
  return {
    report,
    view,
    routes,
    groups,
    findings,
    linkToRoute(id) {
      const route = routes.get(id);
      return { link: places.get(id) ?? "routes", text: route === undefined ? id : address(route) };
    },
    linksToFindings(fingerprints) {
      const links = new Map<string, { link: string; rule: string; times: number }>();
      for (const fingerprint of fingerprints) {
        const link = placeOf.get(fingerprint) ?? "accepted";
        const rule = findings.get(fingerprint)?.rule ?? "";
        const key = `${rule}${link === "accepted" ? " accepted" : ""}`;
        const known = links.get(key);
        if (known === undefined) links.set(key, { link, rule: key, times: 1 });
        else known.times += 1;
      }
      return [...links.values()].map(({ link, rule, times }) => ({
        link,
        text: times === 1 ? rule : `${rule} (${times})`,
      }));
    },
  };
}

export function placeOfTopic(topic: string): string {
  return `topic-${topic}`;
}

/** For the rows of a route. */
export const SHORT: Readonly<Record<RouteTopic, string>> = {
  "client-encrypted": "client to controller",
  "behind-encrypted": "behind the controller",
  "peer-verified": "check of who answers there",
  "client-authenticated": "client certificate",
  "served-certificate": "certificate for clients",
};
