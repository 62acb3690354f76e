import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { readText } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report } from "../../src/model/report.ts";
import { pemOf } from "../support/chains.ts";
import {
  APP,
  envoyGateway,
  type Manifest,
  nginx,
  NOTHING,
  object,
  other,
  program,
  PROVEN,
  refusal,
  reportOf,
  root,
  toldOf,
  traefik,
} from "../support/verified-routes.ts";

const IN_CONFIG_MAP = { configMap: { key: "ca.crt" } };
const IN_SECRET = { secret: { key: "ca.crt" } };
const inLine = { inLine: pemOf([root]) };
const wrong = { inLine: pemOf([other]) };

/** Source: pkg/apis/trust/v1alpha1/types_bundle.go. */
function bundle(sources: readonly Manifest[], target: Manifest = IN_CONFIG_MAP): Manifest {
  return object("trust.cert-manager.io/v1alpha1", "Bundle", "backend-ca", { spec: { sources, target } }, null);
}

/** Source: pkg/apis/trustmanager/v1alpha2/types_cluster_bundle.go. */
function clusterBundle(spec: Manifest): Manifest {
  const target = {
    configMap: { data: [{ key: "ca.crt" }, { key: "ca.p12", format: "PKCS12" }] },
    namespaceSelector: {},
  };
  return object("trust-manager.io/v1alpha2", "ClusterBundle", "backend-ca", { spec: { target, ...spec } }, null);
}

const SOURCE = object("v1", "Secret", "root", { stringData: { "ca.crt": pemOf([root]) } }, "cert-manager");
const ELSEWHERE = object("v1", "ConfigMap", "root", { data: { "root.pem": pemOf([root]) } }, "pki");
const SHOP = object("v1", "Namespace", "shop", { metadata: { labels: { team: "shop" } } }, null);
const OTHER_CA = refusal(503, "it was issued by CN=Root, and the CA bundle holds CN=Other");

const backends = (report: Report): string[] =>
  report.routes.flatMap(({ hops }) =>
    hops.filter(({ role }) => role === "backend").map(({ protection }) => protection),
  );

const trustManager = (...args: string[]): Manifest =>
  program("trust-manager", "quay.io/jetstack/trust-manager:v0.20.0", args);

describe("a ConfigMap that a Bundle writes", () => {
  it.each([
    { what: "a CA in the Bundle itself", objects: [bundle([inLine])], told: PROVEN },
    { what: "another CA", objects: [bundle([wrong])], told: OTHER_CA },
    { what: "two CAs", objects: [bundle([wrong, inLine])], told: PROVEN },
    {
      what: "a Secret of the trust namespace",
      objects: [SOURCE, bundle([{ secret: { name: "root", key: "ca.crt" } }])],
      told: PROVEN,
    },
    {
      what: "a ConfigMap of the trust namespace that its flag names",
      objects: [
        ELSEWHERE,
        trustManager("--trust-namespace=pki"),
        bundle([{ configMap: { name: "root", key: "root.pem" } }]),
      ],
      told: PROVEN,
    },
    {
      what: "a source of another namespace than the trust namespace",
      objects: [ELSEWHERE, bundle([wrong, { configMap: { name: "root", key: "root.pem" } }])],
      told: NOTHING,
    },
    {
      what: "what a selector finds",
      objects: [bundle([wrong, { secret: { selector: {}, key: "ca.crt" } }])],
      told: NOTHING,
    },
    { what: "the public CAs beside another", objects: [bundle([wrong, { useDefaultCAs: true }])], told: NOTHING },
    { what: "the public CAs beside the CA", objects: [bundle([inLine, { useDefaultCAs: true }])], told: PROVEN },
    { what: "no public CAs", objects: [bundle([wrong, { useDefaultCAs: false }])], told: OTHER_CA },
    { what: "the CAs of a ClusterBundle", objects: [clusterBundle({ inLineCAs: pemOf([root]) })], told: PROVEN },
    {
      what: "the sources of a ClusterBundle",
      objects: [SOURCE, clusterBundle({ sourceRefs: [{ kind: "Secret", name: "root", key: "ca.crt" }] })],
      told: PROVEN,
    },
    {
      what: "the public CAs of a ClusterBundle",
      objects: [clusterBundle({ inLineCAs: pemOf([other]), defaultCAs: { provider: "System" } })],
      told: NOTHING,
    },
  ])("is there with $what", ({ objects, told }) => {
    const report = reportOf([...envoyGateway(), ...objects, ...APP]);
    expect({ told: toldOf(report), backends: backends(report) }).toEqual({ told, backends: ["tls-verified"] });
    expect(report.assumptions.filter(({ fact }) => fact.includes("backend-ca"))).toEqual([]);
  });

  it.each([
    { what: "in a namespace that it selects", selector: { matchLabels: { team: "shop" } }, protection: "tls-verified" },
    {
      what: "in a namespace that it does not select",
      selector: { matchLabels: { team: "edge" } },
      protection: "broken",
    },
    {
      what: "by the label that every namespace has",
      selector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } },
      protection: "tls-verified",
    },
  ])("$what: $protection", ({ selector, protection }) => {
    const selecting = bundle([inLine], { ...IN_CONFIG_MAP, namespaceSelector: selector });
    expect(backends(reportOf([...envoyGateway(), SHOP, selecting, ...APP]))).toEqual([protection]);
  });

  it("is for other namespaces where trust-manager is told to write elsewhere", () => {
    const elsewhere = trustManager("--target-namespaces=edge,web");
    expect(backends(reportOf([...envoyGateway(), elsewhere, bundle([inLine]), ...APP]))).toEqual(["broken"]);
  });

  it("is none where the Bundle writes a Secret, or has another name", () => {
    expect(backends(reportOf([...envoyGateway(), bundle([inLine], IN_SECRET), ...APP]))).toEqual(["broken"]);
    const renamed = { ...bundle([inLine]), metadata: { name: "another" } };
    expect(backends(reportOf([...envoyGateway(), renamed, ...APP]))).toEqual(["broken"]);
  });

  it("is missing where a live cluster was asked and has none", () => {
    const input = (locate: boolean): Inventory => {
      const items = [...envoyGateway(), bundle([inLine]), ...APP];
      const read = readText(JSON.stringify({ apiVersion: "v1", kind: "List", items }), "input.json");
      const live = { name: "lab", offset: 0, locate: () => null };
      const objects = locate ? read.objects : read.objects.map((each) => ({ ...each, origin: live }));
      return new Inventory({ ...read, objects, coverage: { whole: true, absentSecrets: [] } });
    };
    expect(backends(audit(input(false)))).toEqual(["broken"]);
    // A Bundle that is laid over the cluster is not applied yet.
    expect(backends(audit(input(true)))).toEqual(["tls-verified"]);
  });

  it("is what Traefik's rootCAs name", () => {
    const route = traefik([{ configMap: "backend-ca" }]);
    expect(toldOf(reportOf([...route, bundle([inLine]), ...APP]))).toEqual(PROVEN);
    const under = bundle([inLine], { configMap: { key: "bundle.pem" } });
    expect(toldOf(reportOf([...route, under, ...APP]))).toEqual(NOTHING);
  });
});

describe("a Secret that a Bundle writes", () => {
  it("is ingress-nginx's CA, and no client certificate", () => {
    const report = reportOf([...nginx(), bundle([inLine], IN_SECRET), ...APP]);
    expect({ told: toldOf(report), backends: backends(report) }).toEqual({ told: PROVEN, backends: ["tls-verified"] });
  });

  it("is not written while trust-manager is not told to write Secrets", () => {
    const objects = [...nginx(), bundle([inLine], IN_SECRET), ...APP];
    expect(backends(reportOf([...objects, trustManager()]))).toEqual(["broken"]);
    expect(backends(reportOf([...objects, trustManager("--secret-targets-enabled=true")]))).toEqual(["tls-verified"]);
  });
});
