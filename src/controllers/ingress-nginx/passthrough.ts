import type { Fact } from "../../model/evidence.ts";
import type { Assumption, Place } from "../../model/report.ts";
import { integer, list, text } from "../../model/read.ts";
import { FACTS } from "./facts.ts";
import type { Cause } from "./parsed.ts";
import type { Location, Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";
import type { Upstream } from "./upstreams.ts";

export interface Passthrough {
  /** False: TLS of the host is taken and leads nowhere. */
  readonly reaches: boolean;
  readonly place: Place;
  readonly cause: Cause;
  readonly assumptions: readonly Assumption[];
}

/**
 * Where TLS of a host name goes past the controller; null where it ends there.
 * The name is compared exactly, and only the Service of path `/` counts.
 * Source: controller.go getConfiguration, pkg/tcpproxy/tcp.go.
 */
export function passthroughOf(server: Server, host: string, settings: NginxSettings): Passthrough | null {
  const asked = server.passthrough;
  if (asked === null || !settings.passthrough.value || server.host !== host || host.startsWith("*") || host === "_")
    return null;
  const root = server.locations.find((location) => location.path === "/");
  const upstream = root?.upstream ?? null;
  const place: Place = upstream?.place ?? { kind: "service", name: "no Service for /", namespace: null, port: null };
  const address = text(upstream?.service?.body, "spec", "clusterIP");
  const external = text(upstream?.service?.body, "spec", "type") === "ExternalName";
  // A Service without an address, be it missing, makes the controller dial itself.
  const exists = upstream !== null && (upstream.service !== null || upstream.assumptions.length > 0);
  const reaches =
    root?.placeholder === false &&
    exists &&
    address !== "None" &&
    !external &&
    hasPort(upstream) &&
    !upstream.asDefault;
  return {
    reaches,
    place,
    cause: { fact: reaches ? FACTS.passthrough : whyNot(root), object: asked.object, at: asked.at },
    assumptions: upstream?.assumptions ?? [],
  };
}

/** By number or name: the target of a port is not looked at. */
function hasPort({ service, backend }: Upstream): boolean {
  if (service === null) return true;
  return list(service.body, "spec", "ports").some(
    (entry) => integer(entry, "port") === Number(backend.port) || text(entry, "name") === backend.port,
  );
}

function whyNot(root: Location | undefined): Fact {
  return root?.placeholder === false ? FACTS.passthroughNoAddress : FACTS.passthroughNoRoot;
}
