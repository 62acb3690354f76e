import { certificatesOf } from "../../certificates/read-entry.ts";
import { evidence, type Fact } from "../../model/evidence.ts";
import { firstFew } from "../../model/first-few.ts";
import type { KubeObject } from "../../model/objects.ts";
import { annotation } from "../../model/read.ts";
import { defineRule } from "../contract.ts";
import { remedyFor } from "../remedies.ts";
import { entryAt } from "../served-certificates.ts";

const FACT: Fact = {
  text: "Whoever reads one of the Secrets has the key of all.",
  reference: "the public keys are equal (SHA-256 of SubjectPublicKeyInfo), so the private ones are",
  basis: "read",
};
const MOST_NAMES = 4;

export const rule = defineRule({
  id: "LH5013",
  slug: "key-in-many-places",
  severity: "warning",
  summary: "One private key lies in several Secrets",
  messages: {
    reused: "One private key belongs to different certificates in {count} Secrets: {where}",
    copied: "This certificate and its key lie in {count} Secrets: {where}",
  },
  *check({ inventory, keyAccess }) {
    let spread: ReadonlySet<string> | undefined;
    const isSpread = (name: string): boolean =>
      (spread ??= new Set(keyAccess.copies.map(({ key }) => `${key.namespace}/${key.name}`))).has(name);
    for (const [key, [first, ...others]] of Map.groupBy(inventory.all("Secret."), keyOf)) {
      if (key === null || first === undefined || others.length === 0) continue;
      const all = [first, ...others];
      const names = all.map(({ namespace, name }) => `${namespace}/${name}`);
      const isCopy = new Set(all.map((secret) => certificatesOf(secret, "tls.crt")[0]?.fingerprint)).size === 1;
      // Copies that a controller makes are told by key-copied-elsewhere.
      if (isCopy && (all.some(isMadeCopy) || names.some(isSpread))) continue;
      const message = isCopy ? "copied" : "reused";
      const data = { count: String(all.length), where: firstFew(names, MOST_NAMES) };
      const at = entryAt(first, "tls.crt");
      const remedy = remedyFor("key-in-many-places", undefined);
      yield {
        message,
        cause: message,
        severity: isCopy ? "note" : "warning",
        data,
        object: first,
        at,
        evidence: [evidence(FACT, first, at)],
        remedy,
      };
    }
  },
});

/** Marks of emberstack's reflector and mittwald's replicator on what they write. */
function isMadeCopy(secret: KubeObject): boolean {
  const marks = ["reflector.v1.k8s.emberstack.com/reflects", "replicator.v1.mittwald.de/replicated-at"];
  return marks.some((mark) => annotation(secret, mark) !== undefined);
}

/** The public key of a Secret that holds a whole pair; null for others. */
function keyOf(secret: KubeObject): string | null {
  if (secret.secret?.keyMatches !== true || secret.secret.type !== "kubernetes.io/tls") return null;
  const [leaf] = certificatesOf(secret, "tls.crt");
  return leaf === undefined || leaf.reissued ? null : leaf.key.sha256;
}
