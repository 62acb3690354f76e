import { load } from "js-yaml";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { fields, isFields, list, text } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import { assumption } from "../../model/evidence.ts";
import type { World } from "../contract.ts";
import type { ChartValues } from "../helm-values.ts";
import type { ControllerContainer } from "../workloads.ts";

/** One static setting: dotted path in lower case, value as text. */
export interface StaticSetting {
  readonly value: string;
  readonly object: KubeObject | null;
  readonly at: FieldPath;
  /** The key in the letter case as written, where names in it matter. */
  readonly key?: string;
}

/** Static configuration as a flat table, wherever it was written. */
export class StaticConfig {
  readonly version: string | null;
  readonly object: KubeObject | null;
  readonly assumptions: readonly Assumption[];
  readonly #settings: ReadonlyMap<string, StaticSetting>;

  constructor(
    settings: ReadonlyMap<string, StaticSetting>,
    rest: {
      readonly version: string | null;
      readonly object: KubeObject | null;
      readonly assumptions: readonly Assumption[];
    },
  ) {
    this.#settings = settings;
    this.version = rest.version;
    this.object = rest.object;
    this.assumptions = rest.assumptions;
  }

  get(key: string): StaticSetting | null {
    return this.#settings.get(key.toLowerCase()) ?? null;
  }

  text(key: string): string | null {
    return this.get(key)?.value ?? null;
  }

  /** A switch: `true`, or present without a value. */
  flag(key: string): boolean {
    return isOn(this.text(key));
  }

  /** A section: switched on by itself or by any key below it, off by any other word than `true`. */
  section(key: string): StaticSetting | null {
    const own = this.get(key);
    if (own !== null) return /^(?:true)?$/i.test(own.value) ? own : null;
    const prefix = `${key.toLowerCase()}.`;
    for (const [name, setting] of this.#settings) if (name.startsWith(prefix)) return setting;
    return null;
  }

  /** Names one level below a key, in the letter case as written first. */
  children(key: string): string[] {
    const prefix = `${key.toLowerCase()}.`;
    const names = new Map<string, string>();
    for (const [name, { key: written = name }] of this.#settings) {
      if (!name.startsWith(prefix)) continue;
      const child = (written.slice(prefix.length).split(".")[0] ?? "").replace(/\[\d+\]$/, "");
      if (child !== "" && !names.has(child.toLowerCase())) names.set(child.toLowerCase(), child);
    }
    return [...names.values()].sort();
  }

  list(key: string): string[] {
    const own = this.text(key);
    if (own !== null)
      return own
        .split(",")
        .map((item) => item.trim())
        .filter(Boolean);
    const found: string[] = [];
    for (let index = 0; ; index++) {
      const item = this.text(`${key}[${index}]`);
      if (item === null) return found;
      found.push(item);
    }
  }
}

function isOn(value: string | null): boolean {
  return value !== null && (value === "" || /^(?:true|1|t)$/i.test(value));
}

/** Flags, else environment; a mounted file wins over both. Source: measured, pkg/cli/loader_*.go. */
export function fromContainer(world: World, container: ControllerContainer, version: string | null): StaticConfig {
  const { object } = container;
  const file = mountedFile(world, container);
  if (file !== null) return new StaticConfig(file.settings, { version, object, assumptions: file.assumptions });
  const flags = new Map<string, StaticSetting>();
  const words = [...list(container.container, "command"), ...list(container.container, "args")];
  for (const { name, value, at } of container.flags) {
    const alone = words.some((item) => typeof item === "string" && item.replace(/^--?/, "") === name);
    // Settings of entry points take no value from the next word, and where a word is no flag, the flags end.
    const ends = alone && value !== null && /^entrypoints\./i.test(name);
    flags.set(name.toLowerCase(), { value: ends ? "" : (value ?? ""), object, at, key: name });
    if (ends) break;
  }
  if (flags.size > 0) return new StaticConfig(flags, { version, object, assumptions: [] });
  const env = new Map<string, StaticSetting>();
  for (const [name, variable] of container.env) {
    if (!name.startsWith("TRAEFIK_")) continue;
    const key = name.slice("TRAEFIK_".length).toLowerCase().replaceAll("_", ".");
    env.set(key, { value: variable.value ?? "", object, at: variable.at });
  }
  return new StaticConfig(env, { version, object, assumptions: [] });
}

interface MountedFile {
  readonly settings: ReadonlyMap<string, StaticSetting>;
  readonly assumptions: readonly Assumption[];
}

/** `--configFile`, or traefik.yml in the default places, mounted from a ConfigMap. */
function mountedFile(world: World, container: ControllerContainer): MountedFile | null {
  const named = container.flags.find((flag) => flag.name.toLowerCase() === "configfile")?.value ?? null;
  const pod = container.at.slice(0, -2);
  const volumes = list(container.object.body, ...pod, "volumes");
  for (const mount of list(container.container, "volumeMounts")) {
    const volume = volumes.find((item) => text(item, "name") === text(mount, "name"));
    const name = text(volume, "configMap", "name");
    if (name === undefined) continue;
    const path = text(mount, "mountPath") ?? "";
    const configMap = world.inventory.find("ConfigMap.", container.object.namespace, name);
    for (const [key, content] of Object.entries(fields(configMap?.body, "data"))) {
      const full = text(mount, "subPath") === key ? path : `${path.replace(/\/$/, "")}/${key}`;
      const chosen = named === null ? /\/etc\/traefik\/traefik\.(?:ya?ml|toml)$/.test(full) : full === named;
      if (!chosen || configMap === undefined || typeof content !== "string") continue;
      const at: FieldPath = ["data", key];
      if (full.endsWith(".toml")) return { settings: new Map(), assumptions: [tomlAssumption(configMap)] };
      return { settings: flattenText(content, configMap, at), assumptions: [] };
    }
  }
  if (named === null) return null;
  return { settings: new Map(), assumptions: [fileAssumption(named)] };
}

function tomlAssumption(configMap: KubeObject): Assumption {
  return assumption(
    `the TOML file in ConfigMap ${configMap.namespace}/${configMap.name}`,
    "it changes no default",
    "write it as YAML, or pass the same settings as flags in --controller-config FILE",
  );
}

function fileAssumption(path: string): Assumption {
  return assumption(`Traefik's file ${path}`, "it changes no default", "add the ConfigMap that is mounted there");
}

function flattenText(source: string, object: KubeObject, at: FieldPath): Map<string, StaticSetting> {
  const settings = new Map<string, StaticSetting>();
  if (source.length > 1024 * 1024) return settings;
  try {
    flatten(load(source, { maxAliases: 50 }), "", settings, object, at);
  } catch {
    return settings;
  }
  return settings;
}

/** An empty section (`tls: {}`) is on. */
function flatten(
  value: unknown,
  key: string,
  into: Map<string, StaticSetting>,
  object: KubeObject,
  at: FieldPath,
): void {
  const set = (text: string): void => {
    if (key !== "") into.set(key.toLowerCase(), { value: text, object, at, key });
  };
  if (Array.isArray(value)) {
    value.forEach((item, index) => flatten(item, `${key}[${index}]`, into, object, at));
  } else if (isFields(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) set("true");
    for (const [name, item] of entries) flatten(item, key === "" ? name : `${key}.${name}`, into, object, at);
  } else {
    set(value === null ? "true" : String(value));
  }
}

/** The chart's own arguments for its values. Source: traefik/templates/_podtemplate.tpl, traefik/values.yaml (41.3.0). */
export function fromChart(chart: ChartValues, version: string | null): StaticConfig {
  const { values, object } = chart;
  const settings = new Map<string, StaticSetting>();
  const set = (key: string, value: string, path: FieldPath): void => {
    const at = chart.structured ? [...chart.at, ...path] : chart.at;
    settings.set(key.toLowerCase(), { value, object, at, key });
  };
  const ports = { ...CHART_PORTS, ...fields(values, "ports") };
  for (const [name, port] of Object.entries(ports)) {
    if (!isFields(port)) continue;
    const base = CHART_PORTS[name] ?? {};
    set(`entrypoints.${name}.address`, `:${String(port["port"] ?? base["port"] ?? 0)}/tcp`, ["ports", name, "port"]);
    const tls = fields(port, "http", "tls")["enabled"] ?? fields(port, "tls")["enabled"] ?? base["tls"];
    if (tls === true) set(`entrypoints.${name}.http.tls`, "true", ["ports", name]);
    const options = text(port, "http", "tls", "options") ?? text(port, "tls", "options");
    if (options !== undefined && options !== "") set(`entrypoints.${name}.http.tls.options`, options, ["ports", name]);
    const to =
      text(port, "http", "redirections", "entryPoint", "to") ??
      text(port, "redirections", "entryPoint", "to") ??
      text(port, "redirectTo", "port") ??
      text(port, "redirectTo");
    if (to !== undefined) set(`entrypoints.${name}.http.redirections.entrypoint.to`, to, ["ports", name]);
    if (port["asDefault"] === true) set(`entrypoints.${name}.asdefault`, "true", ["ports", name, "asDefault"]);
  }
  for (const [name, key] of [
    ["kubernetesIngress", "providers.kubernetesingress"],
    ["kubernetesCRD", "providers.kubernetescrd"],
    ["kubernetesIngressNGINX", "providers.kubernetesingressnginx"],
  ] as const) {
    const provider = fields(values, "providers", name);
    const enabled = provider["enabled"] ?? name !== "kubernetesIngressNGINX";
    if (enabled === true) set(key, "true", ["providers", name]);
    for (const [option, value] of Object.entries(provider)) {
      if (typeof value === "string" || typeof value === "boolean")
        set(`${key}.${option}`, String(value), ["providers", name, option]);
    }
  }
  list(values, "additionalArguments").forEach((argument, index) => {
    const match = /^--?([^=]+)(?:=(.*))?$/.exec(typeof argument === "string" ? argument : "");
    if (match !== null) set(match[1] ?? "", match[2] ?? "", ["additionalArguments", index]);
  });
  return new StaticConfig(settings, { version, object, assumptions: [] });
}

const CHART_PORTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  web: { port: 8000, exposedPort: 80 },
  websecure: { port: 8443, exposedPort: 443, tls: true },
};

/** What the chart installs when nobody says otherwise, for input that holds no Traefik. */
export function supposedConfig(version: string | null): StaticConfig {
  const settings = new Map<string, StaticSetting>();
  const entries: Readonly<Record<string, string>> = {
    "entrypoints.web.address": ":8000/tcp",
    "entrypoints.websecure.address": ":8443/tcp",
    "entrypoints.websecure.http.tls": "true",
    "providers.kubernetesingress": "true",
    "providers.kubernetescrd": "true",
  };
  for (const [key, value] of Object.entries(entries)) settings.set(key, { value, object: null, at: [] });
  const assumptions = [
    assumption(
      "Traefik's static configuration",
      "the chart's defaults: entry points web (80) and websecure (443, with http.tls), no redirection",
      "add Traefik's Deployment or HelmRelease to the input, or pass --controller-config FILE",
    ),
  ];
  if (version === null) {
    assumptions.push(assumption("which release of Traefik runs", "3.7", "pass --controller traefik=VERSION"));
  }
  return new StaticConfig(settings, { version, object: null, assumptions });
}
