import { type Inventory, makerName } from "../inventory/inventory.ts";
import { namedSecrets } from "../inventory/named-secrets.ts";
import type { KeyPairState } from "../model/certificates.ts";
import { annotation, text } from "../model/read.ts";
import type { KubeObject } from "../model/objects.ts";
import type { Route } from "../model/report.ts";
import { byServedSecret } from "../model/served.ts";
import type { Certificate } from "./certificate.ts";
import { certificateFor, renewalTime, statusOf } from "./cert-manager.ts";
import { chainOrder } from "./chain-order.ts";
import { coversHost } from "./host-match.ts";
import { type Issuance, type Limit, issuanceOf, nextLimit } from "./issuance.ts";
import { type Stage, stageOf } from "./lifetime.ts";
import { keyName } from "./public-key.ts";
import { certificatesOf } from "./read-entry.ts";
import { SecretCertificates } from "./reader.ts";
import { weaknesses } from "./strength.ts";

/** One certificate of a Secret, or what cert-manager says of one whose Secret was not read. Times are ISO 8601. */
export interface CertificateRecord {
  readonly namespace: string;
  readonly name: string;
  /**
   * `read`: the Secret is in the input; `status`: cert-manager's word alone; `unseen`: nothing is known of it; `missing`: it
   * is named, and the cluster has none.
   */
  readonly seen: "read" | "status" | "unseen" | "missing";
  readonly stage: Stage["stage"] | "unknown";
  /** Whether the Secret can serve TLS, `empty` where a program has yet to fill it; null where it was not read. */
  readonly keyPair: KeyPairState | "empty" | null;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly issuance: Issuance | null;
  readonly names: readonly string[];
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  /** When cert-manager renews it; null where that is not known. */
  readonly renewal: string | null;
  /** For how many days at most a public CA may issue the next one, where that is less and nobody is known to renew it. */
  readonly nextLimit: { readonly days: number; readonly from: string } | null;
  readonly key: string | null;
  readonly keyMatches: boolean | null;
  readonly signature: string | null;
  readonly weaknesses: readonly string[];
  /** Certificates that are sent, and the issuer of the last where it is neither sent nor a root. */
  readonly sent: number;
  readonly missingIssuer: string | null;
  /** Those of the way to a root that are sent beside it, in order. */
  readonly chain: readonly ChainRecord[];
  readonly fingerprint: string | null;
  readonly publicKeySha256: string | null;
  /** Other Secrets that hold the same private key, as `namespace/name`. */
  readonly sameKey: readonly string[];
  readonly managedBy: string | null;
  /** Route ids. */
  readonly usedBy: readonly string[];
  /** Objects that name it, whether or not it serves their routes: `Ingress shop/web`. */
  readonly namedBy: readonly string[];
  /** Hosts of those routes that it is not for, by RFC 9525. */
  readonly uncoveredHosts: readonly string[];
}

interface ChainRecord {
  readonly subject: string;
  readonly notBefore: string | null;
  readonly notAfter: string | null;
}

/** Who has to do with a Secret. */
interface Users {
  readonly routes: readonly Route[];
  readonly namedBy: ReadonlySet<string>;
}

/**
 * Every certificate that routes serve or name, that a Secret of type `kubernetes.io/tls` holds, or that cert-manager
 * makes.
 * @param now epoch milliseconds; null where no time is known
 */
export function certificateRecords(
  inventory: Inventory,
  routes: readonly Route[],
  now: number | null,
): CertificateRecord[] {
  const reader = new SecretCertificates();
  const users = usersOf(inventory, routes);
  const records = [...users]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, found]) => recordOf(inventory, reader, key, found, now));
  return withSameKeys(records);
}

function usersOf(inventory: Inventory, routes: readonly Route[]): Map<string, Users> {
  const served = byServedSecret(routes, (route) => route);
  const named = Map.groupBy(namedSecrets(inventory), ({ namespace, name }) => `${namespace}/${name}`);
  const keys = new Set([...served.keys(), ...named.keys()]);
  for (const secret of inventory.all("Secret.")) {
    if (secret.secret?.type === "kubernetes.io/tls") keys.add(`${secret.namespace}/${secret.name}`);
  }
  for (const certificate of inventory.all("Certificate.cert-manager.io")) {
    const name = text(certificate.body, "spec", "secretName") ?? "";
    if (name !== "" && certificate.namespace !== null) keys.add(`${certificate.namespace}/${name}`);
  }
  const users = [...keys].map((key): [string, Users] => {
    const namedBy = new Set((named.get(key) ?? []).map(({ object }) => titleOf(object)));
    return [key, { routes: served.get(key) ?? [], namedBy }];
  });
  return new Map(users);
}

function titleOf({ kind, namespace, name }: KubeObject): string {
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`;
}

function withSameKeys(records: readonly CertificateRecord[]): CertificateRecord[] {
  const holders = Map.groupBy(records, ({ publicKeySha256, keyMatches }) => (keyMatches ? publicKeySha256 : null));
  return records.map((record) => {
    const same = record.keyMatches && record.publicKeySha256 !== null ? holders.get(record.publicKeySha256) : undefined;
    const others = (same ?? []).filter((other) => other !== record);
    if (others.length === 0) return record;
    return { ...record, sameKey: others.map(({ namespace, name }) => `${namespace}/${name}`) };
  });
}

function recordOf(
  inventory: Inventory,
  reader: SecretCertificates,
  id: string,
  { routes, namedBy }: Users,
  now: number | null,
): CertificateRecord {
  const slash = id.indexOf("/");
  const [namespace, name] = [id.slice(0, slash), id.slice(slash + 1)];
  const held = inventory.secret(namespace, name);
  const manager = certificateFor(inventory, namespace, name);
  const maker = inventory.maker(namespace, name);
  const common = {
    namespace,
    name,
    managedBy: maker === undefined ? null : makerName(maker),
    usedBy: routes.map((route) => route.id),
    namedBy: [...namedBy],
    sameKey: [],
  };
  const secret = held.state === "present" ? held.secret : null;
  const [leaf] = secret === null ? [] : certificatesOf(secret, "tls.crt");
  const keyPair = secret === null ? null : pairOf(reader, secret);
  if (secret !== null && leaf !== undefined) {
    const nobodyRenews = maker === undefined && annotation(secret, "cert-manager.io/certificate-name") === undefined;
    const next = nobodyRenews && stageOf(leaf, now).stage !== "over" ? nextLimit(leaf) : null;
    return { ...common, keyPair, ...read(secret, leaf, manager, routes, now), nextLimit: limitRecord(next) };
  }
  const status = manager === null ? null : statusOf(manager);
  const [from, to] = [status?.notBefore ?? null, status?.notAfter ?? null];
  return {
    ...common,
    ...UNSEEN,
    keyPair,
    seen: secret !== null ? "read" : held.state === "missing" ? "missing" : to === null ? "unseen" : "status",
    stage: from === null || to === null ? "unknown" : stageOf({ notBefore: from, notAfter: to }, now).stage,
    notBefore: iso(from),
    notAfter: iso(to),
    renewal: iso(manager === null ? null : renewalTime(manager, null)),
  };
}

function pairOf(reader: SecretCertificates, secret: KubeObject): KeyPairState | "empty" {
  const keys = secret.secret?.keys ?? [];
  const isEmpty = !keys.includes("tls.crt") && !keys.includes("tls.key") && secret.secret?.type === "kubernetes.io/tls";
  return isEmpty ? "empty" : reader.keyPair(secret);
}

function limitRecord(limit: Limit | null): CertificateRecord["nextLimit"] {
  return limit === null ? null : { days: limit.days, from: new Date(limit.from).toISOString() };
}

const UNSEEN = {
  subject: null,
  issuer: null,
  issuance: null,
  names: [],
  nextLimit: null,
  key: null,
  keyMatches: null,
  signature: null,
  weaknesses: [],
  sent: 0,
  missingIssuer: null,
  chain: [],
  fingerprint: null,
  publicKeySha256: null,
  uncoveredHosts: [],
} as const;

type Facts = Omit<
  CertificateRecord,
  "namespace" | "name" | "managedBy" | "usedBy" | "namedBy" | "sameKey" | "keyPair" | "nextLimit"
>;

function read(
  secret: KubeObject,
  leaf: Certificate,
  manager: KubeObject | null,
  users: readonly Route[],
  now: number | null,
): Facts {
  const chain = certificatesOf(secret, "tls.crt");
  const order = chainOrder(chain);
  const hosts = [...new Set(users.map(({ host }) => host))];
  return {
    seen: "read",
    stage: stageOf(leaf, now).stage,
    subject: leaf.subject.text,
    issuer: leaf.issuer.text,
    issuance: issuanceOf(leaf),
    names: [...leaf.names.dns, ...leaf.names.addresses],
    notBefore: iso(leaf.notBefore),
    notAfter: iso(leaf.notAfter),
    renewal: iso(manager === null ? null : renewalTime(manager, leaf)),
    key: keyName(leaf.key),
    keyMatches: secret.secret?.keyMatches ?? null,
    signature: leaf.signature.name,
    weaknesses: [...new Set(chain.flatMap(weaknesses))],
    sent: chain.length,
    missingIssuer: order.missing,
    chain: order.path.slice(1).map(chainRecord),
    fingerprint: leaf.fingerprint,
    publicKeySha256: leaf.key.sha256,
    uncoveredHosts: hosts.filter((host) => host !== "*" && host !== "" && !coversHost(leaf, host)),
  };
}

/** Intermediates are those of many leaves. */
const chainRecords = new WeakMap<Certificate, ChainRecord>();

function chainRecord(certificate: Certificate): ChainRecord {
  const known = chainRecords.get(certificate);
  if (known !== undefined) return known;
  const { subject, notBefore, notAfter } = certificate;
  const made = { subject: subject.text, notBefore: iso(notBefore), notAfter: iso(notAfter) };
  chainRecords.set(certificate, made);
  return made;
}

function iso(time: number | null): string | null {
  if (time === null) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
