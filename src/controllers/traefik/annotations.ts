import type { AnnotationSpec, AnnotationTable, AnnotationType, Belief } from "../settings-contract.ts";

const INGRESS = "pkg/provider/kubernetes/ingress/annotations.go";

/** Keys are matched without regard to letter case; `router.*` on the Ingress, `service.*` on the Service. */
function define(name: string, on: "Ingress" | "Service", type: AnnotationType, belief: Belief): AnnotationSpec {
  return { name, on: [on], type, belief, source: INGRESS };
}

/** What the Ingress provider of release 3.7 reads. */
export const ANNOTATIONS: AnnotationTable = {
  prefixes: ["traefik.ingress.kubernetes.io/"],
  caseInsensitive: true,
  unknownName: "rejects-object",
  allKinds: true,
  source: INGRESS,
  annotations: [
    define("router.entrypoints", "Ingress", "list", "encryption"),
    define("router.middlewares", "Ingress", "list", "redirect"),
    define("router.priority", "Ingress", "int", "other"),
    define("router.pathmatcher", "Ingress", "string", "other"),
    define("router.rulesyntax", "Ingress", "string", "other"),
    define("router.tls", "Ingress", "bool", "encryption"),
    define("router.tls.certresolver", "Ingress", "string", "encryption"),
    define("router.tls.options", "Ingress", "string", "authentication"),
    define("router.tls.domains.*.main", "Ingress", "string", "encryption"),
    define("router.tls.domains.*.sans", "Ingress", "list", "encryption"),
    define("router.observability.accesslogs", "Ingress", "bool", "other"),
    define("router.observability.metrics", "Ingress", "bool", "other"),
    define("router.observability.tracing", "Ingress", "bool", "other"),
    define("router.observability.traceverbosity", "Ingress", "string", "other"),
    define("service.nativelb", "Service", "bool", "other"),
    define("service.nodeportlb", "Service", "bool", "other"),
    define("service.serversscheme", "Service", "string", "encryption"),
    define("service.serverstransport", "Service", "string", "verification"),
    define("service.passhostheader", "Service", "bool", "other"),
    define("service.sticky.cookie", "Service", "bool", "other"),
    define("service.sticky.cookie.name", "Service", "string", "other"),
    define("service.sticky.cookie.secure", "Service", "bool", "other"),
    define("service.sticky.cookie.httponly", "Service", "bool", "other"),
    define("service.sticky.cookie.samesite", "Service", "string", "other"),
    define("service.sticky.cookie.maxage", "Service", "int", "other"),
    define("service.sticky.cookie.path", "Service", "string", "other"),
    define("service.sticky.cookie.domain", "Service", "string", "other"),
    define("service.sticky.cookie.expires", "Service", "int", "other"),
    define("service.middlewares", "Service", "list", "other"),
  ],
  notAnnotations: [
    {
      name: "frontend.entrypoints",
      what: "removed",
      why: "release 2 removed it",
      instead: "router.entrypoints",
      belief: "encryption",
    },
    {
      name: "redirect-entry-point",
      what: "removed",
      why: "release 2 removed it",
      instead: "a redirectScheme middleware",
      belief: "redirect",
    },
    {
      name: "redirect-permanent",
      what: "removed",
      why: "release 2 removed it",
      instead: "a redirectScheme middleware",
      belief: "redirect",
    },
    {
      name: "preserve-host",
      what: "removed",
      why: "release 2 removed it",
      instead: "service.passhostheader on the Service",
      belief: "other",
    },
    {
      name: "auth-type",
      what: "removed",
      why: "release 2 removed it",
      instead: "a basicAuth middleware",
      belief: "authentication",
    },
    {
      name: "auth-secret",
      what: "removed",
      why: "release 2 removed it",
      instead: "a basicAuth middleware",
      belief: "authentication",
    },
    {
      name: "whitelist-source-range",
      what: "removed",
      why: "release 2 removed it",
      instead: "an ipAllowList middleware",
      belief: "access",
    },
    { name: "rule-type", what: "removed", why: "release 2 removed it", instead: "router.pathmatcher", belief: "other" },
  ],
};
