import type { Location, Server } from "./servers.ts";

/** A `location` block of the rendered server, with the location that it was made of. */
interface Block {
  readonly path: string;
  readonly exact: boolean;
  readonly location: Location;
}

/** How a host's paths are compared, and in which order. */
export interface Blocks {
  readonly blocks: readonly Block[];
  /** One use-regex or rewrite-target makes all paths of the host expressions without regard to letter case. */
  readonly regex: boolean;
  /** Exact blocks by their path. */
  readonly exact: ReadonlyMap<string, Location>;
}

/** Source: controller.go getBackendServers (order), location.go updateServerLocations, template.go enforceRegexModifier. */
export function blocksOf(server: Server): Blocks {
  const ordered = server.locations
    .toSorted((a, b) => (a.path === b.path ? 0 : a.path > b.path ? -1 : 1))
    .toSorted((a, b) => b.path.length - a.path.length);
  const exact = new Set(ordered.filter((item) => item.pathType === "Exact").map((item) => item.path));
  const blocks = ordered.flatMap((location): Block[] => {
    const { path } = location;
    if (path === "/" || location.pathType === "Exact") {
      return [{ path, exact: location.pathType === "Exact", location }];
    }
    if (rewrites(location, path) || usesRegex(location)) return [{ path, exact: false, location }];
    const below: Block = { path: path.endsWith("/") ? path : `${path}/`, exact: false, location };
    return exact.has(path) ? [below] : [below, { path, exact: true, location }];
  });
  return {
    blocks,
    regex: blocks.some(({ path, location }) => rewrites(location, path) || usesRegex(location)),
    // Of two with one path the first counts.
    exact: new Map(
      blocks
        .filter((block) => block.exact)
        .reverse()
        .map((block) => [block.path, block.location]),
    ),
  };
}

function rewrites({ owner, catchAllBackend }: Location, path: string): boolean {
  const target = catchAllBackend ? "" : (owner?.rewriteTarget ?? "");
  return target !== "" && target !== path;
}

function usesRegex({ owner, catchAllBackend }: Location): boolean {
  return !catchAllBackend && owner?.useRegex === true;
}

/** The location that nginx takes for a request's path. */
export function locationFor({ blocks, regex, exact }: Blocks, path: string): Location | null {
  if (regex && path.length > LONGEST_PATH) return null;
  if (regex) return blocks.find((block) => expressionOf(block.path)?.test(path) === true)?.location ?? null;
  const found = exact.get(path);
  if (found !== undefined) return found;
  let longest: Block | null = null;
  for (const block of blocks) {
    if (block.exact || !path.startsWith(block.path)) continue;
    if (longest === null || block.path.length > longest.path.length) longest = block;
  }
  return longest?.location ?? null;
}

const expressions = new Map<string, RegExp | null>();
const MOST_EXPRESSIONS = 10_000;
const LONGEST_PATH = 256;
const MOST_REPEATS = 3;

function expressionOf(path: string): RegExp | null {
  let known = expressions.get(path);
  if (known === undefined) {
    known = compiled(path);
    if (expressions.size >= MOST_EXPRESSIONS) expressions.clear();
    expressions.set(path, known);
  }
  return known;
}

/** An expression that could run for long is left aside: it is taken to match nothing. */
function compiled(path: string): RegExp | null {
  const repeats = path.match(/[*+{]/g)?.length ?? 0;
  if (path.length > LONGEST_PATH || repeats > MOST_REPEATS || /\)[*+?{]|\\[1-9]/.test(path)) return null;
  try {
    return new RegExp(`^${path}`, "i");
  } catch {
    return null;
  }
}

/** Which location gets what a declared path asks for, or what lies below a prefix; its own where it gets any of it. */
export function winnerOf(blocks: Blocks, own: Location): Location {
  // No single request stands for an expression.
  if (blocks.regex && /[()|*+?[\]\\^$]/.test(own.path)) return own;
  const first = locationFor(blocks, own.path);
  if (first === null || first === own || own.pathType === "Exact") return first ?? own;
  return locationFor(blocks, `${own.path.replace(/\/$/, "")}/below`) === own ? own : first;
}
