import { type X509Certificate, createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { isIPv4 } from "node:net";
import { REISSUED } from "../../model/certificates.ts";
import { openX509 } from "../../model/x509.ts";

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;
const ED25519 = sequence(oid("1.3.101.112"));
/** An Ed25519 key in PKCS #8, up to its 32 bytes. RFC 8410. */
const KEY_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * A text with every certificate in it issued anew: other names, another key, nothing of the old one but its dates and
 * what it covers. A public key or a serial number would lead to the names in the logs of certificate transparency.
 * @param rename the names
 */
export function reissue(text: string, rename: (text: string) => string): string {
  return text.replaceAll(BLOCK, (block, label: string) => {
    const certificate = label.endsWith("CERTIFICATE") ? openX509(block) : null;
    // Whatever else it is, it stays what it was to a reader: something of this kind, or something that cannot be read.
    if (certificate === null) return `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----`;
    return `-----BEGIN ${label}-----\n${issued(certificate, rename).toString("base64")}\n-----END ${label}-----`;
  });
}

/** Whether there is something in a text that `reissue` would replace. */
export function holdsBlocks(text: string): boolean {
  return text.includes("-----BEGIN ");
}

/** A text without the blocks that `reissue` replaces, and the names in its certificates in their place. */
export function namesIn(text: string): string {
  return text.replaceAll(BLOCK, (block) => {
    const certificate = openX509(block);
    return certificate === null ? "" : partsOf(certificate).join(" ");
  });
}

function partsOf(certificate: X509Certificate): string[] {
  const { dns, ip } = alternatives(certificate);
  return [commonName(certificate.subject), commonName(certificate.issuer), ...dns, ...ip];
}

function commonName(name: string | undefined): string {
  return /^CN=(.*)$/m.exec(name ?? "")?.[1] ?? "";
}

function alternatives({ subjectAltName = "" }: X509Certificate): { dns: string[]; ip: string[] } {
  const of = (kind: string): string[] =>
    [...subjectAltName.matchAll(new RegExp(`${kind}:([^",\\s]+)`, "g"))].map(([, value = ""]) => value);
  return { dns: of("DNS"), ip: of("IP Address").filter(isIPv4) };
}

function issued(old: X509Certificate, rename: (text: string) => string): Buffer {
  const { dns, ip } = alternatives(old);
  const subject = distinguishedName(rename(commonName(old.subject)));
  const issuer = distinguishedName(rename(commonName(old.issuer)));
  const names = [
    ...dns.map((name) => der(0x82, Buffer.from(rename(name)))),
    ...ip.map((address) => der(0x87, Buffer.from(rename(address).split(".").map(Number)))),
  ];
  const dates = sequence(time(old.validFromDate), time(old.validToDate));
  const seed = createHash("sha256")
    .update(Buffer.concat([subject, issuer, dates, ...names]))
    .digest();
  const key = createPrivateKey({ key: Buffer.concat([KEY_HEAD, seed]), format: "der", type: "pkcs8" });
  const extensions = [
    ...(names.length === 0 ? [] : [sequence(oid("2.5.29.17"), der(0x04, sequence(...names)))]),
    sequence(oid(REISSUED), der(0x04, der(0x05, Buffer.alloc(0)))),
  ];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), seed.subarray(0, 8)])),
    ED25519,
    issuer,
    dates,
    subject,
    createPublicKey(key).export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  return sequence(body, ED25519, der(0x03, Buffer.concat([Buffer.from([0]), sign(null, body, key)])));
}

function distinguishedName(name: string): Buffer {
  if (name === "") return sequence();
  return sequence(der(0x31, sequence(oid("2.5.4.3"), der(0x0c, Buffer.from(name)))));
}

/** As X.509 wants it: two digits of the year up to 2049. */
function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return date.getUTCFullYear() < 2050 ? der(0x17, Buffer.from(text.slice(2))) : der(0x18, Buffer.from(text));
}

function sequence(...items: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(items));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
