import { evidence, type Fact } from "../model/evidence.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import { annotation, list, text, texts } from "../model/read.ts";
import type { SettingVerdict } from "./settings-contract.ts";
import type { AnnotationReader } from "./readers.ts";
import { namesTable } from "./unmodelled.ts";

const SOURCE = "cert-manager/cert-manager pkg/apis/certmanager/v1/types.go, pkg/apis/acme/v1/types.go";
const SHIM = "cert-manager/cert-manager pkg/controller/certificate-shim/sync.go";
const ROUTES = ["Ingress", "Gateway"];

/** cert-manager makes certificates for routes that ask for one by annotation, whoever serves them. */
export const certManager: AnnotationReader = {
  title: "cert-manager",
  table: {
    ...namesTable({
      prefixes: ["cert-manager.io/", "acme.cert-manager.io/"],
      source: SOURCE,
      rows: [
        ["cert-manager.io/issuer", ROUTES, "string", "encryption"],
        ["cert-manager.io/cluster-issuer", ROUTES, "string", "encryption"],
        ["cert-manager.io/issuer-kind", ROUTES, "string", "encryption"],
        ["cert-manager.io/issuer-group", ROUTES, "string", "encryption"],
        ...[
          "alt-names",
          "common-name",
          "duration",
          "email-sans",
          "ignore-tls-listeners",
          "ip-sans",
          "issue-temporary-certificate",
          "private-key-algorithm",
          "private-key-encoding",
          "private-key-rotation-policy",
          "private-key-size",
          "renew-before",
          "renew-before-percentage",
          "revision-history-limit",
          "secret-template",
          "subject-countries",
          "subject-localities",
          "subject-organizationalunits",
          "subject-organizations",
          "subject-postalcodes",
          "subject-provinces",
          "subject-serialnumber",
          "subject-streetaddresses",
          "uri-sans",
          "usages",
        ].map((name) => [`cert-manager.io/${name}`, ROUTES, "string", "access"] as const),
        ...[
          "http01-edit-in-place",
          "http01-ingress-class",
          "http01-ingress-ingressclassname",
          "http01-override-ingress-class",
          "http01-override-ingress-ingressclassname",
          "http01-override-ingress-name",
          "http01-parentreffallback",
          "http01-parentrefkind",
          "http01-parentrefname",
          "http01-parentrefnamespace",
        ].map((name) => [`acme.cert-manager.io/${name}`, ROUTES, "string", "access"] as const),
        // It writes these itself, or reads them on Secrets and webhooks.
        ...[
          "allow-direct-injection",
          "certificate-name",
          "certificate-revision",
          "inject-apiserver-ca",
          "inject-ca-from",
          "inject-ca-from-secret",
          "issuer-name",
          "next-private-key",
          "private-key-secret-name",
        ].map((name) => [`cert-manager.io/${name}`, [...ROUTES, "Service"], "string", "other"] as const),
      ],
    }),
    former: [
      {
        prefix: "certmanager.k8s.io/",
        why: "cert-manager has not read this prefix since 0.11",
        instead: "cert-manager.io/",
        belief: "encryption",
      },
    ],
  },
  inspect: (object) => (object.kind === "Ingress" ? [...ingressShim(object)] : []),
};

/** What its ingress-shim makes of an annotated Ingress: a certificate for each tls entry with hosts and secretName. */
function* ingressShim(ingress: KubeObject): Generator<SettingVerdict> {
  const key = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer"].find(
    (name) => (annotation(ingress, name) ?? "") !== "",
  );
  if (key === undefined) return;
  const entries = list(ingress.body, "spec", "tls");
  const at: FieldPath = ["metadata", "annotations", key];
  if (entries.length === 0) {
    yield told(ingress, key, at, "cert-manager makes no certificate for an Ingress without a tls section", "spec.tls");
  }
  for (const [index, entry] of entries.entries()) {
    const missing =
      (text(entry, "secretName") ?? "") === "" ? "secretName" : texts(entry, "hosts").length === 0 ? "hosts" : null;
    if (missing === null) continue;
    const field: FieldPath = ["spec", "tls", index];
    yield told(ingress, key, field, `cert-manager makes no certificate for a tls entry without ${missing}`, missing);
  }
}

function told(object: KubeObject, key: string, at: FieldPath, effect: string, missing: string): SettingVerdict {
  const fact: Fact = { text: `${effect.replace(/^c/, "C")}.`, reference: SHIM, basis: "read" };
  return {
    problem: "missing-companion",
    controller: "unknown",
    object,
    at,
    key,
    value: annotation(object, key) ?? null,
    effect,
    instead: `${key} together with ${missing}`,
    belief: "encryption",
    evidence: [evidence(fact, object, at)],
  };
}
