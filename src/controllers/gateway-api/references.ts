import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { integer, text } from "../../model/read.ts";
import { GROUP, namespaceOf } from "./kinds.ts";

/** A reference to another object, with its defaults filled in. */
export interface Reference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly at: FieldPath;
}

export interface ParentRef extends Reference {
  readonly sectionName: string | null;
  readonly port: number | null;
}

export function isGateway({ kind, group }: ParentRef): boolean {
  return kind === "Gateway" && group === GROUP;
}

/** The kind was experimental under a group of its own. */
export function isListenerSet({ kind, group }: ParentRef): boolean {
  return (
    (kind === "ListenerSet" && group === GROUP) || (kind === "XListenerSet" && group === "gateway.networking.x-k8s.io")
  );
}

export interface BackendRef extends Reference {
  readonly port: number | null;
  readonly weight: number;
}

/** A reference of an object's own namespace unless it names one; the kind and group where none are named. */
export function readReference(
  owner: KubeObject,
  value: unknown,
  at: FieldPath,
  defaults: { readonly group: string; readonly kind: string },
): Reference {
  return {
    group: text(value, "group") ?? defaults.group,
    kind: text(value, "kind") ?? defaults.kind,
    namespace: text(value, "namespace") || namespaceOf(owner),
    name: text(value, "name") ?? "",
    at,
  };
}

export function readParentRef(owner: KubeObject, value: unknown, at: FieldPath): ParentRef {
  return {
    ...readReference(owner, value, at, { group: GROUP, kind: "Gateway" }),
    sectionName: text(value, "sectionName") || null,
    port: integer(value, "port") ?? null,
  };
}

export function readBackendRef(owner: KubeObject, value: unknown, at: FieldPath): BackendRef {
  return {
    ...readReference(owner, value, at, { group: "", kind: "Service" }),
    port: integer(value, "port") ?? null,
    weight: integer(value, "weight") ?? 1,
  };
}

export function readSecretRef(owner: KubeObject, value: unknown, at: FieldPath): Reference {
  return readReference(owner, value, at, { group: "", kind: "Secret" });
}
