import { isIPv6 } from "node:net";

/** What may be an IPv6 address, an IPv4 address, an escape of a regular expression, or a word. */
const TOKEN =
  /(?<![\p{L}\p{N}:.])(?=[\da-f]*:[\da-f]*:)[\da-f:]+(?:\.\d{1,3}){0,3}(?![\p{L}\p{N}:])|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|\\[A-Z]|[\p{L}\p{N}]+/giu;
const WORD = /[\p{L}\p{N}]+/gu;
/** Ports, counts, versions, times and sizes: `443`, `v3`, `30s`, `1m30s`, `8k`. */
const NUMBER = /^v?\d{1,5}$|^(?:\d{1,5}(?:ms|[smhdkgb]|[kmg]i?b?))+$/i;
/** Addresses that are the same everywhere. */
const COMMON_ADDRESS = /^(?:0\.|127\.|255\.|169\.254\.|::1?$)/;
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/**
 * Replaces every word that is not public by another of the same length, the same one each time. Words are runs of
 * letters and digits, so that what is put together of words stays so: `shop-tls`, `shop.svc`, `*.shop.example.com`,
 * ``Host(`shop.example.com`)``. Letter case does not count, as in host names.
 */
export class Pseudonyms {
  readonly #public: ReadonlySet<string>;
  readonly #found = new Set<string>();
  #assigned: ReadonlyMap<string, string> | null = null;

  /** @param publicWords in small letters; they stay */
  constructor(publicWords: ReadonlySet<string>) {
    this.#public = publicWords;
  }

  /** The text with its words replaced; before `assign`, the text itself, whose words are noted. */
  text(value: string): string {
    return value.replaceAll(TOKEN, (token) => this.#token(token));
  }

  /** Gives every word that was noted its replacement. Among words of one length the order of the alphabet stays. */
  assign(): void {
    const assigned = new Map<string, string>();
    const addresses: string[] = [];
    const longAddresses: string[] = [];
    const byLength = new Map<number, string[]>();
    for (const word of [...this.#found].sort()) {
      if (word.includes(":")) longAddresses.push(word);
      else if (word.includes(".")) addresses.push(word);
      else byLength.set(word.length, [...(byLength.get(word.length) ?? []), word]);
    }
    addresses.forEach((address, index) => assigned.set(address, `198.18.${index >> 8}.${index & 0xff}`));
    longAddresses.forEach((address, index) => assigned.set(address, `2001:db8::${(index + 1).toString(16)}`));
    for (const [length, words] of byLength) {
      const taken = this.#replacements(length, words.length);
      words.forEach((word, index) => assigned.set(word, taken[index] ?? word));
    }
    this.#assigned = assigned;
  }

  #token(token: string): string {
    if (token.startsWith("\\")) return token;
    if (token.includes(":") && !isIPv6(token)) return token.replaceAll(WORD, (word) => this.#token(word));
    const word = token.toLowerCase();
    if (this.#public.has(word) || word.length === 1 || NUMBER.test(word)) return token;
    if (/[.:]/.test(word) && COMMON_ADDRESS.test(word)) return token;
    if (this.#assigned === null) {
      this.#found.add(word);
      return token;
    }
    // A word that was not noted is a mistake of ours: better gone than shown.
    return this.#assigned.get(word) ?? "x".repeat(token.length);
  }

  /** So many words of a length, in the order of the alphabet; longer ones where the alphabet does not have enough. */
  #replacements(length: number, count: number): string[] {
    const found: string[] = [];
    const size = LETTERS.length ** Math.min(length, 6);
    const first = length > 2 ? Math.floor((size * 23) / 26) : 0;
    for (let index = first; index < size && found.length < count; index++) {
      const word = spell(index, length);
      if (!this.#public.has(word)) found.push(word);
    }
    const left = count - found.length;
    return left === 0 ? found : [...found, ...this.#replacements(length + 1, left).map((word) => `${word}z`)];
  }
}

/** A number in letters, `x` in front of it. */
function spell(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < Math.min(length, 6); rest = Math.floor(rest / 26)) {
    text = `${LETTERS[rest % 26] ?? "a"}${text}`;
  }
  return text.padStart(length, "x");
}
