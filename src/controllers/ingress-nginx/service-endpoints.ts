import { isIP } from "node:net";
import type { KubeObject } from "../../model/objects.ts";
import { fields, flag, integer, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { endpointSlices } from "../endpoints.ts";

/** `port-zero`: an endpoint that nobody can connect to. */
export type EndpointState = "ready" | "none" | "port-zero";

/**
 * What the controller balances over for a Service's port as an Ingress names it: its number, its target or its name.
 * Source: internal/ingress/controller/controller.go serviceEndpoints.
 */
export function serviceEndpoints(world: World, service: KubeObject, wanted: string): EndpointState {
  if (isExternal(service)) return externalEndpoint(service, externalPort(service, wanted));
  const port = servicePort(service, wanted);
  return port === undefined ? "none" : portEndpoints(world, service, port);
}

/** The first port of a Service whose number, target or name is the wanted one. */
export function servicePort(service: KubeObject, wanted: string): unknown {
  return list(service.body, "spec", "ports").find(
    (entry) =>
      String(integer(entry, "port") ?? "") === wanted ||
      String(targetOf(entry)) === wanted ||
      text(entry, "name") === wanted,
  );
}

/** Endpoints of one port of a Service. Source: endpointslices.go getEndpointsFromSlices. */
export function portEndpoints(world: World, service: KubeObject, port: unknown): EndpointState {
  if (isExternal(service)) return externalEndpoint(service, Number(targetOf(port)) || 0);
  const slices = endpointSlices(world, service);
  if (slices.length === 0) {
    const selects = Object.keys(fields(service.body, "spec", "selector")).length > 0;
    return selects || !world.inventory.whole ? "ready" : "none";
  }
  return slices.some((slice) => hasPort(slice, port) && hasReadyAddress(slice)) ? "ready" : "none";
}

export function isExternal(service: KubeObject): boolean {
  return text(service.body, "spec", "type") === "ExternalName";
}

/** A slice's port counts by its name; a target port that is a number stands in for a name that nobody has. */
function hasPort(slice: KubeObject, port: unknown): boolean {
  const target = targetOf(port);
  const named = text(port, "name") ?? "";
  const ports = list(slice.body, "ports");
  if (ports.length === 0) return typeof target === "number";
  return ports.some((entry) => {
    if ((text(entry, "protocol") ?? "TCP") !== "TCP") return false;
    return named === "" || named === (text(entry, "name") ?? "") || typeof target === "number";
  });
}

function hasReadyAddress(slice: KubeObject): boolean {
  return list(slice.body, "endpoints").some(
    (endpoint) => flag(endpoint, "conditions", "ready") !== false && list(endpoint, "addresses").length > 0,
  );
}

/** Source: controller.go externalNamePorts. */
function externalPort(service: KubeObject, wanted: string): number {
  const ports = list(service.body, "spec", "ports");
  if (/^\d+$/.test(wanted)) {
    const port = ports.find((entry) => integer(entry, "port") === Number(wanted));
    return port === undefined ? Number(wanted) : Number(targetOf(port)) || 0;
  }
  const port = ports.find((entry) => text(entry, "name") === wanted);
  return port === undefined ? 0 : Number(targetOf(port)) || (integer(port, "port") ?? 0);
}

/**
 * The name has to be a DNS name and not this machine's; addresses are never resolved and so fall out.
 * Source: endpointslices.go getEndpointsFromSlices, rootfs/etc/nginx/lua/balancer.lua resolve_external_names.
 */
function externalEndpoint(service: KubeObject, port: number): EndpointState {
  const name = text(service.body, "spec", "externalName") ?? "";
  if (name === "localhost" || isIP(name) !== 0 || !DNS_NAME.test(name.replace(/\.$/, "")) || name.length > 253) {
    return "none";
  }
  return port === 0 ? "port-zero" : "ready";
}

const DNS_NAME = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

export function targetOf(port: unknown): string | number {
  return integer(port, "targetPort") ?? text(port, "targetPort") ?? integer(port, "port") ?? "";
}
