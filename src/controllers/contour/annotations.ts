import type { AnnotationSpec, AnnotationTable } from "../settings-contract.ts";

const OWN = "projectcontour.io/";
const SOURCE = "internal/annotation/annotations.go";
type Rest = Omit<AnnotationSpec, "name" | "on" | "source">;

function onIngress(name: string, rest: Rest): AnnotationSpec {
  return { name, on: ["Ingress"], source: SOURCE, ...rest };
}

function onService(name: string, rest: Rest): AnnotationSpec {
  return { name, on: ["Service"], source: SOURCE, ...rest };
}

/** Versions that it knows; for all others it takes its own bounds. Source: TLSVersion. */
const VERSION = {
  type: "enum",
  values: ["1.2", "1.3"],
  parse: { kind: "enum", caseInsensitive: false, trim: false },
  onInvalid: "falls-back",
  belief: "encryption",
} as const;
const INT = { type: "int", parse: { kind: "int" }, onInvalid: "falls-back", belief: "other" } as const;
const TEXT = { type: "string", belief: "other" } as const;
const PORTS = { type: "list", belief: "encryption" } as const;

/** Annotations of Contour. */
export const ANNOTATIONS: AnnotationTable = {
  prefixes: [OWN, "ingress.kubernetes.io/"],
  unknownName: "ignored",
  allKinds: true,
  source: SOURCE,
  annotations: [
    // The word `true` alone switches it on.
    onIngress("ingress.kubernetes.io/force-ssl-redirect", {
      type: "bool",
      values: ["true", "false"],
      default: "false",
      parse: { kind: "exact-bool" },
      onInvalid: "drops-feature",
      belief: "redirect",
    }),
    { name: `${OWN}ingress.class`, on: ["Ingress", "HTTPProxy"], source: SOURCE, ...TEXT },
    { name: `${OWN}generated-by-version`, on: ["Secret"], source: SOURCE, ...TEXT },
    onIngress(`${OWN}tls-cert-namespace`, { type: "string", belief: "encryption" }),
    onIngress(`${OWN}tls-minimum-protocol-version`, { ...VERSION, default: "1.2" }),
    onIngress(`${OWN}tls-maximum-protocol-version`, { ...VERSION, default: "1.3" }),
    onIngress(`${OWN}num-retries`, INT),
    onIngress(`${OWN}per-try-timeout`, { type: "duration", belief: "other" }),
    onIngress(`${OWN}response-timeout`, { type: "duration", belief: "other" }),
    onIngress(`${OWN}request-timeout`, { type: "duration", belief: "other" }),
    onIngress(`${OWN}retry-on`, TEXT),
    onIngress(`${OWN}websocket-routes`, { type: "list", belief: "other" }),
    onService(`${OWN}upstream-protocol.tls`, PORTS),
    onService(`${OWN}upstream-protocol.h2`, PORTS),
    onService(`${OWN}upstream-protocol.h2c`, PORTS),
    onService(`${OWN}max-connections`, INT),
    onService(`${OWN}max-pending-requests`, INT),
    onService(`${OWN}max-requests`, INT),
    onService(`${OWN}max-retries`, INT),
    onService(`${OWN}per-host-max-connections`, INT),
  ],
  notAnnotations: [],
};
