import type { Route } from "../model/report.ts";
import { placesFor, type Whereabouts } from "./addresses.ts";
import type { Door, Known, RoutePlan } from "./contract.ts";
import { askingFor, type Naming } from "./names.ts";

export interface PlanOptions extends Naming, Whereabouts {
  /** The ports that stand in for 80 and 443. */
  readonly httpPort: number;
  readonly httpsPort: number;
}

/**
 * How each of some routes is asked.
 * @param chosen the routes to ask
 * @param all every route of the report, for what else takes a name or a path
 */
export function planRoutes(
  chosen: readonly Route[],
  all: readonly Route[],
  known: Pick<Known, "addresses">,
  options: PlanOptions,
): RoutePlan[] {
  return chosen.map((route) => planRoute(route, all, known, options));
}

const NOWHERE =
  "it has no address: neither --resolve nor --address nor a status that was read gives one, and the name has no DNS";

function planRoute(
  route: Route,
  all: readonly Route[],
  known: Pick<Known, "addresses">,
  options: PlanOptions,
): RoutePlan {
  const refused = (reason: string): RoutePlan => ({ route, name: null, path: null, doors: [], reason, notes: [] });
  if (hasNoPrediction(route)) return refused("there is no prediction of what its clients get");
  const asking = askingFor(route, all, options);
  if ("reason" in asking) return refused(asking.reason);
  const { name, path, notes } = asking;
  const names = [name, route.host.toLowerCase()];
  const status = known.addresses.get(route.id) ?? [];
  const doors = doorsOf(route, options).map(
    ({ tls, published, port }): Door => ({
      tls,
      published,
      port,
      places: placesFor(names, [published, port], options, status),
    }),
  );
  if (doors.every(({ places }) => places.length === 0)) return refused(NOWHERE);
  return { route, name, path, doors, reason: null, notes };
}

function hasNoPrediction({ hops }: Route): boolean {
  return hops.find(({ role }) => role === "client")?.protection === "unknown";
}

function doorsOf({ port, client }: Route, { httpPort, httpsPort }: PlanOptions): Omit<Door, "places">[] {
  if (port === null) {
    return [
      { tls: false, published: 80, port: httpPort },
      { tls: true, published: 443, port: httpsPort },
    ];
  }
  // A port that may speak anything is sent no TLS that it does not expect.
  return [{ tls: client.https !== "refused", published: port, port }];
}
