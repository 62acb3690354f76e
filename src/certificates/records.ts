import { type Inventory, makerName } from "../inventory/inventory.ts";
import type { KubeObject } from "../model/objects.ts";
import { text } from "../model/read.ts";
import type { Route } from "../model/report.ts";
import { byServedSecret } from "../model/served.ts";
import type { Certificate } from "./certificate.ts";
import { certificateFor, renewalTime, statusOf } from "./cert-manager.ts";
import { chainOrder } from "./chain-order.ts";
import { coversHost } from "./host-match.ts";
import { type Issuance, issuanceOf } from "./issuance.ts";
import { type Stage, stageOf } from "./lifetime.ts";
import { keyName } from "./public-key.ts";
import { certificatesOf } from "./read-entry.ts";
import { weaknesses } from "./strength.ts";

/** One certificate of a Secret, or what cert-manager says of one whose Secret was not read. Times are ISO 8601. */
export interface CertificateRecord {
  readonly namespace: string;
  readonly name: string;
  /** `read`: the Secret is in the input; `status`: cert-manager's word alone; `unseen`: nothing is known of it. */
  readonly seen: "read" | "status" | "unseen";
  readonly stage: Stage["stage"] | "unknown";
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly issuance: Issuance | null;
  readonly names: readonly string[];
  readonly notBefore: string | null;
  readonly notAfter: string | null;
  /** When cert-manager renews it; null where that is not known. */
  readonly renewal: string | null;
  readonly key: string | null;
  readonly keyMatches: boolean | null;
  readonly signature: string | null;
  readonly weaknesses: readonly string[];
  /** Certificates that are sent, and the issuer of the last where it is neither sent nor a root. */
  readonly sent: number;
  readonly missingIssuer: string | null;
  readonly fingerprint: string | null;
  readonly publicKeySha256: string | null;
  readonly managedBy: string | null;
  /** Route ids. */
  readonly usedBy: readonly string[];
  /** Hosts of those routes that it is not for, by RFC 9525. */
  readonly uncoveredHosts: readonly string[];
}

/**
 * Every certificate that routes serve, that a Secret of type `kubernetes.io/tls` holds, or that cert-manager makes.
 * @param now epoch milliseconds; null where no time is known
 */
export function certificateRecords(
  inventory: Inventory,
  routes: readonly Route[],
  now: number | null,
): CertificateRecord[] {
  const usedBy = byServedSecret(routes, (route) => route);
  const add = (key: string): void => {
    if (!usedBy.has(key)) usedBy.set(key, []);
  };
  for (const secret of inventory.all("Secret.")) {
    if (secret.secret?.type === "kubernetes.io/tls") add(`${secret.namespace}/${secret.name}`);
  }
  for (const certificate of inventory.all("Certificate.cert-manager.io")) {
    const name = text(certificate.body, "spec", "secretName") ?? "";
    if (name !== "" && certificate.namespace !== null) add(`${certificate.namespace}/${name}`);
  }
  return [...usedBy].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, users]) => recordOf(inventory, key, users, now));
}

function recordOf(inventory: Inventory, id: string, users: readonly Route[], now: number | null): CertificateRecord {
  const slash = id.indexOf("/");
  const [namespace, name] = [id.slice(0, slash), id.slice(slash + 1)];
  const held = inventory.secret(namespace, name);
  const manager = certificateFor(inventory, namespace, name);
  const maker = inventory.maker(namespace, name);
  const common = {
    namespace,
    name,
    managedBy: maker === undefined ? null : makerName(maker),
    usedBy: users.map((route) => route.id),
  };
  const [leaf] = held.state === "present" ? certificatesOf(held.secret, "tls.crt") : [];
  if (held.state === "present" && leaf !== undefined) {
    return { ...common, ...read(held.secret, leaf, manager, users, now) };
  }
  const status = manager === null ? null : statusOf(manager);
  const [from, to] = [status?.notBefore ?? null, status?.notAfter ?? null];
  return {
    ...common,
    ...UNSEEN,
    seen: held.state === "present" ? "read" : to === null ? "unseen" : "status",
    stage: from === null || to === null ? "unknown" : stageOf({ notBefore: from, notAfter: to }, now).stage,
    notBefore: iso(from),
    notAfter: iso(to),
    renewal: iso(manager === null ? null : renewalTime(manager, null)),
  };
}

const UNSEEN = {
  subject: null,
  issuer: null,
  issuance: null,
  names: [],
  key: null,
  keyMatches: null,
  signature: null,
  weaknesses: [],
  sent: 0,
  missingIssuer: null,
  fingerprint: null,
  publicKeySha256: null,
  uncoveredHosts: [],
} as const;

type Facts = Omit<CertificateRecord, "namespace" | "name" | "managedBy" | "usedBy">;

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
    fingerprint: leaf.fingerprint,
    publicKeySha256: leaf.key.sha256,
    uncoveredHosts: hosts.filter((host) => host !== "*" && host !== "" && !coversHost(leaf, host)),
  };
}

function iso(time: number | null): string | null {
  if (time === null) return null;
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
