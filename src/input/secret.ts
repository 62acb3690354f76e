import type { SecretFacts } from "../model/objects.ts";
import { fields, text } from "../model/read.ts";
import { keyBelongsTo } from "./key-match.ts";

const PRIVATE_BLOCK = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
const PUBLIC_NAME = /(?:^tls\.ca$|^ca\.crl$|\.crt$|\.pem$|\.cert$|\.cer$|\.ca$|\.crl$|^ca$|^cert$)/;
/** Certificates are a few KiB; a bundle of all public CAs is about 250 KiB. */
const LONGEST_PEM = 1024 * 1024;

/**
 * What is kept of a Secret: the names of its entries, the text of public ones, and whether key and certificate belong
 * together. `stringData` goes over `data`, as the API server has it.
 */
export function secretFacts(raw: unknown): SecretFacts {
  const entries = new Map<string, Buffer>();
  for (const [key, value] of Object.entries(fields(raw, "data"))) {
    if (typeof value === "string") entries.set(key, Buffer.from(value, "base64"));
    else if (value === null) entries.set(key, Buffer.alloc(0));
  }
  for (const [key, value] of Object.entries(fields(raw, "stringData"))) {
    if (typeof value === "string") entries.set(key, Buffer.from(value, "utf8"));
  }
  const keys: string[] = [];
  const emptyKeys: string[] = [];
  const pem: Record<string, string> = {};
  for (const [key, bytes] of entries) {
    (bytes.length === 0 ? emptyKeys : keys).push(key);
    const content = bytes.length === 0 || bytes.length > LONGEST_PEM ? null : publicText(key, bytes);
    if (content !== null) pem[key] = content;
  }
  return {
    type: text(raw, "type") ?? null,
    keys,
    emptyKeys,
    pem,
    keyMatches: keyBelongsTo(entries.get("tls.crt") ?? null, entries.get("tls.key") ?? null),
  };
}

/** The text of an entry that is public by its name and its content; private blocks beside certificates are cut out. */
function publicText(key: string, bytes: Buffer): string | null {
  if (!PUBLIC_NAME.test(key)) return null;
  const content = bytes.toString("latin1");
  if (!content.includes("-----BEGIN ")) return null;
  const cut = content.replaceAll(PRIVATE_BLOCK, "");
  return cut.includes("PRIVATE KEY") ? null : shared(cut);
}

const texts = new Map<string, string>();
const MOST_TEXTS = 1_000;

/** One copy of equal texts, which shares no memory with what they were cut from. */
function shared(value: string): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const copy = Buffer.from(value, "latin1").toString("latin1");
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(copy, copy);
  return copy;
}
