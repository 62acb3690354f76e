/** Works through items in their order, several at once; the items may be made on the way. */
export async function pooled<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const source = items[Symbol.iterator]();
  async function worker(): Promise<void> {
    for (let next = source.next(); next.done !== true; next = source.next()) await work(next.value);
  }
  await Promise.all(Array.from({ length: atOnce }, worker));
}
