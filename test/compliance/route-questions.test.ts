import { describe, expect, it } from "vitest";
import type { Answer, RouteTopic } from "../../src/model/compliance.ts";
import type { Report } from "../../src/model/report.ts";
import { cluster, gateway, HTTP, HTTPS, PASSTHROUGH, REDIRECT, route } from "../gateways/world.ts";
import { issue } from "../support/certificates.ts";
import { type Cluster, ingress, report, TLS, VERIFIED } from "../support/nginx-cluster.ts";
import { answerOf, EVERYTHING, withView } from "./support.ts";

const [ENCRYPTED, BEHIND, VERIFIES, CLIENT, SERVED] = [
  "client-encrypted",
  "behind-encrypted",
  "peer-verified",
  "client-authenticated",
  "served-certificate",
] as const satisfies readonly RouteTopic[];

type Row = readonly [what: string, setting: Cluster, topic: RouteTopic, answer: Answer, because: RegExp];

const SECRET = { "auth-tls-secret": "shop/ca", "auth-tls-verify-client": "on" };
const PASS_ARGS = ["--enable-ssl-passthrough"];

describe("behind ingress-nginx", () => {
  it.each<Row>([
    [
      "TLS whose port 80 redirects",
      { tls: TLS },
      ENCRYPTED,
      "pass",
      /^TLS; port 80 redirects, so that a first request/,
    ],
    ["no tls section", {}, ENCRYPTED, "fail", /in clear beside TLS/],
    ["ssl-redirect off", { tls: TLS, annotations: { "ssl-redirect": "false" } }, ENCRYPTED, "fail", /Port 80 serves/],
    [
      "a challenge of a certificate authority",
      { path: "/.well-known/acme-challenge/x", pathType: "Exact" },
      ENCRYPTED,
      "not-applicable",
      /challenges/,
    ],
    ["a backend in clear", { tls: TLS }, BEHIND, "fail", /^In clear/],
    ["a backend in clear, asked who it is", { tls: TLS }, VERIFIES, "fail", /nobody's identity/],
    [
      "a backend by TLS that is not verified",
      { tls: TLS, annotations: { "backend-protocol": "HTTPS" } },
      BEHIND,
      "pass",
      /any certificate is accepted/,
    ],
    [
      "a backend by TLS that is not verified, asked who it is",
      { tls: TLS, annotations: { "backend-protocol": "HTTPS" } },
      VERIFIES,
      "fail",
      /Any certificate/,
    ],
    ["a verified backend", { tls: TLS, annotations: VERIFIED }, VERIFIES, "pass", /chain and name are checked/],
    [
      "a verified backend beside a mirror in clear",
      { tls: TLS, annotations: { ...VERIFIED, "mirror-target": "http://mirror.example.com" } },
      BEHIND,
      "fail",
      /^In clear/,
    ],
    [
      "a name that the client picks",
      { tls: TLS, annotations: { ...VERIFIED, "proxy-ssl-name": "$host" } },
      VERIFIES,
      "fail",
      /^LH2009 says otherwise/,
    ],
    [
      "passthrough that is in force",
      { args: PASS_ARGS, annotations: { "ssl-passthrough": "true", "ssl-redirect": "true" }, tls: TLS },
      BEHIND,
      "pass",
      /ends in the pod/,
    ],
    [
      "passthrough that is in force, asked who answers",
      { args: PASS_ARGS, annotations: { "ssl-passthrough": "true" }, tls: TLS },
      VERIFIES,
      "unknown",
      /for the client to check/,
    ],
    [
      "passthrough beside a port 80 that serves",
      { args: PASS_ARGS, annotations: { "ssl-passthrough": "true", "ssl-redirect": "false" }, tls: TLS },
      BEHIND,
      "unknown",
      /what comes in clear on port 80 is not covered/,
    ],
    ["no client certificate", { tls: TLS }, CLIENT, "not-applicable", /No client certificate is asked for/],
    ["a client certificate that is demanded", { tls: TLS, annotations: SECRET }, CLIENT, "pass", /No client gets in/],
    [
      "a client certificate that may be left out",
      { tls: TLS, annotations: { ...SECRET, "auth-tls-verify-client": "optional" } },
      CLIENT,
      "not-applicable",
      /none is needed/,
    ],
    [
      "a client certificate that port 80 walks around",
      { tls: TLS, annotations: { ...SECRET, "ssl-redirect": "false" } },
      CLIENT,
      "fail",
      /port 80/,
    ],
    [
      "a client certificate that is asked for in vain",
      { tls: TLS, annotations: { ...SECRET, "auth-tls-verify-client": "off" } },
      CLIENT,
      "not-applicable",
      /asked for/,
    ],
    ["a Secret that will be made", { tls: TLS }, SERVED, "unknown", /was not read; something in the input makes it/],
    ["the controller's own certificate", {}, SERVED, "fail", /which no client trusts/],
    [
      "a snippet that speaks of TLS",
      {
        tls: TLS,
        config: { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" },
        annotations: { "configuration-snippet": "proxy_ssl_session_reuse off;", ...VERIFIED },
      },
      VERIFIES,
      "unknown",
      /^LH1013 leaves it open/,
    ],
  ])("%s", (_, setting, topic, answer, because) => {
    const verdict = answerOf(withView(report(setting)), topic);
    expect(verdict).toMatchObject({ answer, because: expect.stringMatching(because) });
  });

  it("leaves open what the age of the objects decides", () => {
    const more = [ingress("other", { tls: [{ hosts: ["shop.example.test"], secretName: "ca" }] })];
    const { findings, compliance: view } = withView(report({ tls: TLS, more }));
    expect(findings.map(({ rule }) => rule)).toContain("LH1016");
    const told = view.routes.flatMap(({ answers }) => answers[ENCRYPTED]);
    expect(told.filter(({ answer }) => answer === "pass")).toEqual([]);
  });

  it("asks nothing about a route that is not served", () => {
    const more = [ingress("other", { host: "other.example.test", backend: ["gone", 80] })];
    const view = withView(report({ more }));
    const answers = view.compliance.routes.find(({ route }) => route.includes("other.example.test"))?.answers;
    expect(Object.values(answers ?? {}).map(({ answer }) => answer)).not.toContain("pass");
    expect(answers?.["behind-encrypted"].answer).toBe("not-applicable");
  });
});

describe("the certificate that clients get", () => {
  const pair = issue({ names: ["shop.example.test"], by: issue({ cn: "Example CA", ca: true }) });
  const encoded = (text: string): string => Buffer.from(text).toString("base64");
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name: "own", namespace: "shop" },
    data: { "tls.crt": encoded(pair.certificate), "tls.key": encoded(pair.key) },
  };
  const served = (host: string, now: number | null): ReturnType<typeof answerOf> => {
    const setting = { host, tls: [{ hosts: [host], secretName: "own" }], more: [secret] };
    return answerOf(withView(report(setting), "pci-dss-4", { ...EVERYTHING, now }), SERVED);
  };

  it.each<[string, string, string | null, Answer, RegExp]>([
    ["in its time", "shop.example.test", "2026-06-01", "pass", /is within its time/],
    ["after its end", "shop.example.test", "2035-06-01", "fail", /has ended/],
    ["before its begin", "shop.example.test", "2024-06-01", "fail", /has not begun/],
    ["without a date", "shop.example.test", null, "unknown", /no date was given/],
    ["for another host", "other.example.test", "2026-06-01", "fail", /^LH1004 says otherwise|own certificate/],
  ])("%s", (_, host, date, answer, because) => {
    expect(served(host, date === null ? null : Date.parse(date))).toMatchObject({
      answer,
      because: expect.stringMatching(because),
    });
  });
});

describe("behind a Gateway", () => {
  const told = (given: Report, host?: string): Answer[] => {
    const view = withView(given);
    return [ENCRYPTED, BEHIND, VERIFIES].map((topic) => answerOf(view, topic, host).answer);
  };

  it.each<[string, () => Report, Answer[]]>([
    ["HTTPS alone", () => cluster("envoy-gateway", [gateway([HTTPS]), route()]), ["pass", "fail", "fail"]],
    [
      "a listener in clear beside it",
      () => cluster("envoy-gateway", [gateway([HTTP, HTTPS]), route({ parentRefs: [{ name: "edge" }] })]),
      ["fail", "fail", "fail"],
    ],
    [
      "a redirect alone",
      () => cluster("envoy-gateway", [gateway([HTTP]), route({ parentRefs: [{ name: "edge" }], rules: [REDIRECT] })]),
      ["not-applicable", "not-applicable", "not-applicable"],
    ],
    [
      "a session that is passed through",
      () =>
        cluster("envoy-gateway", [
          gateway([PASSTHROUGH]),
          route({ parentRefs: [{ name: "edge", sectionName: "tls" }] }, "shop", "TLSRoute"),
        ]),
      ["pass", "pass", "unknown"],
    ],
    [
      "bytes of a TCPRoute",
      () =>
        cluster("envoy-gateway", [
          gateway([{ name: "tcp", protocol: "TCP", port: 5432 }]),
          route({ parentRefs: [{ name: "edge", sectionName: "tcp" }], hostnames: undefined }, "db", "TCPRoute"),
        ]),
      ["unknown", "unknown", "unknown"],
    ],
  ])("%s", (_, given, answers) => {
    expect(told(given())).toEqual(answers);
  });
});
