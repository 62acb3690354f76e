import fc from "fast-check";
import { isIP } from "node:net";
import { describe, expect, it } from "vitest";
import { parseResolve, parseStatedAddress } from "../../src/probe/addresses.ts";
import { planRoutes, type PlanOptions } from "../../src/probe/plan.ts";
import type { Route } from "../../src/model/report.ts";
import { hop, routeOf } from "./routes.ts";

const OPTIONS: PlanOptions = {
  label: "abc123",
  anyHost: null,
  resolve: [],
  stated: [],
  httpPort: 80,
  httpsPort: 443,
};

function planOf(route: Route, others: readonly Route[] = [], options: Partial<PlanOptions> = {}) {
  const [plan] = planRoutes([route], [route, ...others], { addresses: new Map() }, { ...OPTIONS, ...options });
  if (plan === undefined) throw new Error("no plan");
  return plan;
}

describe("what is asked", () => {
  it("is the host and the path as they are", () => {
    expect(planOf(routeOf({ path: "/api/v1" }))).toMatchObject({
      name: "shop.example.com",
      path: "/api/v1",
      reason: null,
    });
  });

  it("is a label that nobody has where any name below is meant", () => {
    const plan = planOf(routeOf({ host: "*.Example.com" }));
    expect(plan).toMatchObject({
      name: "lasthop-abc123.example.com",
      notes: [expect.stringContaining("any name below")],
    });
  });

  it("is a name that does not exist where any host is meant, or the one that is stated", () => {
    const address = { stated: ["192.0.2.1"] };
    const plan = planOf(routeOf({ host: "*" }), [], address);
    expect(plan).toMatchObject({
      name: "lasthop-abc123.invalid",
      notes: ["it is for any host: asked as lasthop-abc123.invalid"],
    });
    expect(planOf(routeOf({ host: "*" }), [], { ...address, anyHost: "Any.example.org" }).name).toBe("any.example.org");
  });

  it.each([
    ["a host of its own", "a.example.org"],
    ["a wildcard", "*.example.org"],
  ])("is not the stated name where that has %s", (_, host) => {
    const plan = planOf(routeOf({ host: "*" }), [routeOf({ host })], {
      anyHost: "a.example.org",
      stated: ["192.0.2.1"],
    });
    expect(plan.reason).toContain("has a route of its own");
  });

  it.each([
    [{ pathType: "Regex", path: "/a.*" } as const, "regular expression"],
    [{ pathType: "ImplementationSpecific", path: "/a(/|$)(.*)" } as const, "do not stand in a request"],
    [{ pathType: "ImplementationSpecific", path: "/a*" } as const, "a pattern to its controller"],
    [{ path: "/a b" }, "do not stand in a request"],
    [{ path: "/a\r\nX: y" }, "do not stand in a request"],
    [{ path: "/a?b" }, "do not stand in a request"],
    [{ path: "/%2e" }, "do not stand in a request"],
    [{ path: "" }, "do not stand in a request"],
    [{ path: "no-slash" }, "do not stand in a request"],
    [{ path: "/日本" }, "do not stand in a request"],
    [{ host: "~^(www\\.)?a\\.example" }, "no single name"],
    [{ host: "a.*.example.com" }, "no single name"],
    [{ host: "a.example.com\r\nX-Evil: 1" }, "no single name"],
    [{ host: "" }, "no single name"],
    [{ host: `${"a".repeat(64)}.example.com` }, "no single name"],
    [{ hops: [hop("client", "unknown")] }, "no prediction"],
  ] satisfies [Partial<Omit<Route, "client">>, string][])("is told to be nothing for %j", (more, reason) => {
    const plan = planOf(routeOf(more), [], { stated: ["192.0.2.1"] });
    expect(plan).toMatchObject({ name: null, doors: [] });
    expect(plan.reason).toContain(reason);
  });

  it("is a path below where another route takes exactly the path", () => {
    const exact = routeOf({ id: "exact", pathType: "Exact", path: "/api" });
    expect(planOf(routeOf({ path: "/api" }), [exact]).path).toBe("/api/lasthop-abc123");
    expect(planOf(exact, [routeOf({ path: "/api" })]).path).toBe("/api");
  });

  it("is a connection alone where a route is reached by its port", () => {
    const plan = planOf(routeOf({ port: 5432, client: { https: "passes-through", http: "refused" } }));
    expect(plan).toMatchObject({ path: null, doors: [{ tls: true, port: 5432 }] });
    const plain = planOf(routeOf({ port: 5432, client: { https: "refused", http: "serves" } }));
    expect(plain).toMatchObject({ path: null, doors: [{ tls: false, port: 5432 }] });
  });

  it("never holds what could end a line of a request, whatever the route says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (host, path) => {
        const { name, path: asked } = planOf(routeOf({ host, path: `/${path}` }), [], { stated: ["192.0.2.1"] });
        expect(name ?? "").toMatch(/^[a-z0-9._:-]*$/);
        expect(asked ?? "").toMatch(/^[!$&'()*+,./:;=@A-Za-z0-9_~-]*$/);
      }),
    );
  });
});

describe("where a route is asked", () => {
  /** For port 80 and for port 443. */
  const both = (places: readonly unknown[]) => [places, places];
  const at = (plan: ReturnType<typeof planOf>) => plan.doors.map(({ places }) => places);
  const status = [
    { at: "203.0.113.9", from: "the status of Ingress shop/web" },
    { at: "203.0.113.10", from: "the status of Ingress shop/web" },
  ];
  const withStatus = (options: Partial<PlanOptions> = {}) => {
    const route = routeOf();
    const [plan] = planRoutes(
      [route],
      [route],
      { addresses: new Map([[route.id, status]]) },
      { ...OPTIONS, ...options },
    );
    if (plan === undefined) throw new Error("no plan");
    return plan;
  };

  it("is what DNS says, where nobody says more", () => {
    expect(at(planOf(routeOf()))).toEqual(both([{ at: "shop.example.com", from: "DNS" }]));
  });

  it("is the first address of the cluster's status", () => {
    expect(at(withStatus())).toEqual(both([status[0]]));
  });

  it("is the stated address before the status, and a rule for the host before that", () => {
    expect(at(withStatus({ stated: ["192.0.2.1"] }))).toEqual(both([{ at: "192.0.2.1", from: "--address" }]));
    const resolve = ["*:80:192.0.2.3", "shop.example.com:443:192.0.2.2"].flatMap((text) => parseResolve(text) ?? []);
    expect(at(withStatus({ stated: ["192.0.2.1"], resolve }))).toEqual([
      [{ at: "192.0.2.3", from: "--resolve" }],
      [{ at: "192.0.2.2", from: "--resolve" }],
    ]);
  });

  it("takes a rule for the port that stands in for another one, and for a wildcard as it is written", () => {
    const resolve = [parseResolve("*.example.com:8443:192.0.2.2")].flatMap((rule) => rule ?? []);
    const plan = planOf(routeOf({ host: "*.example.com" }), [], { resolve, httpsPort: 8443 });
    expect(plan.doors[1]).toMatchObject({ port: 8443, published: 443, places: [{ at: "192.0.2.2" }] });
  });

  it("is told to be nowhere where no name can be looked up", () => {
    expect(planOf(routeOf({ host: "*" })).reason).toContain("no address");
  });

  it.each([
    ["a.example.com:443:192.0.2.1", { host: "a.example.com", port: 443, addresses: ["192.0.2.1"] }],
    [
      "+A.example.com:80:192.0.2.1,[2001:db8::1]",
      { host: "a.example.com", port: 80, addresses: ["192.0.2.1", "2001:db8::1"] },
    ],
    ["*:443:[::1]", { host: "*", port: 443, addresses: ["::1"] }],
    ["*:443:::1", { host: "*", port: 443, addresses: ["::1"] }],
    ["a:0:192.0.2.1", null],
    ["a:65536:192.0.2.1", null],
    ["a:443:other.example.com", null],
    ["a:443:", null],
    ["a:443", null],
    ["", null],
  ])("reads --resolve %s", (text, rule) => {
    expect(parseResolve(text)).toEqual(rule);
  });

  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["[::1]", "::1"],
    ["lb.example.com", "lb.example.com"],
    ["1.2.3", null],
    ["a b", null],
    ["-x", null],
    ["http://a.example.com", null],
  ])("reads --address %s", (text, address) => {
    expect(parseStatedAddress(text)).toBe(address);
  });

  it("reads no rule whose address is none", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect((parseResolve(text)?.addresses ?? []).every((address) => isIP(address) !== 0)).toBe(true);
      }),
    );
  });
});
