import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { readInput } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report, Route } from "../../src/model/report.ts";

const TRUTH = resolve(import.meta.dirname, "../../../shared/truth/traefik");
const present = existsSync(TRUTH);

interface MeasuredRoute {
  readonly host: string;
  readonly path: string;
  readonly http: string;
  readonly https: string;
  readonly clientCertificate: string;
  readonly backend: { readonly verdict: string; readonly alsoAcceptable?: readonly string[] };
}

interface Case {
  readonly id: string;
  readonly title: string;
  readonly routes: readonly MeasuredRoute[];
}

const cases: readonly Case[] = present ? JSON.parse(readFileSync(resolve(TRUTH, "cases.json"), "utf8")) : [];

function routeOf(report: Report, { host, path }: MeasuredRoute): Route | undefined {
  const on = (name: string): Route | undefined =>
    report.routes.find((route) => route.host === name && route.path === path);
  return on(host) ?? on(`*${host.slice(host.indexOf("."))}`) ?? on("*") ?? report.routes[0];
}

function predicted(route: Route): Record<string, string> {
  const { client } = route;
  const { certificate } = client;
  const backend = route.hops.find((hop) => hop.role === "backend" || hop.role === "default-backend");
  const served = certificate.kind === "secret" ? `secret:${certificate.namespace}/${certificate.name}` : "default";
  return {
    http: client.http === "redirects" ? `redirects(${client.redirectStatus})` : client.http,
    https: client.https === "terminates" ? served : client.https === "passes-through" ? "passthrough" : "refused",
    clientCertificate: client.clientCertificate,
    backend: backend?.protection ?? "redirect",
  };
}

function expected({ http, https, clientCertificate, backend }: MeasuredRoute): Record<string, string> {
  const word = (answer: string): string => (/^\d\d\d$/.test(answer) ? "refused" : answer);
  return { http: word(http), https: word(https), clientCertificate, backend: backend.verdict };
}

describe.runIf(!present)("Traefik as measured", () => {
  it("is absent: ../shared/truth is not here, so no verdict was compared with it", () => {
    expect(cases).toEqual([]);
  });
});

describe.runIf(present)("Traefik as measured", () => {
  it("has cases", () => {
    expect(cases.length).toBeGreaterThan(15);
  });

  for (const { id, title, routes } of cases) {
    it(`${id}: ${title}`, async () => {
      const report = audit(new Inventory(await readInput([resolve(TRUTH, "cases", id)])));
      for (const measured of routes) {
        const route = routeOf(report, measured);
        expect(route, `a route for ${measured.host}${measured.path}`).toBeDefined();
        if (route === undefined) continue;
        const [want, got] = [expected(measured), predicted(route)];
        // A handshake that is refused has no backend to compare.
        if (
          measured.backend.alsoAcceptable?.includes(got["backend"] ?? "") ||
          (want["https"] === "refused" && want["backend"] === "broken")
        )
          want["backend"] = got["backend"] ?? "";
        expect(got).toEqual(want);
      }
    });
  }
});
