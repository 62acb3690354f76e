import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { readInput } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report, Route } from "../../src/model/report.ts";

const TRUTH = resolve(import.meta.dirname, "../../../shared/truth/ingress-nginx");
const present = existsSync(TRUTH);

interface Answer {
  readonly verdict: string;
  readonly cert?: string;
  readonly clientCertRequested?: boolean;
}

interface MeasuredRoute {
  readonly host: string;
  readonly path?: string;
  readonly port?: number;
  readonly http?: Answer;
  readonly https?: Answer;
  readonly backend: { readonly verdict: string; readonly alsoAcceptable?: string | readonly string[] };
}

interface Case {
  readonly id: string;
  readonly title: string;
  readonly routes: readonly MeasuredRoute[];
}

const cases: readonly Case[] = present ? JSON.parse(readFileSync(resolve(TRUTH, "cases.json"), "utf8")) : [];

/** A case is a whole cluster in which only this controller runs. */
async function auditCase(id: string): Promise<Report> {
  const input = await readInput([resolve(TRUTH, "cases", id)]);
  const inventory = new Inventory(input, { whole: true });
  return audit(inventory, { controllers: [{ id: "ingress-nginx", version: "1.15.1" }] });
}

/** The route that a request for this host and path reaches: the most specific host, the path that declares it. */
function routeOf(report: Report, { host, path = "/", port }: MeasuredRoute): Route | undefined {
  const serving = report.routes.filter((route) => (port === undefined ? route.port === null : route.port === port));
  const named = serving.filter((route) => route.host === host);
  const wild = serving.filter((route) => route.host.startsWith("*.") && host.endsWith(route.host.slice(1)));
  for (const candidates of [named, wild, serving.filter((route) => route.host === "*")]) {
    const exact = candidates.filter((route) => route.path === path);
    const prefixed = candidates
      .filter((route) => path.startsWith(route.path))
      .sort((a, b) => b.path.length - a.path.length);
    const served = [...exact, ...prefixed].find((route) =>
      route.hops.every((hop) => hop.status !== null || hop.protection !== "broken"),
    );
    const found = served ?? exact[0] ?? prefixed[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

function certificateOf(route: Route): string {
  const { certificate } = route.client;
  if (certificate.kind === "secret") return `secret:${certificate.namespace}/${certificate.name}`;
  return certificate.kind === "controller-default"
    ? "fake"
    : certificate.kind === "in-pod"
      ? "backend"
      : certificate.kind;
}

function predicted(route: Route): Record<string, string> {
  const { client } = route;
  const backend = route.hops.find((hop) => hop.role === "backend" || hop.role === "default-backend");
  const broken = backend?.protection === "broken" ? `broken(${backend.status})` : undefined;
  return {
    http: client.http === "redirects" ? `redirects(${client.redirectStatus})` : client.http,
    https: client.https === "terminates" ? "serves" : client.https === "passes-through" ? "passthrough" : "refused",
    cert: certificateOf(route),
    asksClients: String(client.clientCertificate !== "none"),
    backend: broken ?? backend?.protection ?? "redirect",
  };
}

function expected({ http, https, backend }: MeasuredRoute): Record<string, string> {
  const scheme = (answer: Answer | undefined): string =>
    answer === undefined ? "" : /^[45]\d\d$/.test(answer.verdict) ? "refused" : answer.verdict;
  const result: Record<string, string> = { backend: backend.verdict === "unreached" ? "redirect" : backend.verdict };
  if (http !== undefined) result["http"] = scheme(http);
  // A redirect over HTTPS is an answer: TLS ends here.
  if (https !== undefined) result["https"] = scheme(https).startsWith("redirects") ? "serves" : scheme(https);
  if (https?.cert !== undefined) result["cert"] = https.cert;
  // Behind passthrough it is the pod that asks.
  if (https?.clientCertRequested !== undefined && https.verdict !== "passthrough") {
    result["asksClients"] = String(https.clientCertRequested);
  }
  return result;
}

describe.runIf(!present)("ingress-nginx as measured", () => {
  it("is absent: ../shared/truth is not here, so no verdict was compared with it", () => {
    expect(cases).toEqual([]);
  });
});

describe.runIf(present)("ingress-nginx as measured", () => {
  it("has cases", () => {
    expect(cases.length).toBeGreaterThan(50);
  });

  for (const { id, title, routes } of cases) {
    it(`${id}: ${title}`, async () => {
      const report = await auditCase(id);
      for (const measured of routes) {
        const route = routeOf(report, measured);
        expect(route, `a route for ${measured.host}${measured.path ?? ""}`).toBeDefined();
        if (route === undefined) continue;
        const [want, got] = [expected(measured), predicted(route)];
        const also = measured.backend.alsoAcceptable ?? [];
        if ((Array.isArray(also) ? also : [also]).includes(got["backend"] ?? ""))
          want["backend"] = got["backend"] ?? "";
        expect(Object.fromEntries(Object.keys(want).map((key) => [key, got[key]]))).toEqual(want);
      }
    });
  }
});
