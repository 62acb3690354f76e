import { hash } from "node:crypto";
import { REISSUED } from "../model/certificates.ts";
import { DerError, type Element, TAG, children, element, expected, latin1, oid } from "./der.ts";
import { type AlternativeNames, type DistinguishedName, alternativeNames, distinguishedName } from "./names.ts";
import { type PublicKey, publicKey } from "./public-key.ts";
import { type Signature, signatureOf } from "./signature.ts";

/**
 * What lasthop reads of one certificate (RFC 5280). Read here and not by `X509Certificate`, which takes five times as
 * long and has neither the signature's algorithm nor key identifiers nor policies. No signature is checked.
 */
export interface Certificate {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** Epoch milliseconds; both ends are included. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly names: AlternativeNames;
  readonly key: PublicKey;
  readonly signature: Signature;
  /** `cA` of basicConstraints; null where it has no such extension. */
  readonly ca: boolean | null;
  /** How many intermediates may follow this CA; null where it sets no limit. */
  readonly pathLength: number | null;
  /** It binds whoever verifies to something that is not read here, as a CA that may issue for some names alone does. */
  readonly constrained: boolean;
  /** Purposes as dotted identifiers of the known ones; null where it states none. */
  readonly purposes: readonly Purpose[] | null;
  readonly authorityKey: string | null;
  readonly subjectKey: string | null;
  /** It carries the reserved policy identifier that the CA/Browser Forum demands of public CAs. */
  readonly statesBaseline: boolean;
  /** It carries timestamps of certificate transparency logs. */
  readonly logged: boolean;
  /** It tells clients to refuse a handshake that brings no fresh proof from its CA that it is not revoked. RFC 7633. */
  readonly mustStaple: boolean;
  /** It names a responder that such a proof can be had from. */
  readonly namesResponder: boolean;
  /** Issued anew for a redacted snapshot: names and dates are all that is left of the one that it stands for. */
  readonly reissued: boolean;
  /** SHA-256 of the whole, in hexadecimal. */
  readonly fingerprint: string;
  readonly der: Buffer;
}

type Purpose = "server" | "client" | "any" | "other";

const EXTENSION = {
  subjectKey: oid("2.5.29.14"),
  alternativeNames: oid("2.5.29.17"),
  basicConstraints: oid("2.5.29.19"),
  keyUsage: oid("2.5.29.15"),
  nameConstraints: oid("2.5.29.30"),
  policies: oid("2.5.29.32"),
  authorityKey: oid("2.5.29.35"),
  extendedUsage: oid("2.5.29.37"),
  features: oid("1.3.6.1.5.5.7.1.24"),
  authorityAccess: oid("1.3.6.1.5.5.7.1.1"),
  timestamps: oid("1.3.6.1.4.1.11129.2.4.2"),
  reissued: oid(REISSUED),
} as const;

/** Extensions that may be critical without demanding more than what is read here; key usage is read by OpenSSL. */
const READ_WHOLE: ReadonlySet<string> = new Set([
  EXTENSION.alternativeNames,
  EXTENSION.basicConstraints,
  EXTENSION.extendedUsage,
  EXTENSION.keyUsage,
]);

const PURPOSES: ReadonlyMap<string, Purpose> = new Map([
  [oid("1.3.6.1.5.5.7.3.1"), "server"],
  [oid("1.3.6.1.5.5.7.3.2"), "client"],
  [oid("2.5.29.37.0"), "any"],
]);

/** Reserved identifiers: EV, domain, organization and individual validated. Baseline Requirements, 7.1.6.1. */
const BASELINE: ReadonlySet<string> = new Set(
  ["2.23.140.1.1", "2.23.140.1.2.1", "2.23.140.1.2.2", "2.23.140.1.2.3"].map(oid),
);

const RESPONDER = oid("1.3.6.1.5.5.7.48.1");
/** `status_request` and `status_request_v2` of TLS. */
const STAPLING: ReadonlySet<number> = new Set([5, 17]);

const NO_NAMES: AlternativeNames = { dns: [], addresses: [], others: [] };

/** One certificate from its DER; null where it is none. */
export function readCertificate(der: Buffer): Certificate | null {
  try {
    return read(der);
  } catch (error) {
    if (error instanceof DerError || error instanceof RangeError) return null;
    throw error;
  }
}

function read(der: Buffer): Certificate {
  const [body, , signed] = children(der, expected(element(der, 0, der.length), TAG.sequence));
  expected(signed, TAG.bitString);
  const fields = children(der, expected(body, TAG.sequence));
  // The version is left out of certificates of the first.
  const at = fields[0]?.tag === 0xa0 ? 1 : 0;
  const [serial, algorithm, issuer, validity, subject, key] = fields.slice(at);
  expected(serial, TAG.integer);
  const [notBefore, notAfter] = children(der, expected(validity, TAG.sequence));
  const holder = fields.find(({ tag }) => tag === 0xa3);
  return {
    ...extensionsOf(der, holder),
    subject: distinguishedName(der, expected(subject, TAG.sequence)),
    issuer: distinguishedName(der, expected(issuer, TAG.sequence)),
    notBefore: time(der, notBefore),
    notAfter: time(der, notAfter),
    key: publicKey(der, expected(key, TAG.sequence)),
    signature: signatureOf(der, expected(algorithm, TAG.sequence)),
    get fingerprint() {
      return hash("sha256", der, "hex");
    },
    der,
  };
}

type Extensions = Omit<
  Certificate,
  "subject" | "issuer" | "notBefore" | "notAfter" | "key" | "signature" | "fingerprint" | "der"
>;
type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function extensionsOf(der: Buffer, holder: Element | undefined): Extensions {
  const found: Mutable<Extensions> = {
    names: NO_NAMES,
    ca: null,
    pathLength: null,
    constrained: false,
    purposes: null,
    authorityKey: null,
    subjectKey: null,
    statesBaseline: false,
    logged: false,
    mustStaple: false,
    namesResponder: false,
    reissued: false,
  };
  if (holder === undefined) return found;
  for (const extension of children(der, element(der, holder.from, holder.to))) {
    const parts = children(der, expected(extension, TAG.sequence));
    const id = latin1(der, expected(parts[0], TAG.oid));
    const value = expected(parts.at(-1), TAG.octetString);
    const [, flag] = parts;
    const isCritical = flag?.tag === TAG.boolean && der[flag.from] !== 0;
    if (id === EXTENSION.nameConstraints || (isCritical && !READ_WHOLE.has(id))) found.constrained = true;
    readExtension(der, id, value, found);
  }
  return found;
}

function readExtension(der: Buffer, id: string, value: Element, found: Mutable<Extensions>): void {
  const inner = (): Element[] => children(der, element(der, value.from, value.to));
  switch (id) {
    case EXTENSION.alternativeNames:
      found.names = alternativeNames(der, value);
      return;
    case EXTENSION.basicConstraints: {
      const parts = inner();
      const flag = parts.find(({ tag }) => tag === TAG.boolean);
      found.ca = flag !== undefined && der[flag.from] !== 0;
      const length = parts.find(({ tag }) => tag === TAG.integer);
      if (length !== undefined) found.pathLength = der.readUIntBE(length.from, Math.min(6, length.to - length.from));
      return;
    }
    case EXTENSION.extendedUsage:
      found.purposes = inner().map((purpose) => PURPOSES.get(latin1(der, purpose)) ?? "other");
      return;
    case EXTENSION.subjectKey:
      found.subjectKey = latin1(der, element(der, value.from, value.to));
      return;
    case EXTENSION.authorityKey: {
      const identifier = inner().find(({ tag }) => tag === 0x80);
      found.authorityKey = identifier === undefined ? null : latin1(der, identifier);
      return;
    }
    case EXTENSION.policies:
      found.statesBaseline = inner().some((policy) => {
        const [identifier] = children(der, policy);
        return identifier !== undefined && BASELINE.has(latin1(der, identifier));
      });
      return;
    case EXTENSION.features:
      found.mustStaple = inner().some(
        ({ tag, from, to }) => tag === TAG.integer && to - from === 1 && STAPLING.has(der[from] ?? 0),
      );
      return;
    case EXTENSION.authorityAccess:
      found.namesResponder = inner().some((access) => {
        const [method] = children(der, access);
        return method !== undefined && latin1(der, method) === RESPONDER;
      });
      return;
    case EXTENSION.timestamps:
      found.logged = true;
      return;
    case EXTENSION.reissued:
      found.reissued = true;
  }
}

const TIMES: ReadonlyMap<number, RegExp> = new Map([
  [0x17, /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/],
  [0x18, /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/],
]);

/** UTCTime, with years from 1950 to 2049, or GeneralizedTime, both in UTC. RFC 5280, 4.1.2.5. */
function time(der: Buffer, found: Element | undefined): number {
  if (found === undefined) throw new DerError();
  const digits = TIMES.get(found.tag)?.exec(latin1(der, found));
  if (digits === null || digits === undefined) throw new DerError();
  const [year = 0, month = 1, day, hour, minute, second = 0] = digits.slice(1).map((part) => Number(part ?? 0));
  const full = found.tag === 0x18 ? year : year < 50 ? 2000 + year : 1900 + year;
  return Date.UTC(full, month - 1, day, hour, minute, second);
}
