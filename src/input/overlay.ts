import type { KubeObject } from "../model/objects.ts";
import { fields, groupOf, text } from "../model/read.ts";
import type { ReadInput } from "./contract.ts";

/**
 * Lays objects from files over a cluster, as `kubectl apply` would: one that is there already gives way and keeps its
 * age, a new one is as old as the moment.
 * @param now epoch milliseconds
 */
export function overlay(base: ReadInput, over: ReadInput, now: number): ReadInput {
  const before = new Map(base.objects.map((object) => [identity(object), object]));
  const laid = over.objects.map((object) => aged(object, before.get(identity(object)), now));
  const replaced = new Set(laid.map(identity));
  return {
    objects: [...base.objects.filter((object) => !replaced.has(identity(object))), ...laid],
    summaries: [...base.summaries, ...over.summaries],
    ...(base.coverage === undefined ? {} : { coverage: base.coverage }),
  };
}

function aged(object: KubeObject, before: KubeObject | undefined, now: number): KubeObject {
  if (text(object.body, "metadata", "creationTimestamp") !== undefined) return object;
  const known = before === undefined ? undefined : text(before.body, "metadata", "creationTimestamp");
  // Without milliseconds, as the API server writes it.
  const stamp = known ?? `${new Date(now).toISOString().slice(0, 19)}Z`;
  const metadata = { ...fields(object.body, "metadata"), creationTimestamp: stamp };
  return { ...object, body: { ...object.body, metadata } };
}

function identity({ kind, apiVersion, namespace, name }: KubeObject): string {
  return `${kind}.${groupOf(apiVersion)}|${namespace ?? ""}|${name}`;
}
