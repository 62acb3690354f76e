import { isUtf8 } from "node:buffer";
import { InputError } from "./errors.ts";

/**
 * UTF-8 bytes of an input. UTF-16 is recognised by its byte order mark; anything else that is no UTF-8 text is refused.
 * @throws InputError
 */
export function toUtf8(bytes: Buffer): Buffer {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return fromUtf16(bytes.subarray(2), false);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return fromUtf16(bytes.subarray(2), true);
  const text = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  const nul = text.indexOf(0);
  if (nul >= 0) {
    const wide = nul < 2 && text.length > 3;
    throw new InputError(wide ? "UTF-16 without a byte order mark" : "binary data, no text (it holds NUL bytes)");
  }
  if (!isUtf8(text)) throw new InputError("not UTF-8 text (another encoding, or binary data)");
  return text;
}

function fromUtf16(bytes: Buffer, bigEndian: boolean): Buffer {
  if (bytes.length % 2 === 1) throw new InputError("UTF-16 text that is cut off in the middle of a character");
  const little = bigEndian ? Buffer.from(bytes).swap16() : bytes;
  return Buffer.from(little.toString("utf16le"), "utf8");
}
