import { evidence } from "../../model/evidence.ts";
import { fields } from "../../model/read.ts";
import type { ClientHop, Place } from "../../model/report.ts";
import type { RouteDraft, World } from "../contract.ts";
import { FACTS } from "./facts.ts";
import type { NginxSettings } from "./settings.ts";
import type { Upstreams } from "./upstreams.ts";

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
  if (configMap === undefined) return [];
  return Object.entries(fields(configMap.body, "data")).flatMap(([key, value]) => {
    const match = typeof value === "string" ? /^([^/:]+)\/([^:]+):([^:]+)/.exec(value) : null;
    if (match === null || !/^\d+$/.test(key)) return [];
    const [, namespace = "", service = "", port = ""] = match;
    const at = ["data", key];
    const upstream = upstreams.get(`${namespace}|${service}|${port}`);
    const reaches = upstream.ready;
    const client: ClientHop = {
      http: reaches ? "serves" : "refused",
      redirectStatus: null,
      redirectTo: null,
      https: reaches ? "passes-through" : "refused",
      certificate: { kind: reaches ? "in-pod" : "none" },
      clientCertificate: "none",
    };
    const protection = reaches ? "passthrough" : "broken";
    const items = [evidence(FACTS.tcpService, configMap, at)];
    const leg = { protection, by: reaches ? "application" : "none", status: null, evidence: items } as const;
    return [
      {
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
      },
    ];
  });
}
