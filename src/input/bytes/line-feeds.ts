const LINE_FEED = 10;

/** Offsets of the line feeds of a text, or of the part of it that is in a window; in order. */
export class LineFeeds {
  #offsets = new Uint32Array(1 << 12);
  #first = 0;
  #end = 0;

  static of(bytes: Buffer): LineFeeds {
    const feeds = new LineFeeds();
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) feeds.push(at);
    return feeds;
  }

  push(offset: number): void {
    if (this.#end === this.#offsets.length) this.#makeRoom();
    this.#offsets[this.#end++] = offset;
  }

  /** Drops what stands before an offset. */
  forget(before: number): void {
    this.#first = this.indexFrom(before);
  }

  /** Index of the first one at or behind an offset. */
  indexFrom(offset: number): number {
    let low = this.#first;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#offsets[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Offset by index; -1 behind the last. */
  at(index: number): number {
    return index < this.#end ? (this.#offsets[index] ?? -1) : -1;
  }

  /**
   * Index of the first one, from an index on, behind which a byte stands at a distance: the line that is indented so far
   * and begins with it, or has it in its middle. -1 where none does.
   * @param base offset of the first of the bytes
   */
  before(from: number, byte: number, distance: number, bytes: Buffer, base: number): number {
    const offsets = this.#offsets;
    const shift = distance + 1 - base;
    for (let index = from; index < this.#end; index++) {
      if (bytes[(offsets[index] ?? 0) + shift] === byte) return index;
    }
    return -1;
  }

  #makeRoom(): void {
    const kept = this.#offsets.subarray(this.#first, this.#end);
    const larger = kept.length * 2 > this.#offsets.length ? new Uint32Array(this.#offsets.length * 2) : this.#offsets;
    larger.set(kept);
    this.#offsets = larger;
    this.#end = kept.length;
    this.#first = 0;
  }
}
