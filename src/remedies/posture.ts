import type { Comparison, Hop, HopChange, Report, Route, RouteChange } from "../model/report.ts";
import { compareProtection, type Protection } from "../model/words.ts";

/**
 * What differs between two reports: findings by fingerprint, routes hop by hop. Suppressed findings do not count.
 * Pure; the lists keep the order of the reports.
 */
export function compare(before: Report, after: Report): Comparison {
  const open = (report: Report) => report.findings.filter((finding) => finding.suppressed === null);
  const [was, is] = [open(before), open(after)];
  const [wasPrints, isPrints] = [was, is].map((list) => new Set(list.map(({ fingerprint }) => fingerprint)));
  const fresh = is.filter(({ fingerprint }) => wasPrints?.has(fingerprint) !== true);
  const pairs = pairRoutes(before.routes, after.routes);
  const routes = pairs.flatMap(([one, other]) => changeOf(one, other) ?? []);
  return {
    findings: {
      new: fresh,
      fixed: was.filter(({ fingerprint }) => isPrints?.has(fingerprint) !== true),
      unchanged: is.length - fresh.length,
    },
    routes,
    unchangedRoutes: pairs.length - routes.length,
  };
}

type Pair = readonly [before: Route | null, after: Route | null];

/** Pairs by id; then, where one object or controller took an address over from another, by the address. */
function pairRoutes(before: readonly Route[], after: readonly Route[]): Pair[] {
  const byId = new Map(before.map((route) => [route.id, route]));
  const known = new Set(after.filter(({ id }) => byId.has(id)).map(({ id }) => id));
  const left = new Map<string, Route[]>();
  for (const route of before) {
    if (known.has(route.id)) continue;
    const same = left.get(addressOf(route));
    if (same === undefined) left.set(addressOf(route), [route]);
    else same.push(route);
  }
  const pairs = after.map((route): Pair => [byId.get(route.id) ?? left.get(addressOf(route))?.shift() ?? null, route]);
  return [...pairs, ...[...left.values()].flat().map((route): Pair => [route, null])];
}

function addressOf({ host, path, pathType, port }: Route): string {
  return [host, path, pathType, port ?? ""].join("\n");
}

/** null where nothing differs. */
function changeOf(before: Route | null, after: Route | null): RouteChange | null {
  const fields = before === null || after === null ? [] : fieldChanges(before, after);
  const hops = hopChanges(before?.hops ?? [], after?.hops ?? []);
  if (before !== null && after !== null && fields.length === 0 && hops.length === 0) return null;
  return {
    change: before === null ? "added" : after === null ? "removed" : "changed",
    direction: directionOf(before, after, hops),
    before,
    after,
    fields,
    hops,
  };
}

/** By the legs that became weaker or stronger; where some did each, by the weakest leg of all. */
function directionOf(before: Route | null, after: Route | null, hops: readonly HopChange[]): RouteChange["direction"] {
  if (before === null || after === null) return "same";
  const steps = hops.map((hop) => step(hop.before?.protection, hop.after?.protection));
  const [weaker, stronger] = [steps.some((order) => order < 0), steps.some((order) => order > 0)];
  const order = weaker && stronger ? step(before.weakest, after.weakest) : weaker ? -1 : stronger ? 1 : 0;
  return order < 0 ? "weaker" : order > 0 ? "stronger" : "same";
}

/** Negative where it became weaker. `broken` and `unknown` stand outside of the order. */
function step(before: Protection | undefined, after: Protection | undefined): number {
  if (before === undefined || after === undefined) return 0;
  const outside = [before, after].some((word) => word === "broken" || word === "unknown");
  return outside ? 0 : compareProtection(after, before);
}

function fieldChanges(before: Route, after: Route): RouteChange["fields"] {
  const [was, is] = [described(before), described(after)];
  return Object.keys(is)
    .map((field) => ({ field, before: was[field] ?? "", after: is[field] ?? "" }))
    .filter((item) => item.before !== item.after);
}

function described({ controller, object, client, pattern, weakest }: Route): Record<string, string> {
  const { certificate } = client;
  const redirect =
    client.redirectStatus === null ? "" : ` ${client.redirectStatus} to ${client.redirectTo ?? "nowhere"}`;
  return {
    "declared by": `${object.kind} ${object.namespace ?? ""}/${object.name}`,
    controller: controller.version === null ? controller.id : `${controller.id} ${controller.version}`,
    pattern,
    weakest,
    http: `${client.http}${redirect}`,
    https: client.https,
    certificate:
      certificate.kind === "secret" ? `Secret ${certificate.namespace}/${certificate.name}` : certificate.kind,
    "client certificate": client.clientCertificate,
  };
}

/** Legs of one role that lead to the same place belong together; those that are left are paired in order. */
function hopChanges(before: readonly Hop[], after: readonly Hop[]): HopChange[] {
  const left = [...before];
  const take = (fits: (hop: Hop) => boolean): Hop | null => {
    const index = left.findIndex(fits);
    return index < 0 ? null : (left.splice(index, 1)[0] ?? null);
  };
  const exact = after.map((hop) => take((other) => legOf(other) === legOf(hop)));
  const changes = after.map((hop, index): HopChange => {
    return { role: hop.role, before: exact[index] ?? take((other) => other.role === hop.role), after: hop };
  });
  const gone = left.map((hop): HopChange => ({ role: hop.role, before: hop, after: null }));
  return [...changes, ...gone].filter((change) => differs(change));
}

function legOf({ role, to }: Hop): string {
  return [role, to.kind, to.namespace ?? "", to.name, to.port ?? ""].join("\n");
}

function differs({ before, after }: HopChange): boolean {
  if (before === null || after === null) return true;
  const same = before.protection === after.protection && before.by === after.by && before.status === after.status;
  return !same || legOf(before) !== legOf(after);
}
