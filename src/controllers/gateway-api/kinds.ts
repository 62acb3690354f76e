import type { KubeObject } from "../../model/objects.ts";
import { createdAt } from "../../model/read.ts";
import type { World } from "../contract.ts";

export const GROUP = "gateway.networking.k8s.io";

export const ROUTE_KINDS = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"] as const;
export type RouteKind = (typeof ROUTE_KINDS)[number];

/** Kinds that make routes, as `Kind.group`. */
export const OWN_KINDS: readonly string[] = ROUTE_KINDS.map((kind) => `${kind}.${GROUP}`);

/** All objects of a kind of the Gateway API's own group, whichever version they are written in. */
export function ofKind(world: World, kind: string): readonly KubeObject[] {
  return world.inventory.all(`${kind}.${GROUP}`);
}

export function named(world: World, kind: string, namespace: string | null, name: string): KubeObject | undefined {
  return world.inventory.find(`${kind}.${GROUP}`, namespace, name);
}

/** `namespace/name`; objects without a namespace are in `default`. */
export function keyOf(object: KubeObject): string {
  return `${namespaceOf(object)}/${object.name}`;
}

export function namespaceOf(object: KubeObject): string {
  return object.namespace ?? "default";
}

/** The version of an apiVersion: `v1alpha3` of `gateway.networking.k8s.io/v1alpha3`. */
export function versionOf(object: KubeObject): string {
  return object.apiVersion.slice(object.apiVersion.indexOf("/") + 1);
}

/** The oldest first, then by namespace and name; objects without an age come last. */
export function byAge(a: KubeObject, b: KubeObject): number {
  return ageOf(a) - ageOf(b) || compareText(keyOf(a), keyOf(b));
}

function ageOf(object: KubeObject): number {
  return createdAt(object) ?? Number.MAX_SAFE_INTEGER;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
