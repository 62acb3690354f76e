import type { FieldPath, KubeObject } from "../../../model/objects.ts";
import { annotation } from "../../../model/read.ts";

const PREFIX = "nginx.ingress.kubernetes.io/";

export function valueOf(ingress: KubeObject, name: string): string | undefined {
  return annotation(ingress, `${PREFIX}${name}`);
}

export function pathOf(name: string): FieldPath {
  return ["metadata", "annotations", `${PREFIX}${name}`];
}

/** Any word but `true`, in any case, is false. Source: parseIngressConfig. */
export function isTrue(ingress: KubeObject, name: string): boolean {
  return valueOf(ingress, name)?.toLowerCase() === "true";
}

/** A whole number, or nothing where it is written in another way. */
export function numberOf(ingress: KubeObject, name: string): number | null {
  const value = valueOf(ingress, name) ?? "";
  return /^[+-]?\d+$/.test(value) ? Number(value) : null;
}
