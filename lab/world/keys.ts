import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { isIPv4 } from "node:net";
import { der, oid, pem, sequence, set, utcTime } from "./der.ts";

/** A certificate and its key, both PEM. Short-lived, made at run time, never written outside the run's own folder. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface Names {
  readonly commonName?: string;
  readonly organization?: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly uri?: readonly string[];
  /** Its days are over. */
  readonly ended?: boolean;
}

const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const LIFETIME = 2 * 24 * 3600 * 1000;

/** A certificate authority that lives as long as the run. */
export class Authority {
  readonly name: string;
  readonly certificate: string;
  readonly #key: KeyObject;

  constructor(name: string) {
    this.name = name;
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = privateKey;
    const own = distinguishedName({ commonName: name });
    // Basic constraints: an authority; key usage: signs certificates.
    const extensions = [
      extension("2.5.29.19", sequence(der(0x01, Buffer.from([0xff])))),
      extension("2.5.29.15", der(0x03, Buffer.from([0x02, 0x04]))),
    ];
    this.certificate = certificate(own, own, publicKey, privateKey, extensions);
  }

  issue(names: Names): Pair {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const alternatives = [
      ...(names.dns ?? []).map((name) => der(0x82, Buffer.from(name))),
      ...(names.uri ?? []).map((name) => der(0x86, Buffer.from(name))),
      ...(names.ip ?? []).filter(isIPv4).map((address) => der(0x87, Buffer.from(address.split(".").map(Number)))),
    ];
    const usages = sequence(oid("1.3.6.1.5.5.7.3.1"), oid("1.3.6.1.5.5.7.3.2"));
    const extensions = [
      extension("2.5.29.37", usages),
      ...(alternatives.length === 0 ? [] : [extension("2.5.29.17", sequence(...alternatives))]),
    ];
    const subject = distinguishedName({ commonName: names.dns?.[0] ?? "lab", ...names });
    return {
      certificate: certificate(
        distinguishedName({ commonName: this.name }),
        subject,
        publicKey,
        this.#key,
        extensions,
        names.ended === true ? Date.now() - 2 * LIFETIME : Date.now(),
      ),
      key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  }
}

function certificate(
  issuer: Buffer,
  subject: Buffer,
  key: KeyObject,
  by: KeyObject,
  extensions: readonly Buffer[],
  from = Date.now(),
): string {
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    issuer,
    // An hour back: clocks in a lab are not the finest.
    sequence(utcTime(new Date(from - 3600_000)), utcTime(new Date(from + LIFETIME))),
    subject,
    createPublicKey(key.export({ type: "spki", format: "pem" })).export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, by)]);
  return pem("CERTIFICATE", sequence(body, ECDSA_SHA256, der(0x03, signature)));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value));
}

function distinguishedName({ commonName, organization }: Names): Buffer {
  const part = (id: string, value: string): Buffer => set(sequence(oid(id), der(0x0c, Buffer.from(value))));
  return sequence(
    ...(organization === undefined ? [] : [part("2.5.4.10", organization)]),
    part("2.5.4.3", commonName ?? "lab"),
  );
}

/** SHA-256 of a certificate's bytes, in hexadecimal. */
export function fingerprint(certificatePem: string): string {
  return createHash("sha256").update(new X509Certificate(certificatePem).raw).digest("hex");
}

/** Everybody who signs in the lab. */
export interface Authorities {
  /** The CA that cases configure. */
  readonly own: Authority;
  /** Plays the authorities that every system trusts. */
  readonly system: Authority;
  /** Known to nobody. */
  readonly rogue: Authority;
}

export function makeAuthorities(): Authorities {
  return {
    own: new Authority("Lab CA"),
    system: new Authority("Lab System Root"),
    rogue: new Authority("Lab Rogue CA"),
  };
}
