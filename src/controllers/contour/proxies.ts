import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { type Cause, whyOf } from "../gateway-api/cause.ts";
import type { Leg } from "../gateway-api/leg.ts";
import type { Config } from "./config.ts";
import { asksNobody, authorizationOf } from "./authorization.ts";
import { FACTS } from "./facts.ts";
import { includedRoutes } from "./proxy-routes.ts";
import { authority, deadOf, keyPair, parseName, revocations } from "./secrets.ts";
import { proxyTarget, serviceLeg } from "./service-leg.ts";
import type { Bytes, HostRoute, SecureHost, VirtualHosts } from "./virtual-hosts.ts";

/** Why a root HTTPProxy is refused whole. */
export interface Refusal {
  readonly why: string;
  readonly cause: Cause;
}

/** Routes of all HTTPProxies, put on their hosts; what is refused stays in the list. Source: computeHTTPProxy. */
export function proxyRoutes(
  world: World,
  config: Config,
  proxies: readonly KubeObject[],
  hosts: VirtualHosts,
  listeners: Listeners,
): HostRoute[] {
  const roots = proxies.filter((proxy) => isFields(at(proxy.body, "spec", "virtualhost")));
  const included = new Set<KubeObject>();
  const byHost = new Map<string, KubeObject[]>();
  for (const root of roots) byHost.set(fqdnOf(root), [...(byHost.get(fqdnOf(root)) ?? []), root]);
  const routes = roots.flatMap((root) => {
    const same = byHost.get(fqdnOf(root)) ?? [];
    return rootRoutes(world, config, root, {
      listeners,
      proxies,
      included,
      hosts,
      twins: same.filter((other) => other !== root),
    });
  });
  const orphans = proxies.filter((proxy) => !roots.includes(proxy) && !included.has(proxy));
  const cause = (object: KubeObject): Cause => ({
    fact: FACTS.orphan,
    object,
    at: ["spec"],
    text: "No HTTPProxy with a virtualhost includes it.",
  });
  return [
    ...routes,
    ...orphans.flatMap((proxy) =>
      declaredRoutes(world, config, proxy, proxies, {
        why: "no HTTPProxy with a virtualhost includes it",
        cause: cause(proxy),
      }),
    ),
  ];
}

/** Listeners of Envoy by what they speak: one of each, unless a Gateway says otherwise. */
export interface Listeners {
  readonly plain: number;
  readonly secure: number;
}

interface Around {
  readonly listeners: Listeners;
  readonly proxies: readonly KubeObject[];
  readonly included: Set<KubeObject>;
  readonly hosts: VirtualHosts;
  readonly twins: readonly KubeObject[];
}

function rootRoutes(world: World, config: Config, root: KubeObject, around: Around): HostRoute[] {
  const { hosts, proxies, included, twins } = around;
  const tls = at(root.body, "spec", "virtualhost", "tls");
  const secure = isFields(tls) ? secureHost(world, config, root, tls) : null;
  const ends = secure !== null && "host" in secure && secure.certificate !== null;
  const authorization = ends || config.globalAuthorization !== null ? authorizationOf(world, config, root) : null;
  const refusal =
    refusalOf(config, root, twins) ??
    listenerProblem(around.listeners, root, ends) ??
    (secure !== null && "why" in secure ? secure : null) ??
    (authorization !== null && "why" in authorization ? authorization : null);
  if (refusal !== null) return declaredRoutes(world, config, root, proxies, refusal, included);
  const host = secure !== null && "host" in secure ? secure : null;
  const bytes =
    host === null || !isFields(at(root.body, "spec", "tcpproxy"))
      ? null
      : bytesOf(world, config, root, proxies, included, host);
  if (bytes !== null && "why" in bytes) return declaredRoutes(world, config, root, proxies, bytes, included);
  const routes = includedRoutes(world, config, { root, enforceTls: isFields(tls), proxies, included });
  if (routes.length === 0 && bytes === null) return declaredRoutes(world, config, root, proxies, leadsNowhere(root));
  if (host !== null) hosts.secure({ ...host, bytes });
  const auth = authorization !== null && "leg" in authorization && bytes === null ? authorization.leg : null;
  const served = routes.map((route) => (asksNobody(config, root, route.asksNobody) ? route : withLeg(route, auth)));
  for (const route of served) {
    if (route.refused !== null) continue;
    hosts.addPlain(route);
    if (host !== null && bytes === null) hosts.addSecure(route);
  }
  return bytes === null ? served : [...served, bytesRoute(root, bytes)];
}

/** Source: GetSingleListener. */
function listenerProblem({ plain, secure }: Listeners, root: KubeObject, ends: boolean): Refusal | null {
  const tcp = isFields(at(root.body, "spec", "tcpproxy"));
  const why =
    (ends || tcp) && secure !== 1
      ? `the Gateway has ${secure} listeners for HTTPS, and Contour wants exactly one`
      : plain !== 1 && !tcp
        ? `the Gateway has ${plain} listeners for HTTP, and Contour wants exactly one`
        : null;
  if (why === null) return null;
  const text = `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
  return { why, cause: { fact: FACTS.singleListener, object: root, at: ["spec", "virtualhost"], text } };
}

function leadsNowhere(object: KubeObject): Refusal {
  const why = "its includes come to no route";
  return {
    why,
    cause: { fact: FACTS.includeMissing, object, at: ["spec", "includes"], text: "Its includes come to no route." },
  };
}

function withLeg(route: HostRoute, leg: Leg | null): HostRoute {
  return leg === null || route.legs.length === 0 ? route : { ...route, legs: [...route.legs, leg] };
}

function fqdnOf(root: KubeObject): string {
  return (text(root.body, "spec", "virtualhost", "fqdn") ?? "").toLowerCase();
}

function refusalOf(config: Config, root: KubeObject, twins: readonly KubeObject[]): Refusal | null {
  const path = ["spec", "virtualhost", "fqdn"];
  const no = (fact: Cause["fact"], why: string, where: FieldPath = path): Refusal => ({
    why,
    cause: { fact, object: root, at: where, text: `${why.charAt(0).toUpperCase()}${why.slice(1)}.` },
  });
  if (fqdnOf(root) === "") return no(FACTS.proxyInvalid, "virtualhost has no fqdn");
  if (config.rootNamespaces.length > 0 && !config.rootNamespaces.includes(root.namespace ?? "default"))
    return no(FACTS.rootNamespace, `root HTTPProxies are not allowed in namespace ${root.namespace}`);
  const [twin] = twins;
  if (twin !== undefined) return no(FACTS.duplicate, `HTTPProxy ${twin.namespace}/${twin.name} has the same fqdn`);
  const spec = at(root.body, "spec");
  const empty =
    list(spec, "routes").length === 0 && list(spec, "includes").length === 0 && at(spec, "tcpproxy") === undefined;
  if (empty) return no(FACTS.proxyInvalid, "it has no route, include or tcpproxy", ["spec"]);
  if (at(spec, "tcpproxy") !== undefined && !isFields(at(spec, "virtualhost", "tls")))
    return no(FACTS.proxyInvalid, "tcpproxy needs virtualhost.tls", ["spec", "tcpproxy"]);
  const host = at(spec, "virtualhost");
  if (list(host, "ipAllowPolicy").length > 0 && list(host, "ipDenyPolicy").length > 0)
    return no(FACTS.proxyInvalid, "ipAllowPolicy and ipDenyPolicy do not go together", ["spec", "virtualhost"]);
  const ends = (text(host, "tls", "secretName") ?? "") !== "";
  const asks = text(host, "authorization", "extensionRef", "name");
  if (asks !== undefined && !isFields(at(host, "tls")))
    return no(FACTS.proxyInvalid, "authorization needs virtualhost.tls", ["spec", "virtualhost", "authorization"]);
  if (list(host, "jwtProviders").length > 0 && !ends)
    return no(FACTS.proxyInvalid, "jwtProviders need virtualhost.tls.secretName", [
      "spec",
      "virtualhost",
      "jwtProviders",
    ]);
  return null;
}

function secureHost(world: World, config: Config, root: KubeObject, tls: unknown): SecureHost | Refusal {
  const path = ["spec", "virtualhost", "tls"];
  const namespace = root.namespace ?? "default";
  const no = (fact: Cause["fact"], why: string, field: string): Refusal => ({
    why,
    cause: { fact, object: root, at: [...path, field], text: `${why.charAt(0).toUpperCase()}${why.slice(1)}.` },
  });
  const name = text(tls, "secretName") ?? "";
  const passthrough = flag(tls, "passthrough") === true;
  const fallbackOn = flag(tls, "enableFallbackCertificate") === true;
  const validation = at(tls, "clientValidation");
  if (passthrough === (name !== ""))
    return no(FACTS.proxyInvalid, "tls needs secretName or passthrough, and not both", "secretName");
  // With a fallback certificate it is an error as well, which is not fatal.
  if (passthrough && isFields(validation))
    return no(FACTS.proxyInvalid, "passthrough does not go with clientValidation", "passthrough");
  const base: SecureHost = {
    host: fqdnOf(root),
    certificate: null,
    dead: null,
    cause: { fact: FACTS.tcpPassthrough, object: root, at: [...path, "passthrough"] },
    assumptions: [],
    client: "none",
    clientVerified: false,
    clientCause: null,
    fallback: null,
    bytes: null,
  };
  if (passthrough) return base;
  const held = keyPair(world, parseName(name, namespace), namespace);
  if (held.why !== null) return no(FACTS.proxyBadSecret, held.why, "secretName");
  const cause: Cause = { fact: FACTS.proxyTls, object: root, at: [...path, "secretName"] };
  const [least, most] = [
    versionOf(text(tls, "minimumProtocolVersion"), "1.2"),
    versionOf(text(tls, "maximumProtocolVersion"), "1.3"),
  ];
  if (most < least)
    return no(
      FACTS.proxyInvalid,
      `minimumProtocolVersion ${least} is above maximumProtocolVersion ${most}`,
      "minimumProtocolVersion",
    );
  const dead = deadOf(held, { ...cause, fact: FACTS.keyMismatch });
  const host: SecureHost = { ...base, certificate: held, dead, cause, assumptions: held.assumptions };
  if (fallbackOn) {
    if (isFields(validation))
      return no(
        FACTS.proxyInvalid,
        "a fallback certificate does not go with clientValidation",
        "enableFallbackCertificate",
      );
    if (text(root.body, "spec", "virtualhost", "authorization", "extensionRef", "name") !== undefined)
      return no(
        FACTS.proxyInvalid,
        "a fallback certificate does not go with authorization",
        "enableFallbackCertificate",
      );
    const named = config.fallbackCertificate;
    if (named === null && config.object !== null)
      return no(
        FACTS.proxyInvalid,
        "no fallback certificate is set in Contour's settings",
        "enableFallbackCertificate",
      );
    if (named === null) return host;
    const other = keyPair(world, named, namespace);
    if (other.why !== null) return no(FACTS.proxyBadSecret, other.why, "enableFallbackCertificate");
    const fallback = {
      ...named,
      cause: { fact: FACTS.fallback, object: root, at: [...path, "enableFallbackCertificate"] },
    };
    return { ...host, fallback };
  }
  return isFields(validation) ? withValidation(world, root, host, validation) : host;
}

/** Versions that it does not know are the default. Source: TLSVersion. */
function versionOf(value: string | undefined, otherwise: string): string {
  return value === "1.2" || value === "1.3" ? value : otherwise;
}

function withValidation(world: World, root: KubeObject, host: SecureHost, validation: unknown): SecureHost | Refusal {
  const path = ["spec", "virtualhost", "tls", "clientValidation"];
  const namespace = root.namespace ?? "default";
  const skip = flag(validation, "skipClientCertValidation") === true;
  const optional = flag(validation, "optionalClientCertificate") === true;
  const ca = text(validation, "caSecret") ?? "";
  const held = ca === "" ? null : authority(world, parseName(ca, namespace), namespace);
  if (held !== null && held.why !== null) {
    const cause: Cause = { fact: FACTS.badValidation, object: root, at: [...path, "caSecret"], text: `${held.why}.` };
    return { why: held.why, cause };
  }
  const crl = text(validation, "crlSecret") ?? "";
  const revoked = crl === "" ? null : revocations(world, parseName(crl, namespace), namespace);
  if (revoked !== null && revoked.why !== null) {
    const cause: Cause = {
      fact: FACTS.badValidation,
      object: root,
      at: [...path, "crlSecret"],
      text: `${revoked.why}.`,
    };
    return { why: revoked.why, cause };
  }
  if (held === null && !skip) return { ...host, clientLost: { fact: FACTS.clientWithoutCa, object: root, at: path } };
  // Without a CA nothing can be checked, whatever is said of skipping.
  const verified = held !== null && !skip;
  const fact =
    held === null
      ? FACTS.clientSkipWithoutCa
      : skip
        ? FACTS.clientSkip
        : optional
          ? FACTS.clientOptional
          : FACTS.clientValidation;
  return {
    ...host,
    assumptions: [...host.assumptions, ...(held?.assumptions ?? [])],
    client: optional || held === null ? "optional" : "required",
    clientVerified: verified,
    clientCause: { fact, object: root, at: skip ? [...path, "skipClientCertValidation"] : path },
  };
}

/** Follows `tcpproxy.include` to the one that names Services. Source: processHTTPProxyTCPProxy. */
function bytesOf(
  world: World,
  config: Config,
  root: KubeObject,
  proxies: readonly KubeObject[],
  included: Set<KubeObject>,
  host: SecureHost,
): Bytes | Refusal {
  const passthrough = host.certificate === null;
  let here = root;
  const visited = new Set<KubeObject>();
  for (;;) {
    visited.add(here);
    const services = list(here.body, "spec", "tcpproxy", "services");
    const path: FieldPath = ["spec", "tcpproxy"];
    const leads = at(here.body, "spec", "tcpproxy", "include") ?? at(here.body, "spec", "tcpproxy", "includes");
    if (services.length > 0 && isFields(leads)) {
      const why = "tcpproxy names services and an include";
      return { why, cause: { fact: FACTS.proxyInvalid, object: here, at: path, text: `T${why.slice(1)}.` } };
    }
    if (services.length > 0) {
      const legs: Leg[] = [];
      for (const [index, entry] of services.entries()) {
        const made = serviceLeg(world, config, proxyTarget(here, entry, [...path, "services", index], passthrough));
        if ("leg" in made) legs.push(made.leg);
        else {
          const cause = "missing" in made ? made.missing : made.refused.cause;
          return { why: whyOf(cause), cause };
        }
      }
      const fact = passthrough ? FACTS.tcpPassthrough : FACTS.tcpTerminates;
      return { object: here, at: path, passthrough, legs, cause: { fact, object: here, at: path } };
    }
    const include = at(here.body, "spec", "tcpproxy", "include") ?? at(here.body, "spec", "tcpproxy", "includes");
    const next = proxies.find(
      (proxy) =>
        proxy.name === text(include, "name") && proxy.namespace === (text(include, "namespace") ?? here.namespace),
    );
    if (next === undefined || visited.has(next) || isFields(at(next.body, "spec", "virtualhost"))) {
      const why = "tcpproxy leads to no Services";
      return {
        why,
        cause: { fact: FACTS.proxyInvalid, object: here, at: path, text: "tcpproxy leads to no Services." },
      };
    }
    included.add(next);
    here = next;
  }
}

/** The record of a host whose sessions go on as bytes. */
function bytesRoute(root: KubeObject, bytes: Bytes): HostRoute {
  return {
    object: bytes.object,
    host: fqdnOf(root),
    match: { at: bytes.at, path: "/", pathType: "Prefix", conditions: ["bytes"] },
    plain: false,
    upgrade: null,
    legs: bytes.legs,
    redirect: null,
    direct: null,
    refused: null,
    cause: bytes.cause,
    asked: { https: true, passthrough: bytes.passthrough },
    asksNobody: null,
    traits: [],
  };
}

/** What a refused object declares, one record each; at least one for the object. */
export function declaredRoutes(
  world: World,
  config: Config,
  root: KubeObject,
  proxies: readonly KubeObject[],
  refusal: Refusal,
  included: Set<KubeObject> = new Set(),
): HostRoute[] {
  const declared = includedRoutes(world, config, { root, enforceTls: true, proxies, included }).map((route) => ({
    ...route,
    refused: refusal,
  }));
  if (declared.length > 0) return declared;
  const bytes: Bytes = { object: root, at: ["spec"], passthrough: false, legs: [], cause: refusal.cause };
  return [
    {
      ...bytesRoute(root, bytes),
      host: fqdnOf(root) || "*",
      refused: refusal,
      match: { at: ["spec"], path: "/", pathType: "Prefix", conditions: [] },
    },
  ];
}
