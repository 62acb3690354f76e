import { evidence, type Fact } from "../../model/evidence.ts";
import { firstFew } from "../../model/first-few.ts";
import { byServedSecret } from "../../model/served.ts";
import { defineRule } from "../contract.ts";
import { remedyFor } from "../remedies.ts";

const SLUG = "key-beside-other-data";

const FACT: Fact = {
  text: "RBAC gives a Secret as a whole, and so do a volume without items and envFrom.",
  reference: "kubernetes.io/docs/concepts/configuration/secret",
  basis: "documented",
};

const USUAL: ReadonlySet<string> = new Set(["tls.crt", "tls.key", "ca.crt"]);
/** What belongs to a certificate, in the forms that cert-manager and others write. */
const OF_A_CERTIFICATE = /^(?:tls\.key|key\.der|.*\.(?:crt|cer|pem|crl|jks|p12|pfx))$/;

export const rule = defineRule({
  id: "LH4007",
  slug: SLUG,
  severity: "note",
  summary: "The key of a route shares a Secret with other data",
  messages: { shared: "Secret {key} holds {others} beside the key of a route: who is given one has both" },
  *check({ inventory, paths }) {
    let served: ReadonlyMap<string, unknown> | undefined;
    for (const object of inventory.all("Secret.")) {
      const others = (object.secret?.keys ?? []).filter((key) => !USUAL.has(key) && !OF_A_CERTIFICATE.test(key));
      if (others.length === 0) continue;
      served ??= byServedSecret(paths, ({ route }) => route);
      const key = `${object.namespace}/${object.name}`;
      if (!served.has(key)) continue;
      yield {
        message: "shared",
        data: { key, others: firstFew(others, 3) },
        object,
        at: ["data"],
        evidence: [evidence(FACT, object, ["data"])],
        remedy: remedyFor(SLUG, undefined),
      };
    }
  },
});
