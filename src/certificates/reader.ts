import { type KeyObject, type X509Certificate, createHash } from "node:crypto";
import { isIP } from "node:net";
import type { BundleState, CertificateReader, KeyPairState, OutOfForce } from "../model/certificates.ts";
import type { KubeObject } from "../model/objects.ts";
import { certificateBlocks } from "../model/pem.ts";
import type { CertificateSummary } from "../model/report.ts";
import { openX509 } from "../model/x509.ts";
import { day, stageOf } from "./lifetime.ts";
import { certificatesOf } from "./read-entry.ts";

const BEGIN = "-----BEGIN CERTIFICATE-----";

/** What is read of one certificate; equal PEM texts are read once. */
interface Leaf {
  readonly certificate: X509Certificate;
  readonly dnsNames: readonly string[];
  readonly addresses: readonly string[];
  readonly commonName: string | null;
}

/** Reads the public part of Secrets. Holds a cache: make one per run. */
export class SecretCertificates implements CertificateReader {
  readonly #leaves = new Map<string, Leaf | null>();
  readonly #bundles = new Map<string, BundleState>();

  keyPair(secret: KubeObject): KeyPairState {
    const facts = secret.secret;
    if (facts === undefined || !facts.keys.includes("tls.crt")) return "no-certificate";
    if (!facts.keys.includes("tls.key")) return "no-key";
    // Whose key fits was read as a certificate then; of its label controllers take one.
    if (facts.keyMatches === true && facts.pem["tls.crt"]?.includes(BEGIN) === true) return "usable";
    if (this.#leaf(secret) === null) return "unreadable-certificate";
    if (facts.keyMatches === null) return facts.keyFault === "encrypted" ? "encrypted-key" : "unreadable-key";
    return facts.keyFault === "of-later" ? "leaf-not-first" : "key-mismatch";
  }

  covers(secret: KubeObject, host: string, commonNameFallback: boolean): boolean | null {
    const leaf = this.#leaf(secret);
    if (leaf === null) return null;
    if (isIP(host) !== 0) return leaf.addresses.includes(host);
    if (leaf.dnsNames.some((name) => nameCovers(name, host))) return true;
    const fallback = commonNameFallback && leaf.dnsNames.length === 0 && leaf.commonName !== null;
    return fallback && nameCovers(leaf.commonName, host);
  }

  names(secret: KubeObject): readonly string[] {
    const leaf = this.#leaf(secret);
    if (leaf === null) return [];
    const names = [...leaf.dnsNames, ...leaf.addresses];
    return leaf.commonName === null || names.includes(leaf.commonName) ? names : [...names, leaf.commonName];
  }

  bundle(secret: KubeObject, key: string): BundleState {
    const facts = secret.secret;
    if (facts === undefined) return "missing";
    if (facts.emptyKeys.includes(key)) return "empty";
    if (!facts.keys.includes(key)) return "missing";
    const pem = facts.pem[key] ?? "";
    const known = this.#bundles.get(pem);
    if (known !== undefined) return known;
    const state = certificateBlocks(pem).some((block) => openX509(block) !== null) ? "usable" : "unreadable";
    this.#bundles.set(pem, state);
    return state;
  }

  outOfForce(object: KubeObject, key: string, now: number | null): OutOfForce | null {
    const chain = certificatesOf(object, key);
    const found = chain.flatMap((certificate, place) => {
      const stage = stageOf(certificate, now);
      if (stage.stage === "over") return [{ place, how: `ended on ${day(stage.since)}` }];
      return stage.stage === "future" ? [{ place, how: `is not valid before ${day(stage.from)}` }] : [];
    });
    const [first] = found;
    return first === undefined ? null : { all: found.length === chain.length, ...first };
  }

  /** What the report says of the first certificate of `tls.crt`; null when there is none to read. */
  summary(secret: KubeObject): CertificateSummary | null {
    const leaf = this.#leaf(secret);
    if (leaf === null) return null;
    const { certificate } = leaf;
    return {
      subject: oneLine(certificate.subject),
      issuer: oneLine(certificate.issuer),
      hosts: [...this.names(secret)],
      notBefore: certificate.validFromDate.toISOString(),
      notAfter: certificate.validToDate.toISOString(),
      keyType: keyType(certificate.publicKey),
      publicKeySha256: createHash("sha256")
        .update(certificate.publicKey.export({ type: "spki", format: "der" }))
        .digest("hex"),
    };
  }

  #leaf(secret: KubeObject): Leaf | null {
    const pem = secret.secret?.pem["tls.crt"];
    if (pem === undefined) return null;
    let leaf = this.#leaves.get(pem);
    if (leaf === undefined) {
      leaf = readLeaf(pem);
      this.#leaves.set(pem, leaf);
    }
    return leaf;
  }
}

/**
 * Whether a certificate's name covers a host name: letter case and a trailing dot do not count, `*` stands for exactly
 * the left-most label. Source: `matchHostnames` in crypto/x509/verify.go of Go, which the controllers use.
 */
function nameCovers(name: string | null, host: string): boolean {
  if (name === null) return false;
  const wanted = host.toLowerCase().replace(/\.$/, "").split(".");
  const given = name.toLowerCase().replace(/\.$/, "").split(".");
  if (given.length !== wanted.length) return false;
  return given.every((label, index) => (index === 0 && label === "*") || label === wanted[index]);
}

function readLeaf(pem: string): Leaf | null {
  const [first] = certificateBlocks(pem);
  const certificate = first === undefined ? null : openX509(first);
  if (certificate === null) return null;
  const dnsNames: string[] = [];
  const addresses: string[] = [];
  for (const [kind, value] of subjectAltNames(certificate.subjectAltName ?? "")) {
    if (kind === "DNS") dnsNames.push(value);
    else if (kind === "IP Address") addresses.push(value);
  }
  const commonName = /^CN=(.*)$/m.exec(certificate.subject ?? "")?.[1] ?? null;
  return { certificate, dnsNames, addresses, commonName };
}

/** Node quotes names that hold commas or quotes as JSON strings, since a SAN may try to look like several. */
function subjectAltNames(text: string): [kind: string, value: string][] {
  const names: [string, string][] = [];
  for (const match of text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)(?:, |$)/g)) {
    const value = match[2] ?? "";
    names.push([(match[1] ?? "").trim(), value.startsWith('"') ? unquote(value) : value]);
  }
  return names;
}

function unquote(value: string): string {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === "string" ? parsed : value;
  } catch {
    return value;
  }
}

function oneLine(name: string | undefined): string {
  return (name ?? "").trim().replaceAll("\n", ", ");
}

function keyType(key: KeyObject): string {
  const type = key.asymmetricKeyType ?? "unknown";
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return `${type.toUpperCase()} ${modulusLength}`;
  return namedCurve === undefined ? type : `${type.toUpperCase()} ${namedCurve}`;
}
