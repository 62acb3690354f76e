import { describe, expect, it } from "vitest";
import { FACTS } from "../../src/controllers/traefik/facts.ts";
import { cluster, gateway, HTTP, HTTPS, type Manifest, route, routeOf, service, type Row, told } from "./world.ts";

function resource(kind: string, name: string, spec: Manifest): Manifest {
  return { apiVersion: "traefik.io/v1alpha1", kind, metadata: { name, namespace: "shop" }, spec };
}

const EVERYWHERE = { parentRefs: [{ name: "edge" }] };
const APP = { name: "app", port: 443 };
const TRAEFIK_SERVICE = { group: "traefik.io", kind: "TraefikService", name: "split" };
const SKIP = resource("ServersTransport", "skip", { insecureSkipVerify: true });

function filtered(filter: Manifest, backendRefs: readonly Manifest[] = [APP]): Manifest {
  return route({ ...EVERYWHERE, rules: [{ filters: [filter], backendRefs }] });
}

function middleware(name: string, kind = "Middleware"): Manifest {
  return { type: "ExtensionRef", extensionRef: { group: "traefik.io", kind, name } };
}

const HEADER = { type: "ResponseHeaderModifier", responseHeaderModifier: { set: [{ name: "x-a", value: "b" }] } };
const REDIRECT = resource("Middleware", "secure", { redirectScheme: { scheme: "https", permanent: true } });
const SPLIT = resource("TraefikService", "split", {
  weighted: { services: [APP, { ...APP, scheme: "https", serversTransport: "skip" }] },
});

const ROWS: readonly Row[] = [
  {
    name: "a Middleware that redirects what comes in clear",
    fact: FACTS.middlewareRedirect,
    objects: [filtered(middleware("secure")), REDIRECT],
    told: "http redirects to https, https terminates, plaintext",
  },
  {
    name: "a Middleware that is missing leaves the router out",
    fact: FACTS.gatewayMiddleware,
    objects: [filtered(middleware("gone"))],
    told: "http refused, https refused, broken 404",
  },
  {
    name: "a filter of another kind answers for everybody",
    fact: FACTS.gatewayFilter,
    objects: [filtered(middleware("secure", "TLSOption")), REDIRECT],
    told: "http serves, https terminates, broken 500",
  },
  {
    name: "CORS is not supported",
    fact: FACTS.gatewayFilter,
    objects: [filtered({ type: "CORS", cors: { allowOrigins: ["https://shop.example.com"] } })],
    told: "http serves, https terminates, broken 500",
  },
  {
    name: "a filter and no backend",
    fact: FACTS.gatewayNobody,
    objects: [filtered(HEADER, [])],
    told: "http refused, https refused, broken 503",
  },
  {
    name: "a Middleware that asks somebody first",
    fact: FACTS.forwardAuth,
    objects: [
      filtered(middleware("ask")),
      resource("Middleware", "ask", { forwardAuth: { address: "http://auth.shop.svc:9000/" } }),
    ],
    told: "http serves, https terminates, plaintext + auth plaintext",
  },
  {
    name: "a TraefikService",
    fact: FACTS.gatewayTraefikService,
    objects: [route({ rules: [{ backendRefs: [TRAEFIK_SERVICE] }] }), SPLIT, SKIP, service({ name: "web" })],
    told: "http refused, https terminates, tls-verified + tls-unverified",
  },
  {
    name: "a TraefikService that is missing leaves the router out",
    fact: FACTS.gatewayTraefikService,
    objects: [route({ rules: [{ backendRefs: [APP, TRAEFIK_SERVICE] }] })],
    told: "http refused, https refused, broken 404",
  },
];

describe("what routes of the Gateway API name of Traefik's own", () => {
  it.each(ROWS)("$name", ({ objects, told: expected }) => {
    expect(told(routeOf(cluster("traefik", [gateway([HTTP, HTTPS]), ...objects])))).toBe(expected);
  });

  it("rests on facts that say where they come from", () => {
    for (const { fact } of ROWS) expect(fact.basis).toMatch(/measured|read/);
  });
});
