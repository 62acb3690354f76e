import { hash } from "node:crypto";

/** The content of one entry of a Secret, while its object is read. */
export class Entry {
  readonly bytes: Buffer;
  #sum: string | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** SHA-256 of the bytes, in base64: what is known of a content is remembered under it, never under the content. */
  get sum(): string {
    this.#sum ??= hash("sha256", this.bytes, "base64");
    return this.#sum;
  }
}
