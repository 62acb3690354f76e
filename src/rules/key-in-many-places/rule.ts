import { certificatesOf } from "../../certificates/read-entry.ts";
import { evidence, type Fact } from "../../model/evidence.ts";
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
    const byKey = new Map<string, KubeObject[]>();
    for (const secret of inventory.all("Secret.")) {
      if (secret.secret?.keyMatches !== true || secret.secret.type !== "kubernetes.io/tls") continue;
      const [leaf] = certificatesOf(secret, "tls.crt");
      if (leaf === undefined || leaf.reissued) continue;
      const same = byKey.get(leaf.key.sha256);
      if (same === undefined) byKey.set(leaf.key.sha256, [secret]);
      else same.push(secret);
    }
    for (const [first, ...others] of byKey.values()) {
      if (first === undefined || others.length === 0) continue;
      const all = [first, ...others];
      // Copies of one certificate are another matter: key-copied-elsewhere tells who reads them.
      if (new Set(all.map(({ secret }) => secret?.pem["tls.crt"])).size === 1) continue;
      const names = all.slice(0, MOST_NAMES).map(({ namespace, name }) => `${namespace}/${name}`);
      const more = all.length > names.length ? ` and ${all.length - names.length} more` : "";
      const data = { count: String(all.length), where: `${names.join(", ")}${more}` };
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
