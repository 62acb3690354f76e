import { describe, expect, it } from "vitest";
import type { Seen } from "../../src/probe/ask.ts";
import { compareAll } from "../../src/probe/compare.ts";
import type {
  Aspect,
  Connection,
  Conversation,
  Known,
  Reply,
  RoutePlan,
  ShownCertificate,
  What,
} from "../../src/probe/contract.ts";
import type { ClientHop, Route } from "../../src/model/report.ts";
import { evidenceOf, hop, routeOf } from "./routes.ts";

/** Predictions beside stories that nobody had to tell over a network. */

const NAME = "shop.example.com";
const OWN: ShownCertificate = {
  fingerprint: "aa".repeat(32),
  subject: "CN=shop.example.com",
  issuer: "CN=ca",
  hosts: [NAME],
  notAfter: "2035-01-01T00:00:00.000Z",
  coversName: true,
};
const FAKE: ShownCertificate = {
  ...OWN,
  fingerprint: "ff".repeat(32),
  subject: "CN=fake",
  hosts: ["ingress.local"],
  coversName: false,
};
const KNOWN: Known["certificates"] = [{ secret: "shop/front", fingerprint: OWN.fingerprint }];

const answer = (status: number, location: string | null = null, page = "own"): Reply => ({
  kind: "answer",
  status,
  location,
  page,
});
const NOT_FOUND = answer(404, null, "default backend");
const opened = (certificate: ShownCertificate | null = null, asks: boolean | null = false): Connection => ({
  state: "open",
  handshake: certificate === null ? null : { protocol: "TLSv1.3", certificate, asksCertificate: asks },
});

interface Wire {
  readonly plain?: Reply | Connection;
  readonly tls?: Reply | Connection;
  readonly certificate?: ShownCertificate;
  readonly asks?: boolean | null;
  readonly strangerPlain?: Reply;
  readonly strangerTls?: Reply;
  readonly strangerCertificate?: ShownCertificate;
}

function seenOf(wire: Wire, path: string): Seen {
  const talk = (own: Reply | Connection, connection: Connection, path: string): Conversation =>
    "state" in own ? { connection: own, replies: new Map() } : { connection, replies: new Map([[path, own]]) };
  return {
    conversation: (_, { tls }) =>
      tls
        ? talk(
            wire.tls ?? answer(200),
            opened(wire.certificate ?? OWN, wire.asks ?? (wire.asks === null ? null : false)),
            path,
          )
        : talk(wire.plain ?? answer(308, `https://${NAME}/`), opened(), path),
    nobody: (_, { tls }) =>
      tls
        ? talk(wire.strangerTls ?? NOT_FOUND, opened(wire.strangerCertificate ?? FAKE), "/")
        : talk(wire.strangerPlain ?? NOT_FOUND, opened(), "/"),
    address: (at) => at,
    connections: 4,
    requests: 4,
  };
}

function planOf(route: Route, path: string | null = "/"): RoutePlan {
  const places = [{ at: "192.0.2.1", from: "--address" }];
  const doors = [
    { tls: false, published: 80, port: 80, places },
    { tls: true, published: 443, port: 443, places },
  ];
  return { route, name: NAME, path, doors, reason: null, notes: [] };
}

interface Terms {
  readonly known?: Known["certificates"];
  readonly catchAll?: boolean;
}

function compared(route: Route, wire: Wire, { known = KNOWN, catchAll = false }: Terms = {}) {
  const path = route.port === null ? "/" : null;
  const report = compareAll(
    [planOf(route, path)],
    seenOf(wire, "/"),
    { certificates: known, addresses: new Map() },
    { version: "0", catchAll },
  );
  const [result] = report.routes;
  if (result === undefined) throw new Error("no result");
  return result;
}

function aspectOf(
  what: What,
  client: Partial<ClientHop>,
  wire: Wire,
  terms: Terms = {},
  more: Partial<Omit<Route, "client">> = {},
): Aspect | undefined {
  return compared(routeOf({ ...more, client }), wire, terms).places[0]?.aspects.find((aspect) => aspect.what === what);
}

const SERVES = { http: "serves", redirectStatus: null, redirectTo: null } as const;
const REFUSED = { http: "refused", redirectStatus: null, redirectTo: null } as const;
const REDIRECTS = {} as const;
const CLOSED: Connection = { state: "closed", detail: "the connection is refused" };
const SILENT: Connection = { state: "silent", detail: "no answer in time" };
const HUNG: Reply = { kind: "silent", detail: "no answer in time" };
const CUT: Reply = { kind: "closed", detail: "the connection is reset or closed", demandsCertificate: false };
const DEMANDED: Reply = { kind: "closed", detail: "tls alert", demandsCertificate: true };
const HANDS_OFF: Connection = { state: "no-handshake", detail: "handshake failure", asksCertificate: false };
const WANTS_TLS = answer(400, null, "The plain HTTP request was sent to HTTPS port");

describe("port 80", () => {
  it.each([
    ["a page", SERVES, answer(200), "agrees"],
    ["a page", REDIRECTS, answer(200), "disagrees"],
    ["a page", REFUSED, answer(200), "disagrees"],
    ["the redirect", REDIRECTS, answer(308, `https://${NAME}/`), "agrees"],
    ["the redirect with a port", REDIRECTS, answer(308, `https://${NAME}:443/`), "agrees"],
    ["the redirect in capitals", REDIRECTS, answer(308, "HTTPS://Shop.Example.COM./"), "agrees"],
    ["a redirect of another status", REDIRECTS, answer(301, `https://${NAME}/`), "disagrees"],
    ["a redirect to HTTP", REDIRECTS, answer(308, "/login"), "disagrees"],
    ["a redirect to another host", REDIRECTS, answer(308, "https://evil.example.org/"), "disagrees"],
    ["a redirect without a scheme", REDIRECTS, answer(308, "//evil.example.org/"), "disagrees"],
    ["a redirect with a user", REDIRECTS, answer(308, `https://${NAME}@evil.example.org/`), "disagrees"],
    ["a redirect with backslashes", REDIRECTS, answer(308, String.raw`https:\\evil.example.org`), "disagrees"],
    ["a redirect with a longer host", REDIRECTS, answer(308, `https://${NAME}.evil.example.org/`), "disagrees"],
    ["a redirect with a tab", REDIRECTS, answer(308, "/\t/evil.example.org"), "disagrees"],
    ["a redirect to a script", REDIRECTS, answer(308, "javascript:alert(1)"), "disagrees"],
    ["a redirect to nowhere", REDIRECTS, answer(308, "https://["), "disagrees"],
    ["a redirect", SERVES, answer(302, "/login"), "undecided"],
    ["a redirect", REFUSED, answer(302, "/login"), "disagrees"],
    ["a 308 without a Location", REDIRECTS, answer(308), "disagrees"],
    ["a page that strangers get too", SERVES, answer(404, null, "default backend"), "undecided"],
    ["a page that strangers get too", REFUSED, answer(404, null, "default backend"), "agrees"],
    ["a page that strangers get too", REDIRECTS, answer(404, null, "default backend"), "disagrees"],
    ["a 404 of its own", SERVES, answer(404, null, "no such item"), "agrees"],
    ["a 404 of its own", REFUSED, answer(404, null, "no such item"), "undecided"],
    ["a 503", SERVES, answer(503), "undecided"],
    ["a 503", REFUSED, answer(503), "undecided"],
    ["a 403", SERVES, answer(403), "agrees"],
    ["a 403", REFUSED, answer(403), "undecided"],
    ["a 502", SERVES, answer(502), "agrees"],
    ["the wish for TLS", REFUSED, WANTS_TLS, "agrees"],
    ["the wish for TLS", SERVES, WANTS_TLS, "disagrees"],
    ["a closed port", REFUSED, CLOSED, "agrees"],
    ["a closed port", SERVES, CLOSED, "disagrees"],
    ["a closed port", REDIRECTS, CLOSED, "disagrees"],
    ["a connection that ends", REFUSED, CUT, "agrees"],
    ["a connection that ends", SERVES, CUT, "disagrees"],
    ["silence", SERVES, SILENT, "not-asked"],
    ["silence while 443 answers", REFUSED, SILENT, "agrees"],
    ["a connection without an answer", REFUSED, HUNG, "undecided"],
    ["a connection without an answer", SERVES, HUNG, "disagrees"],
    ["what is no HTTP", SERVES, { kind: "not-http", detail: "x" } as Reply, "undecided"],
    ["what was not asked", SERVES, { kind: "not-asked", detail: "late" } as Reply, "not-asked"],
  ] satisfies [string, Partial<ClientHop>, Reply | Connection, Aspect["outcome"]][])(
    "gives %s to %o",
    (_, client, plain, outcome) => {
      expect(aspectOf("http", client, { plain })?.outcome).toBe(outcome);
    },
  );

  it("is silent at an address that never answers", () => {
    expect(aspectOf("http", REFUSED, { plain: SILENT, tls: SILENT })?.outcome).toBe("not-asked");
  });

  it("agrees with the very status that was predicted", () => {
    const hops = [hop("client", "broken", { status: 503 }), hop("backend", "broken", { status: 503 })];
    expect(aspectOf("http", REFUSED, { plain: answer(503) }, {}, { hops })?.outcome).toBe("agrees");
  });

  it("takes a redirect that strangers get too for the controller's", () => {
    const wire = { plain: answer(301, `https://${NAME}/`), strangerPlain: answer(301, "https://lasthop-abc.invalid/") };
    expect(aspectOf("http", SERVES, wire)?.outcome).toBe("disagrees");
  });

  it("does not look at strangers where a route takes any name", () => {
    expect(aspectOf("http", SERVES, { plain: NOT_FOUND }, { catchAll: true })?.outcome).toBe("undecided");
    expect(aspectOf("http", REFUSED, { plain: NOT_FOUND }, { catchAll: true })?.outcome).toBe("undecided");
    expect(
      aspectOf(
        "http",
        SERVES,
        { plain: answer(200, null, "x"), strangerPlain: answer(200, null, "x") },
        { catchAll: true },
      )?.outcome,
    ).toBe("agrees");
  });

  it("is not sure of a page that strangers get too", () => {
    const same = {
      plain: answer(200, null, `for ${NAME}`),
      strangerPlain: answer(200, null, "for lasthop-abc.invalid"),
    };
    expect(aspectOf("http", SERVES, same)?.outcome).toBe("undecided");
    expect(aspectOf("http", REFUSED, same)?.outcome).toBe("undecided");
  });
});

describe("port 443", () => {
  const ENDS = {} as const;
  const PASSES = { https: "passes-through", certificate: { kind: "in-pod" } } as const;
  const NO = { https: "refused", certificate: { kind: "none" } } as const;

  it.each([
    ["a page", ENDS, answer(200), "agrees"],
    ["a page", PASSES, answer(200), "agrees"],
    ["a page", NO, answer(200), "disagrees"],
    ["a redirect", ENDS, answer(302, "/login"), "agrees"],
    ["a redirect", NO, answer(302, "/login"), "disagrees"],
    ["the page of strangers", ENDS, NOT_FOUND, "undecided"],
    ["the page of strangers", NO, NOT_FOUND, "agrees"],
    ["a 503", NO, answer(503), "undecided"],
    ["a 503", ENDS, answer(503), "undecided"],
    ["no handshake", ENDS, HANDS_OFF, "disagrees"],
    ["no handshake", PASSES, HANDS_OFF, "disagrees"],
    ["no handshake", NO, HANDS_OFF, "agrees"],
    ["a closed port", ENDS, CLOSED, "disagrees"],
    ["a closed port", NO, CLOSED, "agrees"],
    ["silence", ENDS, SILENT, "not-asked"],
    ["silence while 80 answers", NO, SILENT, "agrees"],
    ["TLS without HTTP", PASSES, CUT, "undecided"],
    ["no HTTP/1.1", ENDS, { ...HANDS_OFF, detail: "tlsv1 alert no application protocol" }, "undecided"],
    ["a demand for a certificate", ENDS, DEMANDED, "agrees"],
    ["a demand for a certificate", NO, DEMANDED, "disagrees"],
    ["a demand in TLS 1.2", ENDS, { ...HANDS_OFF, asksCertificate: true }, "agrees"],
  ] satisfies [string, Partial<ClientHop>, Reply | Connection, Aspect["outcome"]][])(
    "gives %s to %o",
    (_, client, tls, outcome) => {
      expect(aspectOf("https", client, { tls })?.outcome).toBe(outcome);
    },
  );

  it("passes nothing through with the certificate that strangers are shown", () => {
    expect(aspectOf("https", PASSES, { certificate: FAKE })?.outcome).toBe("disagrees");
    expect(aspectOf("https", PASSES, { certificate: FAKE }, { catchAll: true })?.outcome).toBe("agrees");
  });
});

describe("the certificate", () => {
  const secret = (name: string) => ({ certificate: { kind: "secret", namespace: "shop", name } }) as const;
  const DEFAULT = { certificate: { kind: "controller-default" } } as const;
  const OTHER = { ...OWN, fingerprint: "bb".repeat(32) };
  /** Another replica's. */
  const FAKE_TOO = { ...FAKE, fingerprint: "ee".repeat(32) };

  it.each([
    ["the Secret's", secret("front"), OWN, "agrees"],
    ["another than the Secret's", secret("front"), OTHER, "disagrees"],
    ["the controller's", secret("front"), FAKE, "disagrees"],
    ["another Secret's", secret("unread"), OWN, "disagrees"],
    ["one that nobody knows", secret("unread"), OTHER, "undecided"],
    ["the controller's", DEFAULT, FAKE, "agrees"],
    ["the controller's of another replica", DEFAULT, FAKE_TOO, "agrees"],
    ["another than the controller's", DEFAULT, OTHER, "disagrees"],
    ["one that nobody knows", { certificate: { kind: "external", detail: "ACM" } }, OTHER, "undecided"],
    ["some", { certificate: { kind: "none" } }, OTHER, "disagrees"],
    ["the pod's, perhaps", { https: "passes-through", certificate: { kind: "in-pod" } }, OTHER, "undecided"],
    ["the controller's", { https: "passes-through", certificate: { kind: "in-pod" } }, FAKE, "disagrees"],
  ] satisfies [string, Partial<ClientHop>, ShownCertificate, Aspect["outcome"]][])(
    "is %s for %o",
    (_, client, certificate, outcome) => {
      expect(aspectOf("certificate", client, { certificate })?.outcome).toBe(outcome);
    },
  );

  it("says whose it is", () => {
    expect(aspectOf("certificate", secret("unread"), { certificate: OWN })?.wire).toContain("of Secret shop/front");
    expect(aspectOf("certificate", secret("front"), { certificate: FAKE })?.wire).toContain("the controller's own");
    expect(aspectOf("certificate", secret("front"), { certificate: FAKE })?.wire).toContain("not for the name");
  });

  it("is not compared where none was shown or predicted", () => {
    expect(aspectOf("certificate", {}, { tls: CLOSED })).toBeUndefined();
    expect(aspectOf("certificate", { https: "refused" }, {})).toBeUndefined();
  });

  it("of the controller is not known where a route takes any name", () => {
    expect(aspectOf("certificate", DEFAULT, { certificate: OTHER }, { catchAll: true })?.outcome).toBe("undecided");
    expect(aspectOf("certificate", DEFAULT, { certificate: OWN }, { catchAll: true })?.outcome).toBe("disagrees");
  });
});

describe("the demand for a client certificate", () => {
  const MISSING = answer(400, null, "400 No required SSL certificate was sent");

  it.each([
    ["none", false, answer(200), "agrees"],
    ["none", true, answer(200), "disagrees"],
    ["none", true, answer(403), "disagrees"],
    ["none", null, answer(200), "undecided"],
    ["optional", true, answer(200), "agrees"],
    ["optional", false, answer(200), "disagrees"],
    ["optional", true, DEMANDED, "disagrees"],
    ["optional", true, answer(403), "undecided"],
    ["required", true, DEMANDED, "agrees"],
    ["required", true, MISSING, "agrees"],
    ["required", true, CUT, "agrees"],
    ["required", true, answer(403), "undecided"],
    ["required", true, answer(200), "disagrees"],
    ["required", false, answer(200), "disagrees"],
    ["required", false, { ...HANDS_OFF, asksCertificate: true }, "agrees"],
  ] satisfies [ClientHop["clientCertificate"], boolean | null, Reply | Connection, Aspect["outcome"]][])(
    "%s, with a request for one: %s, and %o",
    (clientCertificate, asks, tls, outcome) => {
      expect(aspectOf("client certificate", { clientCertificate }, { asks, tls })?.outcome).toBe(outcome);
    },
  );

  it("is the pod's own business behind passthrough", () => {
    expect(aspectOf("client certificate", { https: "passes-through" }, { asks: true })).toBeUndefined();
  });
});

describe("a backend that is predicted to be broken", () => {
  const hops = [hop("client", "tls-verified"), hop("backend", "broken", { status: 502 })];
  it.each([
    [answer(502), "agrees"],
    [answer(200), "disagrees"],
    [answer(500), "undecided"],
  ])("meets %o", (tls, outcome) => {
    expect(aspectOf("backend", {}, { tls }, {}, { hops })?.outcome).toBe(outcome);
  });

  it("is suspected where the answer is a gateway's", () => {
    expect(aspectOf("backend", {}, { tls: answer(502) })?.outcome).toBe("undecided");
    expect(aspectOf("backend", {}, { tls: answer(200) })).toBeUndefined();
  });
});

describe("a route", () => {
  it("agrees where everything does, and disagrees where something does", () => {
    expect(compared(routeOf(), {})).toMatchObject({ result: "agrees", reason: null, asked: { name: NAME, path: "/" } });
    expect(compared(routeOf(), { plain: answer(200) }).result).toBe("disagrees");
    expect(compared(routeOf(), { plain: answer(200), tls: SILENT }).result).toBe("disagrees");
    expect(compared(routeOf(), { tls: SILENT })).toMatchObject({
      result: "not-asked",
      reason: "https: no answer in time",
    });
  });

  it("cites the line that decided", () => {
    const differing = compared(routeOf(), { plain: answer(200), certificate: FAKE }).places[0]?.aspects ?? [];
    const cited = new Map(differing.map(({ what, evidence }) => [what, evidence?.field]));
    expect(cited.get("http")).toContain("ssl-redirect");
    expect(cited.get("certificate")).toBe("spec.tls[0].secretName");
  });

  it("falls back to the line that made it the controller's", () => {
    const because = [evidenceOf("spec.ingressClassName", "nginx", "It serves the class.")];
    const route = routeOf({ hops: [], controller: { id: "traefik", version: null, because } });
    expect(compared(route, { plain: answer(200) }).places[0]?.aspects[0]?.evidence?.field).toBe(
      "spec.ingressClassName",
    );
  });

  it("does not disagree where another one of its host and path explains what is seen", () => {
    const routes = [routeOf({ id: "a" }), routeOf({ id: "b", client: SERVES })];
    const plans = routes.map((route) => planOf(route));
    const report = compareAll(
      plans,
      seenOf({ plain: answer(200) }, "/"),
      { certificates: KNOWN, addresses: new Map() },
      { version: "0", catchAll: false },
    );
    expect(report.routes.map(({ result }) => result)).toEqual(["agrees", "agrees"]);
    expect(report.routes[0]?.places[0]?.aspects[0]).toMatchObject({
      outcome: "undecided",
      note: expect.stringContaining(": b"),
    });
    expect(report.summary).toMatchObject({ routes: 2, agrees: 2, disagrees: 0, undecided: 1 });
  });

  it("that is reached by its port is connected to, no more", () => {
    const doors = [{ tls: false, published: 5432, port: 5432, places: [{ at: "192.0.2.1", from: "--address" }] }];
    const of = (http: ClientHop["http"], plain: Connection) => {
      const route = routeOf({ port: 5432, client: { http, https: "refused" } });
      const plan = { ...planOf(route, null), doors };
      const report = compareAll(
        [plan],
        seenOf({ plain }, "/"),
        { certificates: [], addresses: new Map() },
        { version: "0", catchAll: false },
      );
      return report.routes[0]?.places[0]?.aspects.map(({ outcome }) => outcome);
    };
    expect(of("serves", opened())).toEqual(["agrees"]);
    expect(of("refused", opened())).toEqual(["undecided"]);
    expect(of("serves", CLOSED)).toEqual(["disagrees"]);
    expect(of("refused", CLOSED)).toEqual(["agrees"]);
    expect(of("serves", SILENT)).toEqual(["not-asked"]);
  });
});
