import type { FieldPath } from "../../model/objects.ts";
import { fields, integer, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { podLabels } from "../workloads.ts";
import { FACTS } from "./facts.ts";
import { type MiddlewareEffects, middlewareEffects } from "./middlewares.ts";
import { qualified, type Referrer } from "./references.ts";
import type { StaticConfig, StaticSetting } from "./static-config.ts";

export interface EntryPoint {
  readonly name: string;
  /** The port that clients use: of the Service in front where the input has one. */
  readonly port: number;
  /** The port of its address. */
  readonly own: number;
  readonly isDefault: boolean;
  readonly tls: StaticSetting | null;
  readonly tlsOptions: string | null;
  readonly redirect: EntryPointRedirect | null;
  /** Middlewares that go before those of every router. */
  readonly effects: MiddlewareEffects;
  readonly udp: boolean;
}

interface EntryPointRedirect {
  readonly status: number;
  readonly scheme: string;
  /** It is a router like others: one of higher priority goes before it. */
  readonly priority: number;
  readonly setting: StaticSetting;
}

/** Source: pkg/config/static/entrypoints.go. */
export function entryPoints(referrer: Referrer, config: StaticConfig): EntryPoint[] {
  const { world } = referrer;
  const names = config.children("entrypoints").filter((name) => config.text(`entrypoints.${name}.address`) !== null);
  const list = names.length > 0 ? names : ["http"];
  const ports = publishedPorts(world, config);
  return list.map((name) => {
    const key = `entrypoints.${name}`;
    const address = config.text(`${key}.address`) ?? ":80";
    const own = Number(/:(\d+)(?:\/\w+)?$/.exec(address)?.[1] ?? "80");
    return {
      name,
      port: ports.get(name.toLowerCase()) ?? ports.get(String(own)) ?? conventional(name, own),
      own,
      isDefault: config.flag(`${key}.asdefault`),
      tls: config.section(`${key}.http.tls`),
      tlsOptions: config.text(`${key}.http.tls.options`) || null,
      redirect: redirectOf(config, key, list),
      effects: middlewareEffects(
        referrer,
        config.list(`${key}.http.middlewares`).map((reference) => ({
          reference: qualified(referrer, "Middleware", reference),
          by: {
            fact: FACTS.middlewareRedirect,
            object: config.object,
            at: config.get(`${key}.http.middlewares`)?.at ?? [],
          },
        })),
      ),
      udp: /\/udp$/i.test(address),
    };
  });
}

const ANY_HOST = "HostRegexp(`^.+$`)";

/** A redirection without scheme goes to https, and is permanent; one to an entry point that is not there is none. */
function redirectOf(config: StaticConfig, key: string, names: readonly string[]): EntryPointRedirect | null {
  const base = `${key}.http.redirections.entrypoint`;
  const to = config.get(`${base}.to`);
  if (to === null || !(names.includes(to.value) || /^:\d+$/.test(to.value))) return null;
  const permanent = config.text(`${base}.permanent`);
  const priority = config.text(`${base}.priority`);
  return {
    status: permanent !== null && /^(?:false|0|f)$/i.test(permanent) ? 302 : 301,
    scheme: config.text(`${base}.scheme`) || "https",
    priority: priority === null ? Number.POSITIVE_INFINITY : Number(priority) || ANY_HOST.length,
    setting: to,
  };
}

/** Charts and examples put 80 and 443 in front of 8000 and 8443. */
function conventional(name: string, own: number): number {
  if (own === 8000 || (own !== 443 && /^web$/i.test(name))) return 80;
  return own === 8443 || /^websecure$/i.test(name) ? 443 : own;
}

/** Target port (name or number) → port of the Service that selects Traefik's pods. */
function publishedPorts(world: World, config: StaticConfig): Map<string, number> {
  const found = new Map<string, number>();
  const { object } = config;
  if (object === null) return found;
  const labels = podLabels(object);
  const containerPorts = new Map<string, string>();
  const path: FieldPath = ["spec", "template", "spec", "containers"];
  for (const container of list(object.body, ...path)) {
    for (const port of list(container, "ports")) {
      const name = text(port, "name");
      if (name !== undefined) containerPorts.set(name, String(integer(port, "containerPort") ?? ""));
    }
  }
  for (const service of world.inventory.all("Service.")) {
    const selector = Object.entries(fields(service.body, "spec", "selector"));
    if (service.namespace !== object.namespace || selector.length === 0) continue;
    if (!selector.every(([key, value]) => labels[key] === value)) continue;
    for (const port of list(service.body, "spec", "ports")) {
      const target = text(port, "targetPort") ?? String(integer(port, "targetPort") ?? integer(port, "port") ?? "");
      const number = integer(port, "port") ?? 0;
      found.set(containerPorts.get(target) ?? target, number);
      if (!found.has(target)) found.set(target.toLowerCase(), number);
    }
  }
  return found;
}
