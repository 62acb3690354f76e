import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { fields, flag, integer, list, text } from "../../model/read.ts";
import type { Assumption, Place } from "../../model/report.ts";
import type { World } from "../contract.ts";
import { endpointSlices } from "../endpoints.ts";
import type { BackendRef } from "../ingress.ts";
import { FACTS } from "./facts.ts";
import type { Cause } from "./dynamic.ts";

/** A Service port that a router leads to, or why there is none. */
export interface ServicePort {
  readonly place: Place;
  readonly service: KubeObject | null;
  readonly port: number | null;
  readonly portName: string | null;
  readonly missing: Cause | null;
  /** Nobody is ready behind it, and the provider serves it all the same: 503. */
  readonly empty: boolean;
  readonly assumptions: readonly Assumption[];
  readonly external: boolean;
  readonly headless?: boolean;
}

export interface ServiceOptions {
  readonly allowsExternalNames: boolean;
  readonly allowsEmpty: boolean;
  /** Requests go to the ClusterIP, which a headless Service has not. */
  readonly nativeLb?: boolean;
  /** A headless Service is served all the same, and nothing gets there. */
  readonly headlessFails?: boolean;
  /** An ExternalName needs no port of that number. */
  readonly anyExternalPort?: boolean;
  /** The first port where the reference names none. */
  readonly firstPort?: boolean;
  /** Which condition of an endpoint counts: TCP routers want it ready, HTTP ones serving. */
  readonly condition?: "ready" | "serving";
}

/** Finds a Service's port by number or name, as loadService, loadServers and getServicePort do. */
export function servicePort(
  world: World,
  namespace: string,
  backend: BackendRef,
  options: ServiceOptions,
  by: Cause,
): ServicePort {
  const service = world.inventory.service(namespace, backend.service) ?? null;
  const place: Place = { kind: "service", name: backend.service, namespace, port: backend.port };
  const base = {
    place,
    service,
    port: null,
    portName: null,
    missing: null,
    empty: false,
    assumptions: [],
    external: false,
  };
  const gone: Cause = { ...by, fact: FACTS.serviceMissing };
  const wanted = backend.port;
  if (service === null) {
    if (world.inventory.whole) return { ...base, missing: gone };
    const supposed = assumption(
      `Service ${namespace}/${backend.service}`,
      "it exists, has this port under no telling name, and ready pods",
      "add the Service to the input",
    );
    return {
      ...base,
      port: typeof wanted === "number" ? wanted : null,
      portName: typeof wanted === "string" ? wanted : null,
      assumptions: [supposed],
    };
  }
  const ports = list(service.body, "spec", "ports");
  const entry =
    wanted === null
      ? options.firstPort === true
        ? ports[0]
        : undefined
      : ports.find((item) => (typeof wanted === "number" ? integer(item, "port") : text(item, "name")) === wanted);
  if (text(service.body, "spec", "type") === "ExternalName") {
    const name = text(service.body, "spec", "externalName") ?? backend.service;
    const found = {
      ...base,
      place: { kind: "external", name, namespace: null, port: wanted } as const,
      external: true,
      port: integer(entry, "port") ?? (typeof wanted === "number" ? wanted : null),
      portName: text(entry, "name") ?? null,
    };
    if (!options.allowsExternalNames) return { ...found, missing: { ...by, fact: FACTS.externalName } };
    const fits = entry !== undefined || (options.anyExternalPort === true && typeof wanted === "number");
    return fits ? found : { ...found, missing: gone };
  }
  if (entry === undefined) return { ...base, missing: gone };
  const found = { ...base, port: integer(entry, "port") ?? null, portName: text(entry, "name") ?? null };
  if (options.nativeLb === true) {
    const headless = text(service.body, "spec", "clusterIP") === "None";
    if (headless && options.headlessFails === true) return { ...found, headless };
    return headless
      ? { ...found, missing: { ...by, fact: FACTS.nativeHeadless, object: service, at: ["spec", "clusterIP"] } }
      : found;
  }
  const behind = whoAnswers(world, service, found.portName ?? "", options.condition ?? "serving");
  if (behind === "somebody") return found;
  return options.allowsEmpty || behind === "leaving" ? { ...found, empty: true } : { ...found, missing: gone };
}

/**
 * Who answers for a Service's port. HTTP counts endpoints that serve, which is anybody of whom nothing else is said, and
 * sends nothing new to those that are leaving; TCP counts those that say that they are ready. Slices tell by the port's
 * name.
 */
function whoAnswers(
  world: World,
  service: KubeObject,
  portName: string,
  condition: "ready" | "serving",
): "somebody" | "leaving" | "nobody" {
  const slices = endpointSlices(world, service);
  if (slices.length === 0) {
    const selects = Object.keys(fields(service.body, "spec", "selector")).length > 0;
    return selects || !world.inventory.whole ? "somebody" : "nobody";
  }
  const counted = slices
    .filter((slice) => list(slice.body, "ports").some((port) => (text(port, "name") ?? "") === portName))
    .flatMap((slice) => list(slice.body, "endpoints"))
    .filter((endpoint) => {
      const said = flag(endpoint, "conditions", condition);
      return list(endpoint, "addresses").length > 0 && (condition === "ready" ? said === true : said !== false);
    });
  if (counted.length === 0) return "nobody";
  const leaving = (endpoint: unknown): boolean => flag(endpoint, "conditions", "terminating") === true;
  return condition === "serving" && counted.every(leaving) ? "leaving" : "somebody";
}

/** Port number 443, or a name that begins with https (case counts). Source: getProtocol, parseServiceProtocol. */
export function isTlsPort({ port, portName }: ServicePort): boolean {
  return port === 443 || (portName?.startsWith("https") ?? false);
}

/**
 * What a server's URL makes of a scheme that was written down. Go reads schemes in any letter case; one that HTTP
 * clients do not speak is an error for every request, and one that is no scheme leaves the router out.
 */
export function dialledBy(scheme: string): "clear" | "tls" | "unsupported" | "invalid" {
  const lower = scheme.toLowerCase();
  if (lower === "https") return "tls";
  if (lower === "http" || lower === "h2c") return "clear";
  return /^[a-z][a-z0-9+.-]*$/.test(lower) ? "unsupported" : "invalid";
}
