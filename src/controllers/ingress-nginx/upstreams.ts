import { fields, integer, list, text } from "../../model/read.ts";
import type { KubeObject } from "../../model/objects.ts";
import type { Assumption, Place } from "../../model/report.ts";
import { assumption } from "../../model/evidence.ts";
import type { World } from "../contract.ts";
import { type BackendRef, ingressRules } from "../ingress.ts";
import type { ParsedIngress } from "./parsed.ts";
import {
  type EndpointState,
  isExternal,
  portEndpoints,
  serviceEndpoints,
  servicePort,
  targetOf,
} from "./service-endpoints.ts";
import type { NginxSettings } from "./settings.ts";

/** A Service and port as the controller balances over it (createUpstreams, serviceEndpoints in controller.go). */
export interface Upstream {
  readonly key: string;
  readonly namespace: string;
  readonly backend: BackendRef;
  readonly service: KubeObject | null;
  /** It has endpoints that can be connected to. */
  readonly ready: boolean;
  /** An ExternalName Service lacks the named port: connections go to port 0. */
  readonly portZero: boolean;
  readonly externalDisabled: boolean;
  /** Some Ingress has it as spec.defaultBackend: the controller then forgets its port, which passthrough needs. */
  readonly asDefault: boolean;
  /** What tells its pods and their port from others, for connections that are kept. */
  readonly pool: string;
  /** First asked for by a canary: no location of its own may use it. */
  readonly canaryOnly: boolean;
  readonly place: Place;
  readonly assumptions: readonly Assumption[];
}

/** Whether the controller sees endpoints, be it ones that nobody answers at. */
export function hasEndpoints(upstream: Upstream): boolean {
  return upstream.ready || upstream.portZero;
}

export function upstreamKey(namespace: string, backend: BackendRef): string {
  return `${namespace}|${backend.service}|${backend.port ?? ""}`;
}

/** All upstreams of the Ingresses, the oldest first: the first one to name a Service and port decides. */
export class Upstreams {
  readonly #all = new Map<string, Upstream>();
  readonly #world: World;
  readonly #settings: NginxSettings;

  constructor(world: World, settings: NginxSettings, ingresses: readonly ParsedIngress[]) {
    this.#world = world;
    this.#settings = settings;
    for (const parsed of ingresses) {
      if (parsed.rejected !== null) continue;
      const rules = ingressRules(parsed.ingress);
      // The default backend comes first and replaces what an older Ingress made of the same name.
      for (const { backend } of rules.filter((rule) => rule.isDefault)) {
        if (backend !== null) this.#add(parsed, backend, true);
      }
      for (const { backend } of rules.filter((rule) => !rule.isDefault)) {
        if (backend !== null) this.#add(parsed, backend, false);
      }
    }
  }

  get(key: string): Upstream {
    const found = this.#all.get(key);
    if (found !== undefined) return found;
    const [namespace = "", service = "", port = ""] = key.split("|");
    return this.#make(namespace, { service, port: port === "" ? null : port, at: [] }, false, false);
  }

  /** A Service by name with its first port, as annotations name them; null when it is missing or has no port. */
  named(namespace: string, name: string): Upstream | null {
    const service = this.#world.inventory.service(namespace, name);
    if (service === undefined && (this.#world.inventory.whole || !this.#settings.sees(namespace))) return null;
    const entry = list(service?.body, "spec", "ports")[0];
    if (service !== undefined && entry === undefined) return null;
    const port = integer(entry, "port") ?? null;
    const made = this.#make(namespace, { service: name, port, at: [] }, false, false, entry);
    // --disable-svc-external-name is not asked here.
    if (!made.externalDisabled || service === undefined) return made;
    return { ...made, externalDisabled: false, ready: portEndpoints(this.#world, service, entry) === "ready" };
  }

  #add(parsed: ParsedIngress, backend: BackendRef, replace: boolean): void {
    const key = upstreamKey(parsed.namespace, backend);
    if (!replace && this.#all.has(key)) return;
    const made = this.#make(parsed.namespace, backend, parsed.canary.value, parsed.serviceUpstream);
    this.#all.set(key, { ...made, asDefault: replace });
  }

  #make(namespace: string, backend: BackendRef, canaryOnly: boolean, clusterIp: boolean, port?: unknown): Upstream {
    const service = this.#world.inventory.service(namespace, backend.service) ?? null;
    const visible = service !== null && this.#settings.sees(namespace) ? service : null;
    const external = visible !== null && isExternal(visible);
    const externalDisabled = external && this.#settings.switched("disable-svc-external-name", false).value;
    const { state, assumptions } = this.#endpoints(namespace, backend, visible, clusterIp, port);
    return {
      key: upstreamKey(namespace, backend),
      namespace,
      backend,
      service: visible,
      ready: state === "ready" && !externalDisabled,
      portZero: state === "port-zero" && !externalDisabled,
      externalDisabled,
      asDefault: false,
      pool: poolOf(namespace, backend, visible),
      canaryOnly,
      assumptions,
      place: external
        ? {
            kind: "external",
            name: text(service?.body, "spec", "externalName") ?? backend.service,
            namespace: null,
            port: backend.port,
          }
        : { kind: "service", name: backend.service, namespace, port: backend.port },
    };
  }

  #endpoints(
    namespace: string,
    backend: BackendRef,
    service: KubeObject | null,
    clusterIp: boolean,
    port: unknown,
  ): { readonly state: EndpointState; readonly assumptions: readonly Assumption[] } {
    if (service === null) {
      if (this.#world.inventory.whole || !this.#settings.sees(namespace)) return { state: "none", assumptions: [] };
      const name = `${namespace}/${backend.service}`;
      return {
        state: "ready",
        assumptions: [
          assumption(`Service ${name}`, "it exists, has this port and ready pods", "add the Service to the input"),
        ],
      };
    }
    if (port !== undefined) return { state: portEndpoints(this.#world, service, port), assumptions: [] };
    const wanted = String(backend.port ?? "");
    if (clusterIp && hasClusterEndpoint(service, backend.port)) return { state: "ready", assumptions: [] };
    return { state: serviceEndpoints(this.#world, service, wanted), assumptions: [] };
  }
}

/** A port by name has to be the Service's; a number is taken as it stands. Source: controller.go getServiceClusterEndpoint. */
function hasClusterEndpoint(service: KubeObject, port: BackendRef["port"]): boolean {
  if (isExternal(service) || text(service.body, "spec", "clusterIP") === "None") return false;
  return typeof port === "number" || list(service.body, "spec", "ports").some((entry) => text(entry, "name") === port);
}

/** Pods by their selector, else by their Service; the port by its target. */
function poolOf(namespace: string, backend: BackendRef, service: KubeObject | null): string {
  const selector = Object.entries(fields(service?.body, "spec", "selector")).map(([key, value]) => `${key}=${value}`);
  const pods = selector.length === 0 ? backend.service : selector.toSorted().join(",");
  const port = service === null ? undefined : servicePort(service, String(backend.port ?? ""));
  return `${namespace}/${pods}:${port === undefined ? backend.port : targetOf(port)}`;
}
