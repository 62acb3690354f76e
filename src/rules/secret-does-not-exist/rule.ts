import { absence, namedSecrets } from "../../inventory/named-secrets.ts";
import { evidence, type Fact } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { defineRule, type RuleInput } from "../contract.ts";
import { remedyFor } from "../remedies.ts";
import { isTold } from "../told.ts";

const SLUG = "secret-does-not-exist";
const FACT: Fact = {
  text: "The API server does not look whether a Secret that a route names exists.",
  reference: "kubernetes/kubernetes pkg/apis/networking/validation/validation.go",
  basis: "read",
};

export const rule = defineRule({
  id: "LH5016",
  slug: SLUG,
  severity: "warning",
  summary: "A route names a Secret for TLS that does not exist",
  messages: { absent: "Secret {name} {absence}" },
  *check(input) {
    const { inventory } = input;
    // Files that are supposed to be a whole cluster, and hold no Secret at all, were exported without them.
    if (!inventory.stated && inventory.all("Secret.").length === 0) return;
    for (const named of namedSecrets(input.inventory)) {
      const { namespace, name, object, at } = named;
      if (inventory.secret(namespace, name).state !== "missing") continue;
      // Where a controller of the input tells what becomes of it, that is what counts.
      if (isTold(input, object, at) || takesNoSecrets(input, object)) continue;
      const data = { name: `${namespace}/${name}`, absence: absence(inventory, named) };
      yield {
        message: "absent",
        cause: "absent",
        data,
        object,
        at,
        evidence: [evidence(FACT, object, at)],
        remedy: remedyFor(SLUG, undefined),
      };
    }
  },
});

/** The AWS controller finds certificates by `hosts` in ACM, and passes `secretName` over. */
function takesNoSecrets({ paths }: RuleInput, object: KubeObject): boolean {
  const own = paths.filter(({ draft }) => draft.object === object);
  return own.length > 0 && own.every(({ route }) => route.controller.id === "aws-load-balancer-controller");
}
