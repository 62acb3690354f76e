import type { KubeObject } from "../../model/objects.ts";
import { shippedObjects } from "../shipped/shipped.ts";
import { identityOf } from "./manifests.ts";

let shipped: ReadonlySet<string> | undefined;

/**
 * Whether every API server makes an object of this name at its start, or a distribution's own parts do: what is changed
 * there comes back, or breaks the cluster. Names that begin with `system:` are theirs
 * (kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings).
 */
export function isServersOwn(object: KubeObject): boolean {
  shipped ??= new Set(shippedObjects().map(identityOf));
  return object.name.startsWith("system:") || shipped.has(identityOf(object));
}
