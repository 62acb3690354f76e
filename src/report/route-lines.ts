import type { Route } from "../model/report.ts";
import { compareProtection, type Pattern, type Protection } from "../model/words.ts";
import type { ReportOptions } from "./contract.ts";
import { address, backendProtection, clientSummary, objectName } from "./describe.ts";
import { aligned, columnsOf, pad, paragraphWidth, shorten } from "./layout.ts";
import type { Paint } from "./paint.ts";

/** With more routes than these, each kind of route shows a few. */
const ALL = 40;
const FEW = 3;

interface RouteGroup {
  readonly pattern: Pattern;
  readonly client: string;
  readonly backend: Protection | null;
  readonly weakest: Protection;
  readonly routes: Route[];
}

/** Routes that give the same on every hop stand under one row, the weakest first. */
export function* routeLines(routes: readonly Route[], options: ReportOptions, paint: Paint): Generator<string> {
  if (routes.length === 0) return;
  const groups = groupRoutes(routes);
  const limit = routes.length > ALL ? FEW : routes.length;
  const [header = "", ...rows] = aligned(
    [
      ["PATTERN", "CLIENT", "BACKEND", "WEAKEST", "ROUTES"],
      ...groups.map((group) => [
        group.pattern,
        group.client,
        group.backend ?? "none",
        group.weakest,
        String(group.routes.length),
      ]),
    ],
    [4],
  );
  yield `  ${paint("dim", header)}`;
  for (const [index, group] of groups.entries()) {
    yield `  ${tinted(rows[index] ?? "", group, paint)}`;
    yield* hostLines(group.routes.slice(0, limit), options, paint);
    const left = group.routes.length - limit;
    if (left > 0) yield `      ${paint("dim", `... and ${left} more`)}`;
  }
  if (limit < routes.length) {
    yield paint("dim", "  -o csv lists every route; lasthop path HOST draws one");
  }
}

function hostLines(routes: readonly Route[], options: ReportOptions, paint: Paint): string[] {
  const width = paragraphWidth(options) - 6;
  const addresses = routes.map(address);
  const longest = Math.max(...addresses.map(columnsOf));
  return routes.map((route, index) => {
    const own = addresses[index] ?? "";
    const by = objectName(route.object);
    const room = Math.max(width - columnsOf(by) - 2, Math.floor(width * 0.6));
    const shown = pad(shorten(own, room), Math.min(longest, room));
    const left = width - columnsOf(shown) - 2;
    return `      ${shown}${left < 12 ? "" : `  ${paint("dim", shorten(by, left))}`}`.trimEnd();
  });
}

/** Colours the first and the fourth word of a row: the pattern and the weakest hop. */
function tinted(row: string, { pattern, weakest }: RouteGroup, paint: Paint): string {
  const end = row.lastIndexOf(weakest);
  const middle = row.slice(pattern.length, end);
  return `${paint(pattern, pattern)}${middle}${paint(weakest, weakest)}${row.slice(end + weakest.length)}`;
}

function groupRoutes(routes: readonly Route[]): RouteGroup[] {
  const groups = new Map<string, RouteGroup>();
  for (const route of routes) {
    const { pattern, weakest } = route;
    const client = clientSummary(route.client);
    const backend = backendProtection(route);
    const key = [pattern, client, backend, weakest].join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { pattern, client, backend, weakest, routes: [route] });
    else group.routes.push(route);
  }
  return [...groups.values()].sort(
    (a, b) => compareProtection(a.weakest, b.weakest) || b.routes.length - a.routes.length,
  );
}
