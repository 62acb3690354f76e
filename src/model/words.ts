/** The closed word lists of lasthop. Every flag, message, type and page uses these and no synonyms. */

/** What one hop gives, from weak to strong; `broken` and `unknown` stand outside the order. */
export const PROTECTIONS = [
  "plaintext",
  "tls-unverified",
  "tls-chain",
  "tls-verified",
  "mtls",
  "passthrough",
  "broken",
  "unknown",
] as const;
export type Protection = (typeof PROTECTIONS)[number];

/** The name of a whole route. */
export const PATTERNS = ["plaintext", "edge", "re-encrypt", "passthrough", "broken", "unknown"] as const;
export type Pattern = (typeof PATTERNS)[number];

export const SEVERITIES = ["error", "warning", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

const HOP_ROLES = ["client", "backend", "auth", "mirror", "errors", "waypoint", "default-backend"] as const;
export type HopRole = (typeof HOP_ROLES)[number];

/** Controllers that lasthop knows by name. `unknown` is a class that nobody in the input claims. */
export const CONTROLLER_IDS = [
  "ingress-nginx",
  "traefik",
  "nginx-inc",
  "haproxytech",
  "haproxy-ingress",
  "contour",
  "kong",
  "emissary",
  "apisix",
  "istio",
  "envoy-gateway",
  "nginx-gateway-fabric",
  "cilium",
  "kgateway",
  "aws-load-balancer-controller",
  "gce",
  "azure-application-gateway",
  "azure-application-gateway-for-containers",
  "openshift-router",
  "service-load-balancer",
  "unknown",
] as const;
export type ControllerId = (typeof CONTROLLER_IDS)[number];

const STRENGTH: Readonly<Record<Protection, number>> = {
  plaintext: 0,
  "tls-unverified": 1,
  "tls-chain": 2,
  "tls-verified": 3,
  mtls: 4,
  passthrough: 5,
  broken: 6,
  unknown: 7,
};

/** Orders protections from weak to strong; `broken` and `unknown` come last so that they never hide a weak hop. */
export function compareProtection(a: Protection, b: Protection): number {
  return STRENGTH[a] - STRENGTH[b];
}

/**
 * The weakest of some protections. `broken` and `unknown` never make the answer look better than the worst known one;
 * where nothing is known, `unknown` wins over `broken`.
 */
export function weakestOf(protections: Iterable<Protection>): Protection {
  let weakest: Protection | undefined;
  for (const protection of protections) {
    if (weakest === undefined || compareProtection(protection, weakest) < 0) weakest = protection;
    else if (weakest === "broken" && protection === "unknown") weakest = "unknown";
  }
  return weakest ?? "unknown";
}
