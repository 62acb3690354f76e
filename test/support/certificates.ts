import { type KeyObject, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A throw-away certificate and its key, made on the spot. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

export type KeyKind = "rsa" | "ec" | "ed25519";

/** A self-signed certificate for DNS names, valid from 2025 to 2035. */
export function selfSigned(names: readonly string[], kind: KeyKind = "ec"): KeyPair {
  const { publicKey, privateKey } = keyPair(kind);
  const algorithm = sequence(...SIGNATURES[kind]);
  const subject = sequence(set(sequence(oid("2.5.4.3"), der(0x0c, Buffer.from(names[0] ?? "none")))));
  const alternativeNames = sequence(
    oid("2.5.29.17"),
    der(0x04, sequence(...names.map((name) => der(0x82, Buffer.from(name))))),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    subject,
    sequence(der(0x17, Buffer.from("250101000000Z")), der(0x17, Buffer.from("350101000000Z"))),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(alternativeNames)),
  );
  const signature = sign(kind === "ed25519" ? null : "sha256", body, privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    certificate: pem("CERTIFICATE", certificate),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

interface Issue {
  readonly cn?: string;
  readonly names?: readonly string[];
  /** `YYYYMMDD`; from 2025 to 2035 where left out. */
  readonly from?: string;
  readonly to?: string;
  readonly ca?: boolean;
  /** Beside `ca`: how many intermediates may follow. */
  readonly pathLength?: number;
  /** DNS names that a CA may issue for, as a critical extension. */
  readonly permitted?: readonly string[];
  /** Dotted identifiers of extendedKeyUsage. */
  readonly purposes?: readonly string[];
  /** Marked as public CAs mark theirs. */
  readonly public?: boolean;
  /** Demands a stapled answer, from a responder where it names one. */
  readonly mustStaple?: { readonly responder: string | null };
  readonly by?: Issued;
  readonly bits?: number;
  readonly keys?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

export interface Issued extends KeyPair {
  readonly subject: Buffer;
  readonly keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
}

/** A certificate of another one, or one that is signed with its own key. */
export function issue(wanted: Issue): Issued {
  const made = wanted.bits === undefined ? keyPair("ec") : generateKeyPairSync("rsa", { modulusLength: wanted.bits });
  const keys = wanted.keys ?? made;
  const cn = wanted.cn ?? wanted.names?.[0] ?? "none";
  const subject = sequence(set(sequence(oid("2.5.4.3"), der(0x0c, Buffer.from(cn)))));
  const signer = wanted.by?.keys ?? keys;
  const isRsa = signer.privateKey.asymmetricKeyType === "rsa";
  const algorithm = sequence(...SIGNATURES[isRsa ? "rsa" : "ec"]);
  const extension = (id: string, value: Buffer): Buffer => sequence(oid(id), der(0x04, value));
  const extensions = [
    ...(wanted.names === undefined
      ? []
      : [extension("2.5.29.17", sequence(...wanted.names.map((name) => der(0x82, Buffer.from(name)))))]),
    ...(wanted.ca === undefined
      ? []
      : [
          extension(
            "2.5.29.19",
            sequence(
              der(0x01, Buffer.from([wanted.ca ? 255 : 0])),
              ...(wanted.pathLength === undefined ? [] : [der(0x02, Buffer.from([wanted.pathLength]))]),
            ),
          ),
        ]),
    ...(wanted.permitted === undefined
      ? []
      : [
          sequence(
            oid("2.5.29.30"),
            der(0x01, Buffer.from([255])),
            der(
              0x04,
              sequence(
                der(0xa0, Buffer.concat(wanted.permitted.map((name) => sequence(der(0x82, Buffer.from(name)))))),
              ),
            ),
          ),
        ]),
    ...(wanted.purposes === undefined ? [] : [extension("2.5.29.37", sequence(...wanted.purposes.map(oid)))]),
    ...(wanted.public === true
      ? [
          extension("2.5.29.32", sequence(sequence(oid("2.23.140.1.2.1")))),
          extension("1.3.6.1.4.1.11129.2.4.2", der(0x04, Buffer.alloc(2))),
        ]
      : []),
    ...(wanted.mustStaple === undefined ? [] : stapling(wanted.mustStaple.responder, extension)),
  ];
  const time = (day: string): Buffer => der(0x18, Buffer.from(`${day}000000Z`));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    wanted.by?.subject ?? subject,
    sequence(time(wanted.from ?? "20250101"), time(wanted.to ?? "20350101")),
    subject,
    keys.publicKey.export({ type: "spki", format: "der" }),
    ...(extensions.length === 0 ? [] : [der(0xa3, sequence(...extensions))]),
  );
  const signature = sign("sha256", body, signer.privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const key = keys.privateKey.export({ type: "pkcs8", format: "pem" });
  return { certificate: pem("CERTIFICATE", certificate), key: key.toString(), subject, keys };
}

function stapling(responder: string | null, extension: (id: string, value: Buffer) => Buffer): Buffer[] {
  const feature = extension("1.3.6.1.5.5.7.1.24", sequence(der(0x02, Buffer.from([5]))));
  if (responder === null) return [feature];
  const access = sequence(oid("1.3.6.1.5.5.7.48.1"), der(0x86, Buffer.from(responder)));
  return [feature, extension("1.3.6.1.5.5.7.1.1", sequence(access))];
}

function keyPair(kind: KeyKind): { publicKey: KeyObject; privateKey: KeyObject } {
  if (kind === "rsa") return generateKeyPairSync("rsa", { modulusLength: 2048 });
  if (kind === "ec") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  return generateKeyPairSync("ed25519");
}

const SIGNATURES: Readonly<Record<KeyKind, readonly Buffer[]>> = {
  rsa: [oid("1.2.840.113549.1.1.11"), der(0x05, Buffer.alloc(0))],
  ec: [oid("1.2.840.10045.4.3.2")],
  ed25519: [oid("1.3.101.112")],
};

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  if (length < 0x100) return Buffer.concat([Buffer.from([tag, 0x81, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

function sequence(...items: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(items));
}

function set(...items: readonly Buffer[]): Buffer {
  return der(0x31, Buffer.concat(items));
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

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
