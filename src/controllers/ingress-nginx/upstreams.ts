import { integer, list, text } from "../../model/read.ts";
import type { KubeObject } from "../../model/objects.ts";
import type { Assumption, Place } from "../../model/report.ts";
import { assumption } from "../../model/evidence.ts";
import type { World } from "../contract.ts";
import { hasReadyEndpoints } from "../endpoints.ts";
import { type BackendRef, ingressRules } from "../ingress.ts";
import type { ParsedIngress } from "./parsed.ts";
import type { NginxSettings } from "./settings.ts";

/** A Service and port as the controller balances over it (createUpstreams, serviceEndpoints in controller.go). */
export interface Upstream {
  readonly namespace: string;
  readonly backend: BackendRef;
  readonly service: KubeObject | null;
  readonly ready: boolean;
  readonly externalDisabled: boolean;
  /** First asked for by a canary: no location of its own may use it. */
  readonly canaryOnly: boolean;
  readonly place: Place;
  readonly assumptions: readonly Assumption[];
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

  /** A Service by name with its first port, as annotations name them; null when it is missing. */
  named(namespace: string, name: string): Upstream | null {
    const service = this.#world.inventory.service(namespace, name);
    if (service === undefined && this.#world.inventory.whole) return null;
    const port = integer(service?.body, "spec", "ports", 0, "port") ?? null;
    return this.#make(namespace, { service: name, port, at: [] }, false, false);
  }

  #add(parsed: ParsedIngress, backend: BackendRef, replace: boolean): void {
    const key = upstreamKey(parsed.namespace, backend);
    if (!replace && this.#all.has(key)) return;
    this.#all.set(key, this.#make(parsed.namespace, backend, parsed.canary.value, parsed.serviceUpstream));
  }

  #make(namespace: string, backend: BackendRef, canaryOnly: boolean, clusterIp: boolean): Upstream {
    const { inventory } = this.#world;
    const service = inventory.service(namespace, backend.service) ?? null;
    const external = text(service?.body, "spec", "type") === "ExternalName";
    const externalDisabled = external && this.#settings.switched("disable-svc-external-name", false).value;
    const { ready, assumptions } = this.#endpoints(namespace, backend, service, external, clusterIp);
    return {
      namespace,
      backend,
      service,
      ready: ready && !externalDisabled,
      externalDisabled,
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
    external: boolean,
    clusterIp: boolean,
  ): { readonly ready: boolean; readonly assumptions: readonly Assumption[] } {
    const { inventory } = this.#world;
    if (service === null) {
      if (inventory.whole) return { ready: false, assumptions: [] };
      const name = `${namespace}/${backend.service}`;
      return {
        ready: true,
        assumptions: [
          assumption(`Service ${name}`, "it exists, has this port and ready pods", "add the Service to the input"),
        ],
      };
    }
    const wanted = String(backend.port ?? "");
    const port = list(service.body, "spec", "ports").find(
      (entry) =>
        String(integer(entry, "port") ?? "") === wanted ||
        String(targetOf(entry)) === wanted ||
        text(entry, "name") === wanted,
    );
    if (external) return { ready: port !== undefined || /^\d+$/.test(wanted), assumptions: [] };
    if (port === undefined) return { ready: false, assumptions: [] };
    if (clusterIp && text(service.body, "spec", "clusterIP") !== "None") return { ready: true, assumptions: [] };
    return { ready: hasReadyEndpoints(this.#world, service), assumptions: [] };
  }
}

function targetOf(port: unknown): string | number {
  return integer(port, "targetPort") ?? text(port, "targetPort") ?? integer(port, "port") ?? "";
}
