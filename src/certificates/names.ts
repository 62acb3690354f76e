import { type Element, children, element, latin1, oid } from "./der.ts";

/** A distinguished name: the bytes to compare it by, as certificates are chained by them, and words for people. */
export interface DistinguishedName {
  /** Equal for equal encodings. */
  readonly key: string;
  readonly text: string;
  readonly commonName: string | null;
}

const ATTRIBUTES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    CN: "2.5.4.3",
    serialNumber: "2.5.4.5",
    C: "2.5.4.6",
    L: "2.5.4.7",
    ST: "2.5.4.8",
    O: "2.5.4.10",
    OU: "2.5.4.11",
    DC: "0.9.2342.19200300.100.1.25",
    emailAddress: "1.2.840.113549.1.9.1",
  }).map(([name, dotted]) => [oid(dotted), name]),
);

/** Attributes in the order of the certificate, `CN=shop, O=Example`; the last CN counts, as in Go and OpenSSL. */
export function distinguishedName(bytes: Buffer, name: Element): DistinguishedName {
  const parts: string[] = [];
  let commonName: string | null = null;
  for (const set of children(bytes, name)) {
    for (const pair of children(bytes, set)) {
      const [type, value] = children(bytes, pair);
      if (type === undefined || value === undefined) continue;
      const attribute = ATTRIBUTES.get(latin1(bytes, type));
      if (attribute === undefined) continue;
      const words = stringOf(bytes, value);
      if (attribute === "CN") commonName = words;
      parts.push(`${attribute}=${words}`);
    }
  }
  return { key: bytes.toString("latin1", name.from, name.to), text: parts.join(", "), commonName };
}

/** Any of ASN.1's many strings. */
function stringOf(bytes: Buffer, { tag, from, to }: Element): string {
  if (tag === 0x0c) return bytes.toString("utf8", from, to);
  if (tag === 0x1e)
    return Buffer.from(bytes.subarray(from, from + ((to - from) & ~1)))
      .swap16()
      .toString("utf16le");
  return bytes.toString("latin1", from, to);
}

/** Names and addresses that a certificate is for. */
export interface AlternativeNames {
  readonly dns: readonly string[];
  /** In the form that `inet_ntop` gives. */
  readonly addresses: readonly string[];
  /** Whether it names anything else (a URI, a mail address …). */
  readonly others: readonly string[];
}

/** @param value of a subjectAltName extension: the octets, a SEQUENCE of GeneralName. RFC 5280, 4.2.1.6 */
export function alternativeNames(bytes: Buffer, value: Element): AlternativeNames {
  const dns: string[] = [];
  const addresses: string[] = [];
  const others: string[] = [];
  for (const name of children(bytes, element(bytes, value.from, value.to))) {
    if (name.tag === 0x82) dns.push(latin1(bytes, name));
    else if (name.tag === 0x87) addresses.push(addressOf(bytes.subarray(name.from, name.to)));
    else if (name.tag === 0x86 || name.tag === 0x81) others.push(latin1(bytes, name));
  }
  return { dns, addresses, others };
}

function addressOf(octets: Buffer): string {
  if (octets.length === 4) return octets.join(".");
  if (octets.length !== 16) return octets.toString("hex");
  const groups: string[] = [];
  for (let index = 0; index < 16; index += 2) groups.push(octets.readUInt16BE(index).toString(16));
  return canonicalAddress(groups.join(":"));
}

/** An address in one form, so that equal ones are equal texts; other texts stay. */
export function canonicalAddress(text: string): string {
  if (!text.includes(":")) return text;
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1);
  } catch {
    return text;
  }
}
