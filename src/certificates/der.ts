/**
 * Just enough of DER (X.690) to walk a certificate: elements with definite lengths and tags of one byte, which is all
 * that X.509 uses. Every read is within the bytes; what is not well formed throws `DerError`.
 */
export interface Element {
  readonly tag: number;
  /** Where the element begins, its content begins, and both end. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

export class DerError extends Error {}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The element at a place; it must end by `limit`. */
export function element(bytes: Buffer, start: number, limit: number): Element {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || start + 2 > limit || (tag & 0x1f) === 0x1f) throw new DerError();
  let from = start + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 3 || from + count > limit) throw new DerError();
    length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[from + index] ?? 0);
    from += count;
  }
  const to = from + length;
  if (to > limit) throw new DerError();
  return { tag, start, from, to };
}

/** The elements inside another, in order. */
export function children(bytes: Buffer, { from, to }: Element): Element[] {
  const found: Element[] = [];
  for (let at = from; at < to; ) {
    const next = element(bytes, at, to);
    found.push(next);
    at = next.to;
  }
  return found;
}

/** @throws DerError where there is no such element or it has another tag */
export function expected(found: Element | undefined, tag: number): Element {
  if (found === undefined || found.tag !== tag) throw new DerError();
  return found;
}

/** The content as a text of one character per byte, to look it up by. */
export function latin1(bytes: Buffer, { from, to }: Element): string {
  return bytes.toString("latin1", from, to);
}

/** The content of an object identifier in the form that `latin1` gives. */
export function oid(dotted: string): string {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return String.fromCharCode(first * 40 + second, ...rest.flatMap(base128));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
