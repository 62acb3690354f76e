/** `a, b, c and 2 more`: the first so many of a list, and how many are left. */
export function firstFew(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
