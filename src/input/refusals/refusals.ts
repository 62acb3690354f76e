import type { Refusal } from "../../model/objects.ts";
import { groupOf, text } from "../../model/read.ts";
import { ingressRefusals } from "./ingress.ts";
import type { Refusable } from "./refusable.ts";
import { textMapRefusals } from "./text-maps.ts";

/** Why the API server would refuse an object. One that carries a server's own uid was taken: nothing is said of it. */
export function refusalsOf(object: Refusable): Refusal[] {
  const refusals = textMapRefusals(object);
  if (object.kind !== "Ingress" || !isIngressGroup(object.apiVersion)) return refusals;
  const taken = text(object.body, "metadata", "uid") !== undefined;
  return taken ? refusals : [...refusals, ...ingressRefusals(object)];
}

function isIngressGroup(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return group === "networking.k8s.io" || group === "extensions";
}
