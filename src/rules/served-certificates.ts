import type { Certificate } from "../certificates/certificate.ts";
import { day } from "../certificates/lifetime.ts";
import { type Chain, certificatesOf } from "../certificates/read-entry.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import { evidence, type Fact } from "../model/evidence.ts";
import { byServedSecret } from "../model/served.ts";
import type { PathView, Problem, RuleInput } from "./contract.ts";
import { remedyFor } from "./remedies.ts";

/** A certificate that routes serve, once for all the Secrets that hold the same text. */
export interface ServedCertificate {
  readonly leaf: Certificate;
  readonly chain: Chain;
  /** Those with this text that routes serve, in canonical order; the first is pointed at. */
  readonly secrets: readonly [KubeObject, ...KubeObject[]];
  readonly paths: readonly PathView[];
}

/** A Secret that routes serve, be it in the input or not. */
export interface ServedSecret {
  readonly namespace: string;
  readonly name: string;
  readonly paths: readonly PathView[];
}

const secrets = new WeakMap<RuleInput, ReadonlyMap<string, ServedSecret>>();
const certificates = new WeakMap<RuleInput, readonly ServedCertificate[]>();

/** By `namespace/name`. */
export function servedSecrets(input: RuleInput): ReadonlyMap<string, ServedSecret> {
  let found = secrets.get(input);
  if (found === undefined) {
    const ended = input.paths.filter(({ route }) => route.client.https === "terminates");
    const served = [...byServedSecret(ended, ({ route }) => route)].map(([key, paths]): [string, ServedSecret] => {
      const slash = key.indexOf("/");
      return [key, { namespace: key.slice(0, slash), name: key.slice(slash + 1), paths }];
    });
    secrets.set(input, (found = new Map(served)));
  }
  return found;
}

/** What routes serve and the input holds. */
export function servedCertificates(input: RuleInput): readonly ServedCertificate[] {
  let found = certificates.get(input);
  if (found === undefined) certificates.set(input, (found = readServed(input)));
  return found;
}

function readServed(input: RuleInput): ServedCertificate[] {
  const byText = new Map<string, { chain: Chain; secrets: KubeObject[]; paths: PathView[] }>();
  for (const [, served] of [...servedSecrets(input)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const held = input.inventory.secret(served.namespace, served.name);
    const pem = held.state === "present" ? held.secret.secret?.pem["tls.crt"] : undefined;
    if (held.state !== "present" || pem === undefined) continue;
    const known = byText.get(pem);
    if (known === undefined) {
      const chain = certificatesOf(held.secret, "tls.crt");
      byText.set(pem, { chain, secrets: [held.secret], paths: [...served.paths] });
    } else {
      known.secrets.push(held.secret);
      known.paths.push(...served.paths);
    }
  }
  return [...byText.values()].flatMap(({ chain, secrets: [first, ...others], paths }) => {
    const [leaf] = chain;
    return leaf === undefined || first === undefined ? [] : [{ leaf, chain, secrets: [first, ...others], paths }];
  });
}

/** Where an entry of a Secret stands: under `data`, or under `stringData` where the text has it there. */
export function entryAt(secret: KubeObject, key: string): FieldPath {
  const { origin } = secret;
  const [holder, entry] = [origin.locate(["stringData"]), origin.locate(["stringData", key])];
  const isThere = entry !== null && (entry.line !== holder?.line || entry.column !== holder.column);
  return [isThere ? "stringData" : "data", key];
}

/** The time that rules about dates go by; null where nobody gave one: then nothing has ended. */
export function timeOf({ options }: RuleInput): number | null {
  return options.now === 0 ? null : options.now;
}

/** What a rule says of a served certificate: once, with all its routes, at the first Secret that holds it. */
export function servedProblem<Id extends string>(
  { secrets: [secret], leaf, paths }: ServedCertificate,
  slug: string,
  fact: Fact,
  { told, ...said }: Pick<Problem<Id>, "message" | "data" | "severity" | "cause"> & { readonly told?: string },
): Problem<Id> {
  const at = entryAt(secret, "tls.crt");
  const who = leaf.subject.text === "" ? "The certificate" : `The certificate of ${leaf.subject.text}`;
  const text =
    told ?? `${who}, issued by ${issuerName(leaf)}, is valid from ${day(leaf.notBefore)} to ${day(leaf.notAfter)}.`;
  const items = [evidence(fact, secret, at, text), evidence(fact, secret, at)];
  return {
    cause: said.message,
    ...said,
    object: secret,
    at,
    paths,
    evidence: items,
    remedy: remedyFor(slug, paths[0]),
  };
}

export function issuerName({ issuer }: Certificate): string {
  return issuer.text === "" ? "nobody by name" : issuer.text;
}
