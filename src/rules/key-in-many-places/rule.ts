import { certificatesOf } from "../../certificates/read-entry.ts";
import { evidence, type Fact } from "../../model/evidence.ts";
import { firstFew } from "../../model/first-few.ts";
import type { KubeObject } from "../../model/objects.ts";
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
  summary: "Different certificates were made with one private key",
  messages: { reused: "One private key belongs to different certificates in {count} Secrets: {where}" },
  *check({ inventory }) {
    for (const [key, [first, ...others]] of Map.groupBy(inventory.all("Secret."), keyOf)) {
      if (key === null || first === undefined || others.length === 0) continue;
      const all = [first, ...others];
      // Copies of one certificate are another matter: key-copied-elsewhere tells who reads them.
      if (new Set(all.map(({ secret }) => secret?.pem["tls.crt"])).size === 1) continue;
      const names = all.map(({ namespace, name }) => `${namespace}/${name}`);
      const data = { count: String(all.length), where: firstFew(names, MOST_NAMES) };
      const at = entryAt(first, "tls.crt");
      const remedy = remedyFor("key-in-many-places", undefined);
      yield {
        message: "reused",
        cause: "reused",
        data,
        object: first,
        at,
        evidence: [evidence(FACT, first, at)],
        remedy,
      };
    }
  },
});

/** The public key of a Secret that holds a whole pair; null for others. */
function keyOf(secret: KubeObject): string | null {
  if (secret.secret?.keyMatches !== true || secret.secret.type !== "kubernetes.io/tls") return null;
  const [leaf] = certificatesOf(secret, "tls.crt");
  return leaf === undefined || leaf.reissued ? null : leaf.key.sha256;
}
