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
  return { blocks, regex: blocks.some(({ path, location }) => rewrites(location, path) || usesRegex(location)) };
}

function rewrites({ owner, catchAllBackend }: Location, path: string): boolean {
  const target = catchAllBackend ? "" : (owner?.rewriteTarget ?? "");
  return target !== "" && target !== path;
}

function usesRegex({ owner, catchAllBackend }: Location): boolean {
  return !catchAllBackend && owner?.useRegex === true;
}

/** The location that nginx takes for a request's path. */
export function locationFor({ blocks, regex }: Blocks, path: string): Location | null {
  if (regex) return blocks.find((block) => matches(block.path, path))?.location ?? null;
  const exact = blocks.find((block) => block.exact && block.path === path);
  if (exact !== undefined) return exact.location;
  const prefixes = blocks.filter((block) => !block.exact && path.startsWith(block.path));
  return prefixes.toSorted((a, b) => b.path.length - a.path.length)[0]?.location ?? null;
}

function matches(expression: string, path: string): boolean {
  try {
    return new RegExp(`^${expression}`, "i").test(path);
  } catch {
    return false;
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
