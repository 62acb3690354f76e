import { annotation, list, text, texts } from "../../model/read.ts";
import type { ClaimedIngress, World } from "../contract.ts";
import type { Cause } from "../gateway-api/cause.ts";
import { ingressRules } from "../ingress.ts";
import type { Config } from "./config.ts";
import { FACTS } from "./facts.ts";
import type { Listeners, Refusal } from "./proxies.ts";
import { deadOf, keyPair, parseName } from "./secrets.ts";
import { serviceLeg } from "./service-leg.ts";
import type { HostRoute, VirtualHosts } from "./virtual-hosts.ts";

const FORCE = "ingress.kubernetes.io/force-ssl-redirect";
const ALLOW = "kubernetes.io/ingress.allow-http";

/** Hosts that some Ingress brings a certificate for. Source: computeSecureVirtualhosts. */
export function secureHosts(world: World, claimed: readonly ClaimedIngress[], hosts: VirtualHosts): void {
  for (const { ingress } of claimed) {
    const namespace = ingress.namespace ?? "default";
    for (const [index, entry] of list(ingress.body, "spec", "tls").entries()) {
      const delegated = annotation(ingress, "projectcontour.io/tls-cert-namespace");
      const held = keyPair(world, parseName(text(entry, "secretName") ?? "", delegated ?? namespace), namespace);
      if (held.why !== null) continue;
      for (const host of texts(entry, "hosts")) {
        hosts.secure({
          host: host.toLowerCase(),
          certificate: held,
          cause: { fact: FACTS.secureVhost, object: ingress, at: ["spec", "tls", index, "secretName"] },
          assumptions: held.assumptions,
          client: "none",
          clientVerified: false,
          clientCause: null,
          fallback: null,
          bytes: null,
          dead: deadOf(held, { fact: FACTS.keyMismatch, object: ingress, at: ["spec", "tls", index, "secretName"] }),
        });
      }
    }
  }
}

/** Routes of Ingresses, put on their hosts. Source: computeIngressRule. */
export function ingressRoutes(
  world: World,
  config: Config,
  claimed: readonly ClaimedIngress[],
  hosts: VirtualHosts,
  around: Around,
): HostRoute[] {
  const routes = claimed.flatMap(({ ingress }) =>
    ingressRules(ingress).map((rule) => beside(around, hostRoute(world, config, ingress, rule))),
  );
  for (const route of routes) {
    if (route.refused !== null) continue;
    if (route.plain) hosts.addPlain(route);
    if (route.host !== "*") hosts.addSecure(route);
  }
  return routes;
}

interface Around {
  readonly listeners: Listeners;
  /** Why Contour does not run at all. */
  readonly stopped: Refusal | null;
}

/** Source: GetSingleListener in computeIngressRule. */
function beside({ listeners: { plain }, stopped }: Around, route: HostRoute): HostRoute {
  if (stopped !== null) return { ...route, refused: stopped };
  if (plain === 1 || !route.plain || route.refused !== null) return route;
  const why = `the Gateway has ${plain} listeners for HTTP, and Contour wants exactly one`;
  const cause: Cause = {
    fact: FACTS.singleListener,
    object: route.object,
    at: route.match.at,
    text: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  };
  return { ...route, refused: { why, cause } };
}

const REGEX = /[\^+*[\]%]/;

function hostRoute(
  world: World,
  config: Config,
  ingress: ClaimedIngress["ingress"],
  rule: ReturnType<typeof ingressRules>[number],
): HostRoute {
  const path = rule.path === "" ? "/" : rule.path;
  const pathType = rule.pathType === "ImplementationSpecific" ? (REGEX.test(path) ? "Regex" : "Prefix") : rule.pathType;
  const forced = annotation(ingress, FORCE) === "true";
  const allowed = annotation(ingress, ALLOW) !== "false";
  const at = rule.at;
  const upgrade: Cause | null = forced
    ? { fact: FACTS.forceRedirect, object: ingress, at: ["metadata", "annotations", FORCE] }
    : null;
  const base: HostRoute = {
    object: ingress,
    host: rule.host.toLowerCase(),
    match: { at, path, pathType, conditions: [] },
    plain: forced || allowed,
    upgrade,
    legs: [],
    redirect: null,
    direct: null,
    refused: null,
    cause: { fact: FACTS.plainVhost, object: ingress, at: allowed ? at : ["metadata", "annotations", ALLOW] },
    asked: { https: list(ingress.body, "spec", "tls").length > 0, ...(forced ? { redirect: true } : {}) },
    asksNobody: null,
    traits: [],
  };
  if (rule.backend === null) {
    const cause: Cause = { fact: FACTS.serviceMissing, object: ingress, at };
    return { ...base, refused: { why: "the backend is no Service", cause } };
  }
  const made = serviceLeg(world, config, {
    owner: ingress,
    at: rule.backend.at,
    service: rule.backend.service,
    port: rule.backend.port,
    role: rule.isDefault ? "default-backend" : "backend",
    protocol: null,
    validation: undefined,
    raw: false,
  });
  if ("leg" in made) return { ...base, legs: [made.leg] };
  const cause = "missing" in made ? made.missing : made.refused.cause;
  return { ...base, refused: { why: (cause.text ?? cause.fact.text).replace(/\.$/, ""), cause } };
}
