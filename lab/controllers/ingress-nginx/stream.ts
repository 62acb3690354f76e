import { passthroughOf } from "../../../src/controllers/ingress-nginx/passthrough.ts";
import { fields, integer, list, text } from "../../../src/model/read.ts";
import { type Manifest, namespaceOf, nameOf } from "../../world/manifests.ts";
import { addressesOf, type Endpoint } from "./endpoints.ts";
import type { CaseModel } from "./model.ts";
import { BEFORE_PASSTHROUGH, BEHIND_PASSTHROUGH, LISTEN } from "./ports.ts";

export interface Streams {
  readonly stored: readonly Manifest[];
  /** Endpoints of TCP services by the port that they are published on. */
  readonly tcp: ReadonlyMap<number, Endpoint>;
}

/**
 * What goes through byte for byte. The controller's own proxy for passthrough is a program in Go; nginx looks at the
 * server name in its place.
 */
export function streamOf(model: CaseModel, streams: Streams): string {
  const tcp = [...streams.tcp].map(
    ([port, to]) => `server { listen ${LISTEN}:${port}; proxy_pass ${to.address}:${to.port}; }`,
  );
  return [...(model.settings.passthrough.value ? [passthrough(model, streams)] : []), ...tcp].join("\n");
}

function passthrough(model: CaseModel, { stored }: Streams): string {
  const hosts = [...model.servers.values()].flatMap((server) => {
    const through = passthroughOf(server, server.host, model.settings);
    if (through === null) return [];
    // Port 1 of loopback answers nobody.
    const to = through.reaches ? clusterAddress(through.place, stored) : `${LISTEN}:1`;
    return [`  ${server.host} ${to};`];
  });
  return `map $ssl_preread_server_name $passed_to {
${hosts.join("\n")}
  default ${LISTEN}:${BEFORE_PASSTHROUGH};
}
server { listen ${LISTEN}:443; ssl_preread on; proxy_pass $passed_to; }
server { listen ${LISTEN}:${BEFORE_PASSTHROUGH}; proxy_pass ${LISTEN}:${BEHIND_PASSTHROUGH}; proxy_protocol on; }`;
}

function clusterAddress(
  {
    namespace,
    name,
    port,
  }: { readonly namespace: string | null; readonly name: string; readonly port: string | number | null },
  stored: readonly Manifest[],
): string {
  const service = stored.find(
    (item) => item.kind === "Service" && nameOf(item) === name && namespaceOf(item) === namespace,
  );
  const entry = list(service, "spec", "ports").find(
    (item) => String(integer(item, "port")) === String(port) || text(item, "name") === port,
  );
  return `${text(service, "spec", "clusterIP")}:${integer(entry, "port")}`;
}

/** Entries of the ConfigMap of --tcp-services-configmap that lead somewhere. */
export async function tcpServices(model: CaseModel, stored: readonly Manifest[]): Promise<Map<number, Endpoint>> {
  const found = new Map<number, Endpoint>();
  const reference = model.settings.reference("tcp-services-configmap");
  if (reference === null) return found;
  const configMap = model.inventory.find("ConfigMap.", reference.namespace, reference.name);
  for (const [port, value] of Object.entries(fields(configMap?.body, "data"))) {
    const match = /^([^/:]+)\/([^/:]+):([^:]+)/.exec(String(value));
    if (match === null) continue;
    const [, namespace = "", service = "", target = ""] = match;
    const [first] = await addressesOf(model.upstreams.get(`${namespace}|${service}|${target}`), false, stored);
    if (first !== undefined) found.set(Number(port), first);
  }
  return found;
}
