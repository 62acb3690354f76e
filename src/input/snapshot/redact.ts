import type { KubeObject, SecretFacts } from "../../model/objects.ts";
import { fields, groupOf, isFields, text } from "../../model/read.ts";
import type { Skipped } from "../../model/report.ts";
import { setKey } from "../shape.ts";
import { holdsBlocks, namesIn, reissue } from "./certificate.ts";
import type { SnapshotHeader } from "./format.ts";
import { Pseudonyms } from "./pseudonyms.ts";
import { PUBLIC_WORDS } from "./public-words.ts";

/** What must stay as it is for the verdicts to stay: the words of controllers and of their settings. */
export interface PublicVocabulary {
  /** In any letter case. */
  readonly words: Iterable<string>;
  /** Annotations with these prefixes keep their keys, misspelt ones too. */
  readonly annotationPrefixes: readonly string[];
}

/**
 * Mappings whose keys somebody chose. In others the keys are the fields of a schema, as long as they look like fields:
 * `secretName` is one, `X-Team` is none.
 */
const FREE_KEYS: ReadonlySet<string> = new Set([
  "annotations",
  "binaryData",
  "customRequestHeaders",
  "customResponseHeaders",
  "data",
  "labels",
  "matchLabels",
  "nodeSelector",
  "parameters",
  "plugin",
  "selector",
  "sslProxyHeaders",
]);
/** How the cluster is called. */
const REDACTED = "redacted";
const FIELD = /^[a-z][A-Za-z0-9]*$/;

/**
 * A snapshot with names, hosts, addresses and free text replaced, the same each time, so that it can be shown to others
 * and gives the same verdicts. Certificates are issued anew, and times become an order.
 */
export function redact(
  header: SnapshotHeader,
  objects: readonly KubeObject[],
  vocabulary: PublicVocabulary,
): { header: SnapshotHeader; objects: KubeObject[] } {
  const words = new Set(
    [...PUBLIC_WORDS, ...vocabulary.words].flatMap((word) => word.toLowerCase().split(/[^a-z0-9]+/)),
  );
  const pseudonyms = new Pseudonyms(words);
  const stamps = orderOf(objects);
  const redactor = new Redactor(pseudonyms, vocabulary.annotationPrefixes, stamps);
  const run = () => ({
    header: redactor.header(header),
    objects: objects.map((object) => redactor.object(object)),
  });
  // The first time only takes note of the words.
  run();
  pseudonyms.assign();
  redactor.noted();
  const done = run();
  return { header: done.header, objects: done.objects.toSorted(byIdentity) };
}

/** Objects have an age in the order of their times, then of their names, as controllers have it; the times are gone. */
function orderOf(objects: readonly KubeObject[]): ReadonlyMap<KubeObject, string> {
  const aged = objects.filter(({ body }) => stampOf(body) !== undefined);
  const first = Date.UTC(2000, 0, 1);
  const order = aged.toSorted((a, b) => compareText(stampOf(a.body) ?? "", stampOf(b.body) ?? "") || tie(a, b));
  const ranked = order.map((object, index) => [object, index] as const);
  return new Map(
    ranked.map(([object, index]) => [object, `${new Date(first + index * 1000).toISOString().slice(0, 19)}Z`]),
  );
}

/**
 * New names have another order, so equal times must not be left to them: of Ingresses the later name counts as the older
 * (measured: ingress-nginx 1.15.1, which alone asks); others keep the order of the list, which is that of the names.
 */
function tie(a: KubeObject, b: KubeObject): number {
  return a.kind === "Ingress" && b.kind === "Ingress" ? -compareText(fullName(a), fullName(b)) : 0;
}

function fullName({ namespace, name }: KubeObject): string {
  return `${namespace}/${name}`;
}

function stampOf(body: unknown): string | undefined {
  return text(body, "metadata", "creationTimestamp");
}

class Redactor {
  readonly #pseudonyms: Pseudonyms;
  readonly #prefixes: readonly string[];
  readonly #stamps: ReadonlyMap<KubeObject, string>;
  #noting = true;

  constructor(pseudonyms: Pseudonyms, prefixes: readonly string[], stamps: ReadonlyMap<KubeObject, string>) {
    this.#pseudonyms = pseudonyms;
    this.#prefixes = prefixes;
    this.#stamps = stamps;
  }

  noted(): void {
    this.#noting = false;
  }

  object(object: KubeObject): KubeObject {
    const { apiVersion, kind, secret } = object;
    const body = { ...fields({ body: this.#value(object.body, "") }, "body"), apiVersion, kind };
    const stamp = this.#stamps.get(object);
    const metadata = fields(body, "metadata");
    const aged = stamp === undefined ? body : { ...body, metadata: { ...metadata, creationTimestamp: stamp } };
    return {
      ...object,
      namespace: object.namespace === null ? null : this.#text(object.namespace),
      name: this.#text(object.name),
      body: aged,
      ...(secret === undefined ? {} : { secret: this.#secret(secret) }),
    };
  }

  header(header: SnapshotHeader): SnapshotHeader {
    const { coverage } = header;
    return {
      ...header,
      name: REDACTED,
      redacted: true,
      skipped: header.skipped.map((item) => this.#skipped(item, header.name)),
      coverage: { ...coverage, absentSecrets: coverage.absentSecrets.map((name) => this.#text(name)).sort() },
    };
  }

  /** What a server said of its failure may hold anything. */
  #skipped({ where, reason, error }: Skipped, context: string): Skipped {
    const word = /^(?:forbidden|not read \(--no-secrets\)|only namespace)/.exec(reason)?.[0];
    const told = word === "only namespace" ? "only one namespace was read" : (word ?? "could not be read");
    const place = where === context ? REDACTED : this.#text(where);
    return { where: place, reason: told, ...(error === undefined ? {} : { error }) };
  }

  #secret(facts: SecretFacts): SecretFacts {
    return {
      type: facts.type === null ? null : this.#text(facts.type),
      keys: facts.keys.map((key) => this.#text(key)),
      emptyKeys: facts.emptyKeys.map((key) => this.#text(key)),
      pem: Object.fromEntries(Object.entries(facts.pem).map(([key, pem]) => [this.#text(key), this.#text(pem)])),
      keyMatches: facts.keyMatches,
      ...(facts.keyFault === undefined ? {} : { keyFault: facts.keyFault }),
      ...(facts.filledLater === undefined ? {} : { filledLater: facts.filledLater }),
    };
  }

  #value(value: unknown, parent: string): unknown {
    if (typeof value === "string") return this.#text(value);
    if (Array.isArray(value)) return value.map((item) => this.#value(item, parent));
    if (!isFields(value)) return value;
    const replaced: Record<string, unknown> = {};
    for (const [key, inner] of Object.entries(value)) {
      setKey(replaced, this.#key(key, parent), this.#value(inner, key));
    }
    return replaced;
  }

  #key(key: string, parent: string): string {
    if (parent === "annotations" && this.#prefixes.some((prefix) => key.startsWith(prefix))) return key;
    return !FREE_KEYS.has(parent) && FIELD.test(key) ? key : this.#text(key);
  }

  #text(value: string): string {
    if (!holdsBlocks(value)) return this.#pseudonyms.text(value);
    if (this.#noting) return this.#pseudonyms.text(namesIn(value));
    // The words around the blocks are replaced too, the blocks themselves are not text.
    const parts = value.split(/(-----BEGIN [A-Z0-9 ]+-----[\s\S]*?-----END [A-Z0-9 ]+-----)/);
    const rename = (name: string): string => this.#pseudonyms.text(name);
    return parts.map((part) => (part.startsWith("-----BEGIN ") ? reissue(part, rename) : rename(part))).join("");
  }
}

function byIdentity(a: KubeObject, b: KubeObject): number {
  const key = ({ apiVersion, kind, namespace, name }: KubeObject): string =>
    [groupOf(apiVersion), kind, namespace ?? "", name].join("\n");
  return compareText(key(a), key(b));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
