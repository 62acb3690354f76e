import type { SecretFacts } from "../model/objects.ts";
import { fields, text } from "../model/read.ts";
import { Entry } from "./entry.ts";
import { keyFitOf } from "./key-match.ts";

const PRIVATE_BLOCK = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
const PUBLIC_NAME = /(?:^tls\.ca$|^ca\.crl$|\.crt$|\.pem$|\.cert$|\.cer$|\.ca$|\.crl$|^ca$|^cert$)/;
/** Certificates are a few KiB; a bundle of all public CAs is about 250 KiB. */
const LONGEST_PEM = 1024 * 1024;

/**
 * What is kept of a Secret: the names of its entries, the text of public ones, and whether key and certificate belong
 * together. `stringData` goes over `data`, as the API server has it.
 */
export function secretFacts(raw: unknown): SecretFacts {
  const entries = new Map<string, Entry>();
  for (const [key, value] of Object.entries(fields(raw, "data"))) {
    if (typeof value === "string") entries.set(key, new Entry(Buffer.from(value, "base64")));
    else if (value === null) entries.set(key, new Entry(Buffer.alloc(0)));
  }
  for (const [key, value] of Object.entries(fields(raw, "stringData"))) {
    if (typeof value === "string") entries.set(key, new Entry(Buffer.from(value, "utf8")));
  }
  const keys: string[] = [];
  const emptyKeys: string[] = [];
  const pem: Record<string, string> = {};
  for (const [key, entry] of entries) {
    const { length } = entry.bytes;
    (length === 0 ? emptyKeys : keys).push(key);
    const content = length === 0 || length > LONGEST_PEM ? null : publicText(key, entry);
    if (content !== null) pem[key] = content;
  }
  return {
    type: text(raw, "type") ?? null,
    keys,
    emptyKeys,
    pem,
    ...keyFitOf(entries.get("tls.crt"), entries.get("tls.key")),
    ...(isFilledLater(raw) ? { filledLater: true } : {}),
  };
}

/** `ENC[AES256_GCM,…]` of SOPS, `${TLS_CRT}` of envsubst and Flux, `<path:…>` of Argo CD's plug-in, `{{ … }}`. */
const PLACEHOLDER = /^\s*(?:ENC\[|\$\{|<[^<>]*>\s*$|\{\{|ref\+)/;

function isFilledLater(raw: unknown): boolean {
  const values = [...Object.values(fields(raw, "data")), ...Object.values(fields(raw, "stringData"))];
  return values.some((value) => typeof value === "string" && PLACEHOLDER.test(value));
}

/** The text of an entry that is public by its name and its content; private blocks beside certificates are cut out. */
function publicText(key: string, entry: Entry): string | null {
  if (!PUBLIC_NAME.test(key)) return null;
  const known = texts.get(entry.sum);
  if (known !== undefined) return known;
  const found = withoutPrivateBlocks(entry.bytes.toString("latin1"));
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(entry.sum, found);
  return found;
}

/** By the hash of what they were found in, so that a bundle of authorities that lies in every namespace is kept once. */
const texts = new Map<string, string | null>();
const MOST_TEXTS = 1_000;

function withoutPrivateBlocks(content: string): string | null {
  if (!content.includes("-----BEGIN ")) return null;
  const cut = content.replaceAll(PRIVATE_BLOCK, "");
  // A copy shares no memory with what it was cut from.
  return cut.includes("PRIVATE KEY") ? null : Buffer.from(cut, "latin1").toString("latin1");
}
