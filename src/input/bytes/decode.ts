import { InputError } from "../errors.ts";

export type Encoding = "utf8" | "utf16le" | "utf16be";

/**
 * What the first bytes of a text say of its encoding: by byte order mark, else UTF-8.
 * @throws InputError where they are no text
 */
export function encodingOf(first: Buffer): { readonly encoding: Encoding; readonly begin: number } {
  if (first[0] === 0xff && first[1] === 0xfe) return { encoding: "utf16le", begin: 2 };
  if (first[0] === 0xfe && first[1] === 0xff) return { encoding: "utf16be", begin: 2 };
  const begin = first[0] === 0xef && first[1] === 0xbb && first[2] === 0xbf ? 3 : 0;
  const nul = first.indexOf(0);
  if (nul < 0) return { encoding: "utf8", begin };
  // Every second byte of UTF-16 text in a western script is NUL.
  const wide = first.length > 3 && (first[nul + 2] === 0 || nul < 2);
  throw new InputError(wide ? "UTF-16 without a byte order mark" : "binary data, no text (it holds NUL bytes)");
}

/** UTF-8 bytes of a text, without its byte order mark. */
export function toUtf8(bytes: Buffer): Buffer {
  const { encoding, begin } = encodingOf(bytes);
  const text = bytes.subarray(begin);
  if (encoding === "utf8") return text;
  if (text.length % 2 === 1) throw new InputError("UTF-16 text that is cut off in the middle of a character");
  const little = encoding === "utf16be" ? Buffer.from(text).swap16() : text;
  return Buffer.from(little.toString("utf16le"), "utf8");
}
