import { certificateFor, statusOf } from "../../certificates/cert-manager.ts";
import { SecretCertificates } from "../../certificates/reader.ts";
import { certificatesOf } from "../../certificates/read-entry.ts";
import { namedSecrets } from "../../inventory/named-secrets.ts";
import { KEY_PAIR_STATES, type KeyPairState } from "../../model/certificates.ts";
import { evidence, type Fact } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { defineRule, type RuleInput } from "../contract.ts";
import { remedyFor } from "../remedies.ts";
import { entryAt } from "../served-certificates.ts";
import { isTold } from "../told.ts";

const SLUG = "key-pair-unusable";
const FACT: Fact = {
  text: "The API server asks of type kubernetes.io/tls that tls.crt and tls.key are there, and reads neither.",
  reference: "kubernetes/kubernetes pkg/apis/core/validation/validation.go (ValidateSecret)",
  basis: "read",
};

export const rule = defineRule({
  id: "LH5009",
  slug: SLUG,
  severity: "warning",
  summary: "A Secret for TLS holds no certificate and key that work together",
  messages: { pair: "The Secret {what}" },
  *check(input) {
    const reader = new SecretCertificates();
    let told: ReadonlySet<string> | undefined;
    for (const secret of input.inventory.all("Secret.")) {
      if (!isJudged(secret)) continue;
      const state = reader.keyPair(secret);
      if (state === "usable" || isBeingIssued(input, secret)) continue;
      told ??= toldSecrets(input);
      if (told.has(`${secret.namespace}/${secret.name}`)) continue;
      const what = KEY_PAIR_STATES[state];
      const at = placeOf(secret, state);
      yield {
        message: "pair",
        cause: what,
        data: { what },
        object: secret,
        at,
        evidence: [evidence(FACT, secret, at)],
        remedy: remedyFor(SLUG, undefined),
      };
    }
  },
});

/** Those of which a controller of the input says what becomes of the routes that name them. */
function toldSecrets(input: RuleInput): Set<string> {
  const named = namedSecrets(input.inventory).filter(({ object, at }) => isTold(input, object, at));
  return new Set(named.map(({ namespace, name }) => `${namespace}/${name}`));
}

/** One that fits, that waits for a program to fill it, or whose key is of a kind that is not known here, is not. */
function isJudged(object: KubeObject): boolean {
  const { secret } = object;
  if (secret?.type !== "kubernetes.io/tls" || secret.filledLater === true) return false;
  if (!secret.keys.includes("tls.crt") && !secret.keys.includes("tls.key")) return false;
  const [leaf] = certificatesOf(object, "tls.crt");
  return leaf === undefined || (secret.keyMatches !== true && leaf.key.kind !== "unknown");
}

function isBeingIssued({ inventory }: RuleInput, secret: KubeObject): boolean {
  const certificate = certificateFor(inventory, secret.namespace ?? "", secret.name);
  return certificate !== null && statusOf(certificate).issuing?.status === "True";
}

function placeOf(secret: KubeObject, state: KeyPairState): FieldPath {
  const isAboutCertificate = state === "unreadable-certificate" || state === "leaf-not-first";
  return entryAt(secret, isAboutCertificate ? "tls.crt" : "tls.key");
}
