import type { Assumption, Place } from "../../model/report.ts";
import { text } from "../../model/read.ts";
import { FACTS } from "./facts.ts";
import type { Cause } from "./parsed.ts";
import type { Server } from "./servers.ts";
import type { NginxSettings } from "./settings.ts";

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
  // A Service that is missing is passed over: the host is terminated as any other.
  if (
    root?.placeholder === false &&
    upstream !== null &&
    upstream.service === null &&
    upstream.assumptions.length === 0
  )
    return null;
  const address = text(upstream?.service?.body, "spec", "clusterIP");
  const external = text(upstream?.service?.body, "spec", "type") === "ExternalName";
  const reaches = root?.placeholder === false && upstream !== null && address !== "None" && !external;
  return {
    reaches,
    place,
    cause: { fact: reaches ? FACTS.passthrough : FACTS.passthroughNoRoot, object: asked.object, at: asked.at },
    assumptions: upstream?.assumptions ?? [],
  };
}
