import type { Listener } from "../../gateway-api/listeners.ts";
import type { EntryPoint } from "../entry-points.ts";
import type { TraefikWorld } from "../traefik-world.ts";

/**
 * The entry point of a listener: the one whose address ends with its port, and for HTTP one without http.tls. A
 * configuration that is only supposed is taken to listen where clients come in.
 */
export function entryPointOf(
  traefik: TraefikWorld,
  { port, protocol }: Pick<Listener, "port" | "protocol">,
): EntryPoint | null {
  const fits = (point: EntryPoint): boolean => !point.udp && (protocol !== "HTTP" || point.tls === null);
  const found = traefik.entryPoints.find((point) => point.own === port && fits(point));
  if (found !== undefined || traefik.config.object !== null) return found ?? null;
  return traefik.entryPoints.find((point) => point.port === port && fits(point)) ?? null;
}
