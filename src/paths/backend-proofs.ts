import { type Chain, certificatesIn } from "../certificates/read-entry.ts";
import { type Answer, vouching } from "../certificates/vouching.ts";
import type { HopDraft, RouteDraft, Trait } from "../controllers/contract.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { evidence } from "../model/evidence.ts";
import type { KubeObject } from "../model/objects.ts";
import type { Hop, Place } from "../model/report.ts";
import type { Trust } from "../model/trust.ts";
import { type ServingSecret, ServingSecrets } from "./serving-secret.ts";

/**
 * Whether the CA that a hop is verified with vouches for the certificate that the pods mount: proven, it is evidence of
 * the hop; refuted, a trait of the route. That pods serve what they mount is likely and not certain, so neither changes
 * what the hop gives.
 */
export class BackendProofs {
  readonly #inventory: Inventory;
  readonly #now: number | null;
  readonly #serving: ServingSecrets;
  readonly #numbers = new Map<object, number>();
  readonly #answers = new Map<string, Answer | null>();

  /** @param now epoch milliseconds; null where no time is known */
  constructor(inventory: Inventory, now: number | null) {
    this.#inventory = inventory;
    this.#now = now;
    this.#serving = new ServingSecrets(inventory);
  }

  /** The draft with what can be told, and without what its hops trust. */
  judge(draft: RouteDraft): RouteDraft {
    if (draft.hops.every(({ trust }) => trust === undefined)) return draft;
    const traits: Trait[] = [];
    const hops = draft.hops.map(({ trust, ...hop }): HopDraft => {
      const service = trust === undefined || !isVerified(hop) ? null : this.#service(hop.to);
      const serving = service === null ? null : this.#serving.behind(service);
      if (trust === undefined || serving === null) return hop;
      const answer = this.#answer(trust, serving);
      if (answer === null) return hop;
      if (!answer.vouched) {
        traits.push(refuted(trust, serving, answer));
        return hop;
      }
      return { ...hop, evidence: [...hop.evidence, proven(trust, serving, answer)] };
    });
    return { ...draft, hops, traits: [...draft.traits, ...traits] };
  }

  #service({ kind, namespace, name }: Place): KubeObject | null {
    return kind === "service" && namespace !== null ? (this.#inventory.service(namespace, name) ?? null) : null;
  }

  /** Ten thousand routes ask few questions: equal texts are one chain. */
  #answer({ authorities, names, verifier }: Trust, { chain: sent }: ServingSecret): Answer | null {
    const texts = authorities.held.map(({ pem }) => ({ pem, chain: certificatesIn(pem) }));
    const numbers = [sent, verifier, ...texts.map(({ chain }) => chain)].map((each) => this.#number(each));
    const asked = [...numbers, authorities.whole, ...names].join("\n");
    let answer = this.#answers.get(asked);
    if (answer === undefined) {
      const trusted = texts.flatMap(({ chain }) => chain);
      const whole = authorities.whole && texts.every(isRead);
      answer = vouching({ sent, trusted, whole, names, verifier, now: this.#now });
      this.#answers.set(asked, answer);
    }
    return answer;
  }

  #number(object: object): number {
    let number = this.#numbers.get(object);
    if (number === undefined) this.#numbers.set(object, (number = this.#numbers.size));
    return number;
  }
}

function isVerified({ protection }: Hop): boolean {
  return protection === "tls-verified" || protection === "tls-chain" || protection === "mtls";
}

/** A block that cannot be read here may be a CA that a controller reads. */
function isRead({ pem, chain }: { readonly pem: string; readonly chain: Chain }): boolean {
  return chain.length === pem.split("-----BEGIN ").length - 1;
}

function secretName({ secret }: ServingSecret): string {
  return `Secret ${secret.namespace}/${secret.name}`;
}

function proven(
  { verifier }: Trust,
  serving: ServingSecret,
  { anchor, name }: Extract<Answer, { vouched: true }>,
): Hop["evidence"][number] {
  const named = name === null ? "" : `, and that is for ${name}`;
  const said = `${secretName(serving)}, which the pods mount, holds a certificate that ${anchor.subject.text} of the CA bundle vouches for${named}.`;
  return evidence(verifier.fact, serving.workload, serving.at, said);
}

function refuted(
  { by, namedBy, verifier }: Trust,
  serving: ServingSecret,
  { because, why }: Extract<Answer, { vouched: false }>,
): Trait {
  const place = because === "name" ? namedBy : by;
  const mounted = `${secretName(serving)} is the one Secret with a key pair for servers that the pods mount.`;
  return {
    kind: "backend-not-vouched-for",
    object: place.object,
    at: place.at,
    ...(because === "issuer" ? {} : { remedy: { text: REMEDIES[because] } }),
    why: `if they serve that of ${secretName(serving)}, every request gets ${verifier.status}: ${why}`,
    evidence: [
      evidence(verifier.fact, place.object, place.at),
      evidence(MOUNTED, serving.workload, serving.at, mounted),
    ],
  };
}

/** What a CA that does not vouch wants is the rule's own remedy. */
const REMEDIES = {
  name: "Verify a name that the certificate has, or have it issued for the one that is verified.",
  time: "Renew what is over; pods that read their certificate once have to be started anew.",
} as const;

const MOUNTED = {
  text: "Pods serve with the key pair that they mount.",
  reference: "https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets",
  basis: "documented",
} as const;
