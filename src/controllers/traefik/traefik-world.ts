import { assumption } from "../../model/evidence.ts";
import type { Assumption } from "../../model/report.ts";
import type { HopRole } from "../../model/words.ts";
import type { World } from "../contract.ts";
import type { Cause, Leg } from "./dynamic.ts";
import type { EntryPoint } from "./entry-points.ts";
import type { Referrer } from "./references.ts";
import type { ServiceOptions, ServicePort } from "./services.ts";
import type { StaticConfig } from "./static-config.ts";
import type { TransportTls } from "./transports.ts";

/** One Traefik with its static configuration read. */
export interface TraefikWorld {
  readonly world: World;
  readonly config: StaticConfig;
  readonly entryPoints: readonly EntryPoint[];
  readonly ingressOptions: ServiceOptions;
  readonly crdOptions: ServiceOptions;
  /** How references between custom resources resolve. */
  readonly referrer: Referrer;
}

/** Entry points of a router: those it names that exist; the default ones, else all, where it names none. */
export function entryPointNames(traefik: TraefikWorld, names: readonly string[]): string[] {
  const http = traefik.entryPoints.filter((point) => !point.udp);
  if (names.length > 0) {
    const found = http.filter((point) => names.includes(point.name)).map((point) => point.name);
    // A name that only the real static configuration knows.
    if (found.length > 0 || traefik.config.object !== null) return found;
  }
  const defaults = http.filter((point) => point.isDefault);
  return (defaults.length > 0 ? defaults : http).map((point) => point.name);
}

/** What is supposed of entry points that a router names and that a supposed configuration does not have. */
export function entryPointAssumptions(traefik: TraefikWorld, names: readonly string[]): Assumption[] {
  if (traefik.config.object !== null) return [];
  const known = traefik.entryPoints.map((point) => point.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0 || unknown.length < names.length) return [];
  return [
    assumption(
      `Traefik's entry point ${unknown.join(", ")}`,
      "it stands for web and websecure",
      "add Traefik's Deployment or HelmRelease to the input, or pass --controller-config FILE",
    ),
  ];
}

/** A leg to a Service: clear text, or what its transport makes of TLS; broken where nobody is behind it. */
export function httpLeg(role: HopRole, target: ServicePort, tls: TransportTls | null, cause: Cause): Leg {
  const base = { role, place: target.place };
  const made: Leg =
    tls === null
      ? {
          ...base,
          protection: "plaintext",
          causes: [cause],
          assumptions: target.assumptions,
          breaks: null,
          notInForce: null,
        }
      : {
          ...base,
          ...tls,
          causes: tls.causes[0]?.fact === cause.fact ? tls.causes : [...tls.causes, cause],
          assumptions: [...target.assumptions, ...tls.assumptions],
        };
  return target.empty ? { ...made, protection: "broken", status: 503, breaks: null, notInForce: null } : made;
}
