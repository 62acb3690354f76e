import { evidence } from "../../model/evidence.ts";
import type { ClientHop } from "../../model/report.ts";
import type { RouteDraft } from "../contract.ts";
import { presented } from "./client.ts";
import { FACTS } from "./facts.ts";
import { client, clientHop } from "./client-hop.ts";
import type { RouteWorld } from "./routes.ts";
import { type Server, wwwName } from "./servers.ts";

/**
 * Servers that only lead to the host with, or without, `www.`.
 * Source: pkg/util/ingress/ingress.go BuildRedirects, lua/nginx/ngx_srv_redirect.lua.
 */
export function wwwRoutes(world: RouteWorld): RouteDraft[] {
  return [...world.model.servers.values()].flatMap((server) => {
    const from = wwwName(server, world.model.servers);
    return from === null ? [] : [redirectRoute(world, server, from)];
  });
}

function redirectRoute(world: RouteWorld, server: Server, from: string): RouteDraft {
  const { settings, secrets, model, controller } = world;
  const owner = server.locations.find((location) => location.owner?.toOrFromWww.value === true)?.owner ?? null;
  const shown = presented(from, server, model.servers, secrets, settings);
  const ingress = owner?.ingress ?? null;
  const cause = { fact: FACTS.wwwRedirect, object: ingress, at: owner?.toOrFromWww.at ?? [] };
  const answer: ClientHop = client(
    "redirects",
    { status: settings.redirectCode, to: "http" },
    "terminates",
    shown,
    "none",
  );
  const hop = clientHop(answer, controller, [cause, shown.cause], [...shown.assumptions], null);
  if (ingress === null) throw new Error("a server that redirects has an Ingress that asked for it");
  return {
    object: ingress,
    at: cause.at,
    host: from,
    path: "/",
    pathType: "Prefix",
    because: [evidence(FACTS.wwwRedirect, ingress, cause.at)],
    client: answer,
    hops: [hop],
    traits: [],
  };
}
