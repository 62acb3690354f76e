import { assumption } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, list, text, texts } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import type { Protection } from "../../model/words.ts";
import type { World } from "../contract.ts";
import type { Cause } from "./dynamic.ts";
import { FACTS } from "./facts.ts";
import type { StaticConfig } from "./static-config.ts";

/** What a transport makes of a TLS connection to the pods. */
export interface TransportTls {
  readonly protection: Protection;
  readonly causes: readonly Cause[];
  readonly assumptions: readonly Assumption[];
  readonly breaks: string | null;
  readonly notInForce: string | null;
}

const HTTP_TRANSPORT = "ServersTransport";
const TCP_TRANSPORT = "ServersTransportTCP";

/** A ServersTransport of either API group. */
export function findTransport(
  world: World,
  kind: "http" | "tcp",
  namespace: string,
  name: string,
): KubeObject | undefined {
  const word = kind === "http" ? HTTP_TRANSPORT : TCP_TRANSPORT;
  return (
    world.inventory.find(`${word}.traefik.io`, namespace, name) ??
    world.inventory.find(`${word}.traefik.containo.us`, namespace, name)
  );
}

/** `namespace-name@kubernetescrd` → the transport; names may hold dashes, so every split is tried. */
export function transportByReference(world: World, reference: string): KubeObject | undefined {
  const match = /^(.+)@kubernetescrd$/.exec(reference);
  const full = match?.[1];
  if (full === undefined) return undefined;
  for (let dash = full.indexOf("-"); dash > 0; dash = full.indexOf("-", dash + 1)) {
    const found = findTransport(world, "http", full.slice(0, dash), full.slice(dash + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The default transport: verified against the system roots and the pod's address, or not at all. */
export function defaultTransport(config: StaticConfig, by: Cause, external: boolean): TransportTls {
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
  const base: FieldPath = transport.kind === TCP_TRANSPORT ? ["spec", "tls"] : ["spec"];
  const spec = at(transport.body, ...base);
  const here = (fact: Cause["fact"], ...path: (string | number)[]): Cause => ({
    fact,
    object: transport,
    at: [...base, ...path],
  });
  if (isRefused(spec, config)) {
    return defaultTransport(config, here(FACTS.brokenTransport), external);
  }
  const peers = text(spec, "peerCertURI") !== undefined || list(spec, "peerCertSANs").length > 0;
  const skip = flag(spec, "insecureSkipVerify") === true;
  const roots = rootsOf(world, transport, spec);
  const client = clientCertificate(world, transport, spec);
  const asked = roots.asked || text(spec, "serverName") !== undefined;
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
  const causes: Cause[] = [
    peers
      ? here(FACTS.skipVerifyPeer, text(spec, "peerCertURI") === undefined ? "peerCertSANs" : "peerCertURI")
      : here(FACTS.verified, ...(text(spec, "serverName") === undefined ? [] : ["serverName"])),
  ];
  if (!roots.found) causes.unshift(here(FACTS.systemRoots, ...(roots.asked ? ["rootCAs"] : [])));
  const noName = text(spec, "serverName") === undefined && !peers;
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
  return { protection: client.sent ? "mtls" : "tls-verified", causes, assumptions, breaks, notInForce: null };
}

/** minVersion without maxVersion, and a spiffe block without static SPIFFE (or beside TLS fields). */
function isRefused(spec: unknown, config: StaticConfig): boolean {
  if (text(spec, "minVersion") !== undefined && text(spec, "maxVersion") === undefined) return true;
  return isFields(at(spec, "spiffe")) && config.section("spiffe") === null;
}

interface Roots {
  readonly asked: boolean;
  readonly found: boolean;
  readonly assumptions: readonly Assumption[];
}

/** rootCAs and rootCAsSecrets: key `tls.ca` or `ca.crt`; a Secret with only tls.crt is taken as a CA too. */
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
  let found = false;
  for (const name of secrets) {
    const held = world.inventory.secret(namespace, name);
    if (held.state === "missing") continue;
    if (held.state !== "present") {
      found = true;
      assumptions.push(
        assumption(`the CA in Secret ${namespace}/${name}`, "it exists and fits", "add the Secret to the input"),
      );
      continue;
    }
    found ||= ["tls.ca", "ca.crt", "tls.crt"].some((key) => world.certificates.bundle(held.secret, key) === "usable");
  }
  for (const name of configMaps) {
    const map = world.inventory.find("ConfigMap.", namespace, name);
    if (map === undefined) {
      if (world.inventory.whole) continue;
      found = true;
      assumptions.push(
        assumption(`the CA in ConfigMap ${namespace}/${name}`, "it exists and fits", "add the ConfigMap to the input"),
      );
      continue;
    }
    found ||= ["tls.ca", "ca.crt"].some((key) => text(map.body, "data", key)?.includes("BEGIN CERTIFICATE") ?? false);
  }
  return { asked: secrets.length + configMaps.length > 0, found, assumptions };
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
