import { assumption } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, list, text, texts } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import type { Protection } from "../../model/words.ts";
import { type Authorities, together, type Trust, UNSEEN } from "../../model/trust.ts";
import { authoritiesOf } from "../authorities.ts";
import type { World } from "../contract.ts";
import type { Cause } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import type { Reference } from "./references.ts";
import type { StaticConfig } from "./static-config.ts";
import type { TraefikWorld } from "./traefik-world.ts";
import { VERIFIER } from "./verifier.ts";

/** What a transport makes of a TLS connection to the pods. */
export interface TransportTls {
  readonly protection: Protection;
  readonly causes: readonly Cause[];
  readonly assumptions: readonly Assumption[];
  readonly breaks: string | null;
  readonly notInForce: string | null;
  /** What clients get where it is broken. */
  readonly status?: number;
  readonly trust?: Trust;
}

const TCP_TRANSPORT = "ServersTransportTCP";

/** What a reference to a transport, or none, makes of TLS; `missing` where the router cannot be built for it. */
export function transportLeg(
  { world, config }: TraefikWorld,
  reference: Reference | null,
  by: Cause,
  external: boolean,
): { readonly tls: TransportTls; readonly missing: boolean } {
  if (reference === null) return { tls: defaultTransport(config, by, external), missing: false };
  if (reference.state === "missing" || reference.state === "refused") {
    return { tls: defaultTransport(config, by, external), missing: true };
  }
  if (reference.state === "found") {
    if (isInadmissible(reference.object)) return { tls: defaultTransport(config, by, external), missing: true };
    return { tls: transportTls(world, reference.object, config, external), missing: false };
  }
  const supposed = assumption(
    "a ServersTransport that the input does not hold",
    "nothing: what it checks is not known",
    "add the ServersTransport to the input",
  );
  const tls: TransportTls = {
    protection: "unknown",
    causes: [by],
    assumptions: [supposed],
    breaks: null,
    notInForce: null,
  };
  return { tls, missing: false };
}

/** The API server refuses a CA that is both a Secret and a ConfigMap (a rule of the CRD). */
function isInadmissible(transport: KubeObject): boolean {
  const roots = [...list(transport.body, "spec", "rootCAs"), ...list(transport.body, "spec", "tls", "rootCAs")];
  return roots.some((item) => text(item, "secret") !== undefined && text(item, "configMap") !== undefined);
}

/** The default transport: verified against the system roots and the pod's address, or not at all. */
function defaultTransport(config: StaticConfig, by: Cause, external: boolean): TransportTls {
  const skip = config.get("serverstransport.insecureskipverify");
  if (config.flag("serverstransport.insecureskipverify") && skip !== null) {
    const cause: Cause = { fact: FACTS.staticSkip, object: skip.object, at: skip.at };
    return { protection: "tls-unverified", causes: [cause], assumptions: [], breaks: null, notInForce: null };
  }
  const breaks = external
    ? null
    : "the system roots sign no pod's certificate, and the name that is checked is the pod's address";
  return {
    protection: "tls-verified",
    causes: [{ ...by, fact: FACTS.defaultTransport }],
    assumptions: [],
    breaks,
    notInForce: null,
  };
}

/**
 * What a ServersTransport, or the tls block of a ServersTransportTCP, makes of a connection.
 * Source: pkg/provider/kubernetes/crd/kubernetes.go, pkg/server/service/transport.go; measured.
 */
export function transportTls(
  world: World,
  transport: KubeObject,
  config: StaticConfig,
  external: boolean,
): TransportTls {
  const block: FieldPath = transport.kind === TCP_TRANSPORT ? ["spec", "tls"] : ["spec"];
  const spec = at(transport.body, ...block);
  const here = (fact: Cause["fact"], ...path: (string | number)[]): Cause => ({
    fact,
    object: transport,
    at: [...block, ...path],
  });
  if (isRefused(spec, config)) return strict([here(FACTS.brokenTransport)], external);
  const peers = (text(spec, "peerCertURI") ?? "") !== "";
  const skip = flag(spec, "insecureSkipVerify") === true;
  const roots = rootsOf(world, transport, spec);
  const client = clientCertificate(world, transport, spec);
  const asked = roots.asked || (text(spec, "serverName") ?? "") !== "";
  const assumptions = [...roots.assumptions, ...client.assumptions];
  if (skip && !peers) {
    return {
      protection: "tls-unverified",
      causes: [here(FACTS.skipVerify, "insecureSkipVerify")],
      assumptions,
      breaks: null,
      notInForce: asked ? "insecureSkipVerify beats rootCAs and serverName" : null,
    };
  }
  if (roots.unusable) {
    return {
      protection: "broken",
      causes: [here(FACTS.caUnusable, "rootCAs")],
      assumptions,
      breaks: "the CA holds no certificate, so every certificate is refused",
      notInForce: null,
      status: 500,
    };
  }
  const causes: Cause[] = [
    peers
      ? here(FACTS.skipVerifyPeer, "peerCertURI")
      : here(FACTS.verified, ...(text(spec, "serverName") === undefined ? [] : ["serverName"])),
  ];
  if (!roots.found) causes.unshift(here(FACTS.systemRoots, ...(roots.asked ? ["rootCAs"] : [])));
  const noName = (text(spec, "serverName") ?? "") === "" && !(peers && skip);
  if (noName) causes.push(here(FACTS.podAddress));
  if (client.sent) causes.push(here(FACTS.clientCertificateSent, "certificatesSecrets"));
  const breaks = external
    ? null
    : !roots.found
      ? roots.asked
        ? "the CA cannot be read, and the system roots sign no pod's certificate"
        : "without rootCAs the system roots are used, which sign no pod's certificate"
      : noName
        ? "without serverName the name that is checked is the pod's address"
        : null;
  const protection = client.sent ? "mtls" : "tls-verified";
  const base = { protection, causes, assumptions, breaks, notInForce: null } as const;
  if (noName || peers || !roots.found) return base;
  const trust: Trust = {
    authorities: roots.authorities,
    by: { object: transport, at: [...block, ...roots.at] },
    names: [text(spec, "serverName") ?? ""],
    namedBy: { object: transport, at: [...block, "serverName"] },
    verifier: VERIFIER,
  };
  return { ...base, trust };
}

/** Go's own defaults: the system roots and the pod's address. The static setting is not inherited. */
function strict(causes: readonly Cause[], external: boolean): TransportTls {
  const breaks = external
    ? null
    : "the system roots sign no pod's certificate, and the name that is checked is the pod's address";
  return { protection: "tls-verified", causes, assumptions: [], breaks, notInForce: null };
}

const VERSIONS = ["VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13"];

/** A lowest version without a higher highest one, and a spiffe block without static SPIFFE or beside TLS fields. */
function isRefused(spec: unknown, config: StaticConfig): boolean {
  const least = VERSIONS.indexOf(text(spec, "minVersion") ?? "");
  const most = VERSIONS.indexOf(text(spec, "maxVersion") ?? "");
  if (least >= 0 && least >= most) return true;
  if (!isFields(at(spec, "spiffe"))) return false;
  const others = [
    "insecureSkipVerify",
    "rootCAs",
    "rootCAsSecrets",
    "serverName",
    "certificatesSecrets",
    "peerCertURI",
  ];
  return config.section("spiffe") === null || others.some((key) => at(spec, key) !== undefined);
}

/** In the order in which they are looked for. */
const CA_KEYS = ["tls.ca", "ca.crt"] as const;

interface Roots {
  readonly asked: boolean;
  readonly found: boolean;
  /** Something was found, and no certificate is in it. */
  readonly unusable: boolean;
  readonly assumptions: readonly Assumption[];
  readonly authorities: Authorities;
  /** The field that names them. */
  readonly at: FieldPath;
}

/** rootCAs and rootCAsSecrets. */
function rootsOf(world: World, transport: KubeObject, spec: unknown): Roots {
  const namespace = transport.namespace ?? "default";
  const secrets = [
    ...texts(spec, "rootCAsSecrets"),
    ...list(spec, "rootCAs").map((item) => text(item, "secret") ?? ""),
  ].filter(Boolean);
  const configMaps = list(spec, "rootCAs")
    .map((item) => text(item, "configMap") ?? "")
    .filter(Boolean);
  const assumptions: Assumption[] = [];
  const parts: Authorities[] = [];
  let [found, usable] = [false, false];
  const suppose = (what: string, supply: string): void => {
    [found, usable] = [true, true];
    parts.push(UNSEEN);
    assumptions.push(assumption(`the CA in ${what}`, "it exists and fits", supply));
  };
  /** What trust-manager will write. */
  const promised = (kind: "Secret" | "ConfigMap", name: string, keys: readonly string[]): void => {
    const only = kind === "Secret" && keys.length === 1 ? keys[0] : undefined;
    const key = CA_KEYS.find((entry) => keys.includes(entry)) ?? only;
    if (key === undefined) return;
    [found, usable] = [true, true];
    parts.push(authoritiesOf(world, kind, namespace, name, key));
  };
  for (const name of secrets) {
    const held = world.inventory.secret(namespace, name);
    if (held.state === "missing") continue;
    if (held.state === "made" && held.keys !== null) {
      promised("Secret", name, held.keys);
      continue;
    }
    if (held.state !== "present") {
      suppose(`Secret ${namespace}/${name}`, "add the Secret to the input");
      continue;
    }
    const key = caKey(held.secret);
    if (key === null) continue;
    found = true;
    usable ||= world.certificates.bundle(held.secret, key) === "usable";
    parts.push(authoritiesOf(world, "Secret", namespace, name, key));
  }
  for (const name of configMaps) {
    const held = world.inventory.configMap(namespace, name);
    if (held.state === "made") promised("ConfigMap", name, held.keys ?? []);
    if (held.state === "unseen") suppose(`ConfigMap ${namespace}/${name}`, "add the ConfigMap to the input");
    if (held.state !== "present") continue;
    const { body } = held.configMap;
    const key = CA_KEYS.find((entry) => text(body, "data", entry) !== undefined);
    const content = key === undefined ? undefined : text(body, "data", key);
    if (key === undefined || content === undefined) continue;
    found = true;
    parts.push(authoritiesOf(world, "ConfigMap", namespace, name, key));
    usable ||= content.includes("BEGIN CERTIFICATE");
  }
  return {
    asked: secrets.length + configMaps.length > 0,
    found,
    unusable: found && !usable,
    assumptions,
    authorities: together(parts),
    at: list(spec, "rootCAs").length > 0 ? ["rootCAs"] : ["rootCAsSecrets"],
  };
}

/** The entry of a Secret that is taken for a CA: `tls.ca`, `ca.crt`, or the only one there is. Source: loadCASecret. */
export function caKey(secret: KubeObject, orOnlyOne = true): string | null {
  const keys = [...(secret.secret?.keys ?? []), ...(secret.secret?.emptyKeys ?? [])];
  for (const key of CA_KEYS) if (keys.includes(key)) return key;
  return orOnlyOne && keys.length === 1 ? (keys[0] ?? null) : null;
}

function clientCertificate(
  world: World,
  transport: KubeObject,
  spec: unknown,
): { sent: boolean; assumptions: Assumption[] } {
  const namespace = transport.namespace ?? "default";
  const assumptions: Assumption[] = [];
  let sent = false;
  for (const name of texts(spec, "certificatesSecrets")) {
    const held = world.inventory.secret(namespace, name);
    if (held.state === "missing") continue;
    if (held.state === "present") sent ||= world.certificates.keyPair(held.secret) === "usable";
    else {
      sent = true;
      assumptions.push(
        assumption(
          `the client certificate in Secret ${namespace}/${name}`,
          "it exists and fits",
          "add the Secret to the input",
        ),
      );
    }
  }
  return { sent, assumptions };
}
