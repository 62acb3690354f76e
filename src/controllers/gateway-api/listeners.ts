import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, integer, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { byAge, keyOf, namespaceOf, ofKind } from "./kinds.ts";
import { lets } from "./namespaces.ts";
import type { Profile } from "./profile.ts";
import { readReference } from "./references.ts";

/** A listener of a Gateway, its own or one that a ListenerSet adds. */
export interface Listener {
  readonly gateway: KubeObject;
  /** Who declares it: the Gateway or a ListenerSet. */
  readonly owner: KubeObject;
  readonly at: FieldPath;
  readonly body: unknown;
  readonly name: string;
  readonly port: number | null;
  /** With the implementation's own names translated. */
  readonly protocol: string;
  readonly hostname: string | null;
  /** Of a TLS listener; null without a tls block. */
  readonly mode: string | null;
}

/** The listeners that a Gateway has: its own, then those of ListenerSets that it lets in and that are read. */
export function listenersOf(world: World, gateway: KubeObject, profile: Profile): Listener[] {
  const own = read(gateway, gateway, profile);
  if (profile.answers.listenerSets.value === "ignored") return own;
  const sets = listenerSets(world)
    .filter((set) => parentOf(set) === keyOf(gateway) && isLetIn(world, gateway, set))
    .toSorted(byAge);
  return [...own, ...sets.flatMap((set) => read(gateway, set, profile))];
}

export function listenerSets(world: World): readonly KubeObject[] {
  return [...ofKind(world, "ListenerSet"), ...world.inventory.all("XListenerSet.gateway.networking.x-k8s.io")];
}

/** `namespace/name` of the Gateway that a ListenerSet is for. */
export function parentOf(set: KubeObject): string {
  const path = ["spec", "parentRef"];
  const ref = readReference(set, at(set.body, ...path), path, { group: "", kind: "Gateway" });
  return `${ref.namespace}/${ref.name}`;
}

function isLetIn(world: World, gateway: KubeObject, set: KubeObject): boolean {
  const rule = at(gateway.body, "spec", "allowedListeners", "namespaces");
  return lets(world, rule, namespaceOf(gateway), namespaceOf(set), "None") !== false;
}

function read(gateway: KubeObject, owner: KubeObject, profile: Profile): Listener[] {
  return list(owner.body, "spec", "listeners").map((body, index) => {
    const protocol = text(body, "protocol") ?? "";
    const hasTls = at(body, "tls") !== undefined && at(body, "tls") !== null;
    return {
      gateway,
      owner,
      at: ["spec", "listeners", index],
      body,
      name: text(body, "name") ?? "",
      port: integer(body, "port") ?? null,
      protocol: profile.protocols?.[protocol] ?? protocol,
      hostname: text(body, "hostname") || null,
      mode: hasTls ? (text(body, "tls", "mode") ?? "Terminate") : null,
    };
  });
}

export function isTls(listener: Listener): boolean {
  return listener.protocol === "HTTPS" || listener.protocol === "TLS";
}

export function isPassthrough(listener: Listener): boolean {
  return listener.protocol === "TLS" && listener.mode === "Passthrough";
}

/** How people call it: `https` of the Gateway, with its owner where that is a ListenerSet. */
export function titleOf(listener: Listener): string {
  const name = listener.name === "" ? `on port ${listener.port}` : listener.name;
  return listener.owner === listener.gateway ? name : `${name} of ListenerSet ${keyOf(listener.owner)}`;
}
