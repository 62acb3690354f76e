import { evidence } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/objects.ts";
import { fields, integer, list, text } from "../../model/read.ts";
import type { ClientHop, Place } from "../../model/report.ts";
import type { RouteDraft, World } from "../contract.ts";
import { FACTS } from "./facts.ts";
import { portEndpoints } from "./service-endpoints.ts";
import type { NginxSettings } from "./settings.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

/** Flags with the ports that the controller keeps for itself. */
const OWN_PORTS = [
  ["http-port", 80],
  ["https-port", 443],
  ["ssl-passthrough-proxy-port", 442],
  ["healthz-port", 10254],
  ["default-server-port", 8181],
  ["profiler-port", 10245],
  ["status-port", 10246],
  ["stream-port", 10247],
] as const;

/** `port: namespace/service:port[:PROXY][:PROXY]` of the ConfigMap of --tcp-services-configmap. Source: getStreamServices. */
export function tcpRoutes(
  world: World,
  settings: NginxSettings,
  upstreams: Upstreams,
  controller: Place,
): RouteDraft[] {
  const reference = settings.reference("tcp-services-configmap");
  const configMap =
    reference === null ? undefined : world.inventory.find("ConfigMap.", reference.namespace, reference.name);
  if (configMap === undefined || reference === null) return [];
  const own = new Set(OWN_PORTS.map(([flag, port]) => Number(settings.flag(flag)?.value ?? port)));
  return Object.entries(fields(configMap.body, "data")).flatMap(([key, value]) => {
    const match = typeof value === "string" ? /^([^/:]+)\/([^/:]+):([^:]+)/.exec(value) : null;
    if (match === null || !/^\d+$/.test(key)) return [];
    const [, namespace = "", service = "", port = ""] = match;
    const upstream = upstreams.get(`${namespace}|${service}|${port}`);
    const served = settings.sees(reference.namespace) && !own.has(Number(key)) && isReady(world, upstream, port);
    return [tcpRoute(configMap, key, upstream, port, served, controller)];
  });
}

/** The port by its number or its name, never by its target. */
function isReady(world: World, { service, assumptions }: Upstream, wanted: string): boolean {
  if (service === null) return assumptions.length > 0;
  const port = list(service.body, "spec", "ports").find((entry) =>
    /^\d+$/.test(wanted) ? integer(entry, "port") === Number(wanted) : text(entry, "name") === wanted,
  );
  return port !== undefined && portEndpoints(world, service, port) === "ready";
}

function tcpRoute(
  configMap: KubeObject,
  key: string,
  upstream: Upstream,
  port: string,
  served: boolean,
  controller: Place,
): RouteDraft {
  const at = ["data", key];
  const client: ClientHop = {
    http: served ? "serves" : "refused",
    redirectStatus: null,
    redirectTo: null,
    https: served ? "passes-through" : "refused",
    certificate: { kind: served ? "in-pod" : "none" },
    clientCertificate: "none",
  };
  const protection = served ? "passthrough" : "broken";
  const items = [evidence(served ? FACTS.tcpService : FACTS.tcpNotServed, configMap, at)];
  const leg = { protection, by: served ? "application" : "none", status: null } as const;
  return {
    object: configMap,
    at,
    host: "*",
    path: "/",
    pathType: "Prefix",
    port: Number(key),
    because: items,
    client,
    hops: [
      {
        ...leg,
        evidence: [...items],
        from: { kind: "client", name: "client", namespace: null, port: null },
        to: { ...controller, port: Number(key) },
        role: "client",
        assumptions: [],
      },
      {
        ...leg,
        evidence: [...items],
        from: controller,
        to: { ...upstream.place, port: Number(port) || port },
        role: "backend",
        assumptions: [...upstream.assumptions],
      },
    ],
    traits: [],
  };
}
