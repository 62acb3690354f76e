import type { SecretTopic } from "../model/compliance.ts";
import { firstFew } from "../model/first-few.ts";
import type { Reader, TlsSecret } from "../model/report.ts";
import type { ComplianceOptions } from "./contract.ts";
import type { Draft } from "./route-questions.ts";
import { day } from "./served-certificate.ts";

/** How a reader who is not expected gets at a key, by the requests that begin his way. */
const WAYS: Readonly<Record<WayTopic, (reader: Reader) => boolean>> = {
  "key-by-asking": ({ direct }) => direct,
  "key-by-admin": ({ via }) =>
    via.some(({ object }) => object?.kind === "ClusterRole" && object.name === "cluster-admin"),
  "key-by-pods": byRequests(
    /^(?:create|update|patch) (?:pods|deployments|replicasets|statefulsets|daemonsets|jobs|cronjobs|replicationcontrollers)$/,
  ),
  "key-by-roles": byRequests(/^(?:bind|escalate|impersonate\S*) /),
  "key-by-kubelet": byRequests(/ nodes\/proxy$/),
  "key-by-signing": byRequests(/ (?:certificatesigningrequests(?:\/approval)?|signers)$/),
  "key-by-webhook": byRequests(/ (?:mutating|validating)webhookconfigurations$/),
  "key-by-token": byRequests(/ serviceaccounts\/token$/),
};

type WayTopic = Exclude<SecretTopic, "certificate-listed" | "key-in-one-secret" | "key-readers">;

function byRequests(pattern: RegExp): (reader: Reader) => boolean {
  return ({ direct, verbs }) => !direct && verbs.some((request) => pattern.test(request));
}

const BINDINGS = ["RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io"];

/** Answers for one Secret at a time. Readers of many Secrets are classified once. */
export class SecretQuestions {
  readonly #options: ComplianceOptions;
  readonly #seesBindings: boolean;
  readonly #ways = new Map<Reader, readonly WayTopic[]>();
  /** By the hash of the public key. */
  readonly #sameKey: ReadonlyMap<string | undefined, readonly TlsSecret[]>;

  constructor(secrets: readonly TlsSecret[], options: ComplianceOptions) {
    this.#options = options;
    this.#seesBindings = BINDINGS.some((kind) => options.holds(kind) > 0);
    this.#sameKey = Map.groupBy(secrets, ({ certificate }) => certificate?.publicKeySha256);
  }

  answers(secret: TlsSecret): Record<SecretTopic, Draft> {
    const unexpected = secret.readers.filter(({ expected }) => expected === null);
    const by = (topic: WayTopic): Draft => {
      const these = unexpected.filter((reader) => this.#waysOf(reader).includes(topic));
      return these.length === 0 && unexpected.length > 0 ? OTHER_WAYS : this.#readers(secret, these);
    };
    return {
      "certificate-listed": listed(secret),
      "key-in-one-secret": this.#alone(secret),
      "key-readers": this.#readers(secret, unexpected),
      "key-by-asking": by("key-by-asking"),
      "key-by-admin": by("key-by-admin"),
      "key-by-pods": by("key-by-pods"),
      "key-by-roles": by("key-by-roles"),
      "key-by-kubelet": by("key-by-kubelet"),
      "key-by-signing": by("key-by-signing"),
      "key-by-webhook": by("key-by-webhook"),
      "key-by-token": by("key-by-token"),
    };
  }

  #readers(secret: TlsSecret, unexpected: readonly Reader[]): Draft {
    if (secret.exists === false) return MISSING;
    if (unexpected.length > 0) return draft("fail", namesOf(unexpected));
    if (!this.#seesBindings) return draft("unknown", "The input holds no RoleBinding and no ClusterRoleBinding.");
    const expected = secret.readers.filter((reader) => reader.expected !== null);
    const them = expected.length === 0 ? "Nobody" : `Expected readers only (${expected.length})`;
    if (!this.#options.whole) {
      return draft(
        "unknown",
        `${them}, of what the input holds; it is a part of a cluster, and more may be elsewhere.`,
      );
    }
    return draft("pass", `${them}.`);
  }

  #alone({ exists, certificate, namespace, name }: TlsSecret): Draft {
    if (exists === false) return MISSING;
    if (certificate === null) return NOT_READ;
    const same = this.#sameKey.get(certificate.publicKeySha256) ?? [];
    const others = same
      .map((other) => `${other.namespace}/${other.name}`)
      .filter((key) => key !== `${namespace}/${name}`);
    if (others.length === 0) return draft("pass", "No other Secret that was read has this key.");
    return draft("fail", `The same key is in ${firstFew(others, NAMED)}.`);
  }

  #waysOf(reader: Reader): readonly WayTopic[] {
    let ways = this.#ways.get(reader);
    if (ways === undefined) {
      ways = WAY_TOPICS.filter((topic) => WAYS[topic](reader));
      this.#ways.set(reader, ways);
    }
    return ways;
  }
}

const WAY_TOPICS = Object.keys(WAYS) as readonly WayTopic[];

/** A reader is told with one way to the key, the shortest. */
const OTHER_WAYS = draft("unknown", "Others get at it another way, and whether by this one too is not told.");
const NOT_READ = draft("unknown", "The Secret was not read.");
const MISSING = draft("not-applicable", "The Secret is missing.");

function listed({ exists, certificate, managedBy }: TlsSecret): Draft {
  if (certificate !== null) {
    const { subject, issuer, notAfter } = certificate;
    return { ...draft("pass", "It was read."), detail: `${subject}, by ${issuer}, until ${day(notAfter)}.` };
  }
  if (exists === false) return draft("fail", "The Secret is missing.");
  if (managedBy === null) return NOT_READ;
  return {
    ...draft("unknown", "The Secret was not read; something in the input makes it."),
    detail: `Made by ${managedBy}.`,
  };
}

/** Readers and Secrets that are named; others are counted. */
const NAMED = 3;

function namesOf(readers: readonly Reader[]): string {
  const names = readers.map(({ subject: { kind, namespace, name } }) => {
    return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
  });
  return `Not expected: ${firstFew(names, NAMED)}.`;
}

function draft(answer: Draft["answer"], because: string): Draft {
  return { answer, because, hop: null };
}
