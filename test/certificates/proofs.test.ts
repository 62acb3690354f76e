import { describe, expect, it } from "vitest";
import type { Issued } from "../support/certificates.ts";
import { pemOf } from "../support/chains.ts";
import {
  type Manifest,
  NAME,
  root,
  other,
  leaf,
  commonName,
  client,
  renamed,
  over,
  object,
  pair,
  workload,
  secret,
  service,
  program,
  CA,
  CA_MAP,
  APP,
  nginx,
  traefik,
  contour,
  envoyGateway,
  contourGateway,
  traefikGateway,
  PROVEN,
  NOTHING,
  refusal,
  reportOf,
  toldOf,
} from "../support/verified-routes.ts";

function told(objects: readonly Manifest[], whole = true): ReturnType<typeof toldOf> {
  const report = reportOf(objects, whole);
  expect(report.routes.flatMap(({ hops }) => hops).filter(({ role }) => role === "backend")).not.toEqual([]);
  expect(JSON.stringify(report)).not.toContain('"trust"');
  return toldOf(report);
}

describe.each([
  { controller: "ingress-nginx", route: nginx, ca: CA, status: 502, takesCommonName: true },
  { controller: "Traefik, an IngressRoute", route: traefik, ca: CA, status: 500, takesCommonName: false },
  { controller: "Contour, an HTTPProxy", route: contour, ca: CA, status: 503, takesCommonName: false },
  { controller: "Contour, a BackendTLSPolicy", route: contourGateway, ca: CA_MAP, status: 503, takesCommonName: false },
  { controller: "Traefik, a BackendTLSPolicy", route: traefikGateway, ca: CA_MAP, status: 500, takesCommonName: false },
  { controller: "Envoy Gateway", route: envoyGateway, ca: CA_MAP, status: 503, takesCommonName: false },
])("$controller", ({ route, ca, status, takesCommonName }) => {
  const key = ca === CA ? "stringData" : "data";
  const withPair = (certificate: Issued): Manifest[] => [
    service,
    pair("app-tls", certificate),
    workload("app", [secret("app-tls")]),
  ];

  it("is told that the CA vouches for what the pods mount", () => {
    expect(told([...route(), ca, ...APP])).toEqual(PROVEN);
  });

  it("is told of another CA", () => {
    const wrong = { ...ca, [key]: { "ca.crt": pemOf([other]) } };
    const why = "it was issued by CN=Root, and the CA bundle holds CN=Other";
    expect(told([...route(), wrong, ...APP])).toEqual(refusal(status, why));
  });

  it("is told of another name", () => {
    const why = `it is for app.other.svc, and ${NAME} is what is checked`;
    expect(told([...route(), ca, ...withPair(renamed)])).toEqual(refusal(status, why));
  });

  it("is told of a certificate that is over", () => {
    expect(told([...route(), ca, ...withPair(over)])).toEqual(refusal(status, "it ended on 2026-01-01"));
  });

  it("has its own way with a common name", () => {
    const why = `it is for the common name ${NAME} alone, and ${NAME} is what is checked`;
    expect(told([...route(), ca, ...withPair(commonName)])).toEqual(takesCommonName ? PROVEN : refusal(status, why));
  });
});

describe("what the pods serve with", () => {
  const more = [pair("client-tls", client), pair("second-tls", renamed)];
  const settings = object("v1", "Secret", "settings", { stringData: { "app.conf": "x" } });
  const store = object("v1", "Secret", "store", { stringData: { "keystore.p12": "x" } });
  it.each([
    { what: "one Secret", volumes: [secret("app-tls")], plain: true },
    { what: "it and settings", volumes: [secret("app-tls"), secret("settings")], plain: true },
    { what: "it and a certificate for clients", volumes: [secret("app-tls"), secret("client-tls")], plain: true },
    {
      what: "it within a projected volume",
      volumes: [{ projected: { sources: [{ secret: { name: "app-tls" } }] } }],
      plain: true,
    },
    {
      what: "its CA alone",
      volumes: [secret("app-tls", { items: [{ key: "ca.crt", path: "ca.crt" }] })],
      plain: false,
    },
    { what: "two of them", volumes: [secret("app-tls"), secret("second-tls")], plain: false },
    { what: "it and a key store", volumes: [secret("app-tls"), secret("store")], plain: false },
    { what: "it and a Secret that is not in the input", volumes: [secret("app-tls"), secret("unseen")], plain: false },
    {
      what: "it and what a driver brings",
      volumes: [secret("app-tls"), { csi: { driver: "csi.cert-manager.io" } }],
      plain: false,
    },
    { what: "nothing", volumes: [], plain: false },
  ])("is plain where they mount $what: $plain", ({ volumes, plain }) => {
    const app = [service, pair("app-tls", leaf), settings, store, ...more, workload("app", volumes)];
    expect(told([...nginx(), CA, ...app], false)).toEqual(plain ? PROVEN : NOTHING);
  });

  it("is plain only where all workloads behind the Service agree, but for those that run no pod", () => {
    const second = [...more, workload("second", [secret("second-tls")])];
    expect(told([...nginx(), CA, ...APP, ...second])).toEqual(NOTHING);
    const asleep = [...more, workload("second", [secret("second-tls")], { replicas: 0 })];
    expect(told([...nginx(), CA, ...APP, ...asleep])).toEqual(PROVEN);
    expect(told([...nginx(), CA, ...APP, workload("second", [])])).toEqual(NOTHING);
  });
});

describe("what is trusted", () => {
  const wrong = { ...CA, stringData: { "ca.crt": pemOf([other]) } };

  it("holds for verified hops alone", () => {
    expect(told([...nginx({ "proxy-ssl-verify": "off" }), wrong, ...APP])).toEqual(NOTHING);
  });

  it("is all of a Secret for ingress-nginx, tls.crt too", () => {
    const both = {
      ...wrong,
      stringData: { "ca.crt": pemOf([other]), "tls.crt": root.certificate, "tls.key": root.key },
    };
    expect(told([...nginx(), both, ...APP])).toEqual(PROVEN);
  });

  it("is what a snippet says, where one speaks of it", () => {
    const allowed = object(
      "v1",
      "ConfigMap",
      "ingress-nginx-controller",
      {
        data: { "allow-snippet-annotations": "true", "annotations-risk-level": "Critical" },
      },
      "ingress-nginx",
    );
    const snippet = { "configuration-snippet": "proxy_ssl_verify_depth 3;" };
    const [deployment, ...rest] = nginx(snippet);
    const flags = ["--configmap=ingress-nginx/ingress-nginx-controller"];
    const set = program("ingress-nginx", "registry.k8s.io/ingress-nginx/controller:v1.15.1", flags);
    expect(deployment).toBeDefined();
    expect(told([set, ...rest, allowed, wrong, ...APP])).toEqual(NOTHING);
  });

  it("refuses nobody where a part of it is not in the input, and may still vouch", () => {
    const roots = [{ secret: "backend-ca" }, { secret: "unseen" }];
    expect(told([...traefik(roots), wrong, ...APP], false)).toEqual(NOTHING);
    expect(told([...traefik(roots), CA, ...APP], false)).toEqual(PROVEN);
  });

  it("is everything that rootCAs names", () => {
    const roots = [{ secret: "backend-ca" }, { configMap: "backend-ca" }];
    expect(told([...traefik(roots), wrong, CA_MAP, ...APP])).toEqual(PROVEN);
  });

  it("refuses nobody by a bundle with a block that cannot be read", () => {
    const block = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const partly = { ...CA, stringData: { "ca.crt": pemOf([other]) + block } };
    expect(told([...nginx(), partly, ...APP])).toEqual(NOTHING);
  });

  it("may be in a Secret for Envoy Gateway", () => {
    expect(told([...envoyGateway("Secret"), CA, ...APP])).toEqual(PROVEN);
  });
});
