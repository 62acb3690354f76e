import type { FieldPath } from "../../model/objects.ts";
import { fields, integer, list, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { podLabels } from "../workloads.ts";
import type { StaticConfig, StaticSetting } from "./static-config.ts";

export interface EntryPoint {
  readonly name: string;
  /** The port that clients use: of the Service in front where the input has one. */
  readonly port: number;
  readonly isDefault: boolean;
  readonly tls: StaticSetting | null;
  readonly tlsOptions: string | null;
  readonly redirect: { readonly status: number; readonly scheme: string; readonly setting: StaticSetting } | null;
  readonly middlewares: readonly string[];
  readonly udp: boolean;
}

/** Source: pkg/config/static/entrypoints.go; a redirection without scheme goes to https, and is permanent. */
export function entryPoints(world: World, config: StaticConfig): EntryPoint[] {
  const names = config.children("entrypoints").filter((name) => config.text(`entrypoints.${name}.address`) !== null);
  const list = names.length > 0 ? names : ["http"];
  const ports = publishedPorts(world, config);
  return list.map((name) => {
    const key = `entrypoints.${name}`;
    const address = config.text(`${key}.address`) ?? ":80";
    const own = Number(/:(\d+)(?:\/\w+)?$/.exec(address)?.[1] ?? "80");
    const to = config.get(`${key}.http.redirections.entrypoint.to`);
    const permanent = config.text(`${key}.http.redirections.entrypoint.permanent`);
    const scheme = config.text(`${key}.http.redirections.entrypoint.scheme`) ?? "https";
    return {
      name,
      port: ports.get(name.toLowerCase()) ?? ports.get(String(own)) ?? conventional(name, own),
      isDefault: config.flag(`${key}.asdefault`),
      tls: config.section(`${key}.http.tls`),
      tlsOptions: config.text(`${key}.http.tls.options`),
      redirect:
        to === null
          ? null
          : { status: permanent !== null && /^false$/i.test(permanent) ? 302 : 301, scheme, setting: to },
      middlewares: config.list(`${key}.http.middlewares`),
      udp: /\/udp$/i.test(address),
    };
  });
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
