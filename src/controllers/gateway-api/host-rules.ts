import type { Entry } from "./port-table.ts";
import { compareMatches, takes } from "./precedence.ts";
import type { RouteMatch } from "./routes.ts";

/** The rules of one host, found by their paths: a host can have thousands. */
export class HostRules {
  /** The first one that goes before others first. */
  readonly entries: readonly Entry[];
  /** Places in `entries`, by what a rule can be found by. */
  readonly #exact = new Map<string, number[]>();
  readonly #prefixes = new Map<string, number[]>();
  readonly #expressions: number[] = [];

  constructor(entries: readonly Entry[]) {
    this.entries = entries.toSorted((a, b) => compareMatches(a.match, b.match));
    for (const [index, { match }] of this.entries.entries()) {
      put(this.#exact, keyOf(match), index);
      if (match.pathType === "Prefix") put(this.#prefixes, baseOf(match.path), index);
      if (match.pathType === "Regex") this.#expressions.push(index);
    }
  }

  /** The rule that takes every request which a match stands for. */
  find(wanted: RouteMatch): Entry | null {
    const places = [
      ...(this.#exact.get(keyOf(wanted)) ?? []),
      ...prefixesOf(wanted).flatMap((base) => this.#prefixes.get(base) ?? []),
      ...this.#expressions,
    ];
    let best: number | null = null;
    for (const place of places) {
      const entry = this.entries[place];
      if (entry !== undefined && (best === null || place < best) && takes(entry.match, wanted)) best = place;
    }
    return best === null ? null : (this.entries[best] ?? null);
  }
}

function keyOf({ path, pathType }: RouteMatch): string {
  return `${pathType} ${path}`;
}

function baseOf(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

/** Every prefix that such a path is under, without its last slash. */
function prefixesOf({ path, pathType }: RouteMatch): string[] {
  if (pathType === "Regex") return [""];
  const found = [baseOf(path)];
  for (let end = path.lastIndexOf("/"); end >= 0; end = end === 0 ? -1 : path.lastIndexOf("/", end - 1))
    found.push(path.slice(0, end));
  return [...new Set([...found, ""])];
}

function put(places: Map<string, number[]>, key: string, index: number): void {
  const same = places.get(key);
  if (same === undefined) places.set(key, [index]);
  else same.push(index);
}
