import type { Route } from "./report.ts";

/** What serves each Secret to clients, by `namespace/name`, in the order of the items. */
export function byServedSecret<Item>(items: Iterable<Item>, routeOf: (item: Item) => Route): Map<string, Item[]> {
  const served = new Map<string, Item[]>();
  for (const item of items) {
    const { certificate } = routeOf(item).client;
    if (certificate.kind !== "secret") continue;
    const key = `${certificate.namespace}/${certificate.name}`;
    const known = served.get(key);
    if (known === undefined) served.set(key, [item]);
    else known.push(item);
  }
  return served;
}
