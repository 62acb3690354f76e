import type { KubeObject } from "../model/objects.ts";
import { type Fields, isFields, text, texts } from "../model/read.ts";
import type { AccessRequest, Identity } from "./request.ts";

/** What a SubjectAccessReview asks, or why the API server refuses to answer it. */
export type Review =
  | { readonly valid: true; readonly identity: Identity; readonly request: AccessRequest }
  | { readonly valid: false; readonly reason: string };

const KINDS: readonly string[] = ["SubjectAccessReview", "LocalSubjectAccessReview"];

export function isReview({ apiVersion, kind }: KubeObject): boolean {
  return apiVersion === "authorization.k8s.io/v1" && KINDS.includes(kind);
}

/** kubernetes v1.36.3 pkg/apis/authorization/validation/validation.go, pkg/registry/authorization/util/helpers.go. */
export function readReview({ kind, body }: KubeObject): Review {
  const spec = isFields(body["spec"]) ? body["spec"] : {};
  const identity = { user: text(spec, "user") ?? "", groups: texts(spec, "groups") };
  const resource = isFields(spec["resourceAttributes"]) ? spec["resourceAttributes"] : null;
  const path = isFields(spec["nonResourceAttributes"]) ? spec["nonResourceAttributes"] : null;
  const refused = (reason: string): Review => ({ valid: false, reason });
  if (identity.user === "" && identity.groups.length === 0) return refused("spec names neither user nor groups");
  if (resource !== null && path !== null) {
    return refused("spec has both resourceAttributes and nonResourceAttributes");
  }
  if (kind === "LocalSubjectAccessReview") {
    if (resource === null) return refused("a LocalSubjectAccessReview asks with resourceAttributes");
    if ((text(resource, "namespace") ?? "") !== (text(body, "metadata", "namespace") ?? "")) {
      return refused("spec.resourceAttributes.namespace differs from metadata.namespace");
    }
  }
  if (resource !== null) return { valid: true, identity, request: resourceRequest(resource) };
  if (path === null) return refused("spec has neither resourceAttributes nor nonResourceAttributes");
  return {
    valid: true,
    identity,
    request: { kind: "path", verb: text(path, "verb") ?? "", path: text(path, "path") ?? "" },
  };
}

function resourceRequest(from: Fields): AccessRequest {
  const value = (key: string): string => text(from, key) ?? "";
  return {
    kind: "resource",
    verb: value("verb"),
    group: value("group"),
    resource: value("resource"),
    subresource: value("subresource"),
    namespace: value("namespace"),
    name: value("name"),
  };
}
