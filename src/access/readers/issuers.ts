import type { Inventory } from "../../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { annotation, at, text } from "../../model/read.ts";
import type { KeyName } from "../../model/key-access.ts";

/** What of cert-manager signed a Secret's certificate. */
export interface Issuer {
  readonly kind: "Issuer" | "ClusterIssuer";
  /** Of an Issuer; null for a ClusterIssuer, which signs for every namespace. */
  readonly namespace: string | null;
  readonly name: string;
  /** What names it: the issuer itself where the input holds it, else the object that asks for the certificate. */
  readonly object: KubeObject;
  readonly path: FieldPath;
  /** Whether it first has the name proved, as ACME does; null where the input does not hold it. */
  readonly proves: boolean | null;
}

/**
 * The issuer of a Secret's certificate; null where cert-manager does not make it, or where its certificates are worth
 * nothing to anybody else: a self-signed one is its own CA.
 */
export function issuerOf(inventory: Inventory, { namespace, name }: KeyName): Issuer | null {
  const { state } = inventory.secret(namespace, name);
  const secret = state === "present" ? inventory.find("Secret.", namespace, name) : undefined;
  const maker = inventory.maker(namespace, name);
  const named = (secret === undefined ? null : bySecret(secret)) ?? (maker === undefined ? null : byMaker(maker));
  if (named === null) return null;
  const { kind, object } = named;
  const own = kind === "Issuer" ? namespace : null;
  const found = inventory.find(`${kind}.cert-manager.io`, own, named.name);
  if (found === undefined) {
    return { kind, namespace: own, name: named.name, object, path: named.path, proves: null };
  }
  if (at(found.body, "spec", "selfSigned") !== undefined) return null;
  const proves = at(found.body, "spec", "acme") !== undefined;
  return { kind, namespace: own, name: named.name, object: found, path: ["spec"], proves };
}

interface Named {
  readonly kind: Issuer["kind"];
  readonly name: string;
  readonly object: KubeObject;
  readonly path: FieldPath;
}

/** cert-manager says on a Secret which issuer it asked. */
function bySecret(secret: KubeObject): Named | null {
  const name = annotation(secret, "cert-manager.io/issuer-name");
  const group = annotation(secret, "cert-manager.io/issuer-group") || "cert-manager.io";
  const kind = kindOf(annotation(secret, "cert-manager.io/issuer-kind") || "Issuer");
  if (name === undefined || kind === null || group !== "cert-manager.io") return null;
  return { kind, name, object: secret, path: ["metadata", "annotations", "cert-manager.io/issuer-name"] };
}

function byMaker(maker: KubeObject): Named | null {
  if (maker.kind === "Certificate") {
    const name = text(maker.body, "spec", "issuerRef", "name");
    const kind = kindOf(text(maker.body, "spec", "issuerRef", "kind") ?? "Issuer");
    const group = text(maker.body, "spec", "issuerRef", "group") || "cert-manager.io";
    if (name === undefined || kind === null || group !== "cert-manager.io") return null;
    return { kind, name, object: maker, path: ["spec", "issuerRef"] };
  }
  for (const [key, kind] of [
    ["cert-manager.io/issuer", "Issuer"],
    ["cert-manager.io/cluster-issuer", "ClusterIssuer"],
  ] as const) {
    const name = annotation(maker, key);
    if (name !== undefined) return { kind, name, object: maker, path: ["metadata", "annotations", key] };
  }
  return null;
}

function kindOf(written: string): Issuer["kind"] | null {
  return written === "Issuer" || written === "ClusterIssuer" ? written : null;
}
