import { assumption } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { annotation, integer, list, text } from "../../model/read.ts";
import type { Assumption, Place } from "../../model/report.ts";
import type { World } from "../contract.ts";
import { hasReadyEndpoints } from "../endpoints.ts";
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
  readonly assumptions: readonly Assumption[];
  readonly external: boolean;
}

interface Options {
  readonly allowsExternalNames: boolean;
  readonly allowsEmpty: boolean;
}

/** Finds a Service's port by number or name, as loadService and getService do. */
export function servicePort(
  world: World,
  namespace: string,
  backend: BackendRef,
  options: Options,
  by: Cause,
): ServicePort {
  const service = world.inventory.service(namespace, backend.service) ?? null;
  const place: Place = { kind: "service", name: backend.service, namespace, port: backend.port };
  const base = { place, service, port: null, portName: null, missing: null, assumptions: [], external: false };
  if (service === null) {
    if (world.inventory.whole) return { ...base, missing: { ...by, fact: FACTS.serviceMissing } };
    const port = typeof backend.port === "number" ? backend.port : null;
    const portName = typeof backend.port === "string" ? backend.port : null;
    const supposed = assumption(
      `Service ${namespace}/${backend.service}`,
      "it exists, has this port under no telling name, and ready pods",
      "add the Service to the input",
    );
    return { ...base, port, portName, assumptions: [supposed] };
  }
  const wanted = backend.port;
  const external = text(service.body, "spec", "type") === "ExternalName";
  const entry = list(service.body, "spec", "ports").find(
    (item) =>
      (wanted !== null && integer(item, "port") === Number(wanted)) ||
      (typeof wanted === "string" && text(item, "name") === wanted),
  );
  if (external) {
    const name = text(service.body, "spec", "externalName") ?? backend.service;
    const out: Place = { kind: "external", name, namespace: null, port: wanted };
    const found = {
      ...base,
      place: out,
      external: true,
      port: integer(entry, "port") ?? (Number(wanted) || null),
      portName: text(entry, "name") ?? null,
    };
    return options.allowsExternalNames ? found : { ...found, missing: { ...by, fact: FACTS.externalName } };
  }
  if (entry === undefined) return { ...base, missing: { ...by, fact: FACTS.serviceMissing } };
  const found = { ...base, port: integer(entry, "port") ?? null, portName: text(entry, "name") ?? null };
  if (options.allowsEmpty || hasReadyEndpoints(world, service)) return found;
  return { ...found, missing: { ...by, fact: FACTS.serviceMissing } };
}

/** Port number 443, or a name that begins with https (case counts). Source: getProtocol, parseServiceProtocol. */
export function isTlsPort({ port, portName }: ServicePort): boolean {
  return port === 443 || (portName?.startsWith("https") ?? false);
}

/** `traefik.ingress.kubernetes.io/service.*`, matched without regard to case. */
export function serviceAnnotation(service: KubeObject | null, name: string): { value: string; key: string } | null {
  if (service === null) return null;
  const exact = `${PREFIX}service.${name}`;
  const value = annotation(service, exact);
  return value === undefined ? null : { value, key: exact };
}

export const PREFIX = "traefik.ingress.kubernetes.io/";
