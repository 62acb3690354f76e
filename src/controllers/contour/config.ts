import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, flag, isFields, list, text, texts } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { parseYaml } from "../embedded-yaml.ts";
import type { ControllerContainer } from "../workloads.ts";

/** A name with its namespace, as Contour's settings write it. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** Contour's settings, from its configuration file or ContourConfiguration, and its flags. */
export interface Config {
  readonly object: KubeObject | null;
  readonly at: FieldPath;
  /** Classes that it serves; empty for the default: `contour` and none. */
  readonly classes: readonly string[];
  readonly rootNamespaces: readonly string[];
  /** The only namespaces that are looked at; empty for all. */
  readonly watched: readonly string[];
  readonly gateway: Named | null;
  readonly clientCertificate: Named | null;
  readonly fallbackCertificate: Named | null;
  readonly disablePermitInsecure: boolean;
  readonly externalNames: boolean;
  /** The ExtensionService that is asked before each request of any host. */
  readonly globalAuthorization: Named | null;
  readonly globalAuthorizationDisabled: boolean;
}

export const DEFAULTS: Config = {
  object: null,
  at: [],
  classes: [],
  rootNamespaces: [],
  watched: [],
  gateway: null,
  clientCertificate: null,
  fallbackCertificate: null,
  disablePermitInsecure: false,
  externalNames: false,
  globalAuthorization: null,
  globalAuthorizationDisabled: false,
};

export function configOf(world: World, container: ControllerContainer): Config {
  const flagged = (name: string): string | null => container.flags.find((item) => item.name === name)?.value ?? null;
  const classes = split(flagged("ingress-class-name"));
  const rootNamespaces = split(flagged("root-namespaces"));
  const named = flagged("contour-config-name");
  const base = named === null ? fromFile(world, container) : fromObject(world, container, named);
  return {
    ...base,
    classes: classes.length > 0 ? classes : base.classes,
    rootNamespaces: rootNamespaces.length > 0 ? rootNamespaces : base.rootNamespaces,
    watched: split(flagged("watch-namespaces")),
  };
}

function split(value: string | null): string[] {
  return (value ?? "")
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
}

/** The file of --config-path: an entry of a ConfigMap that the pod mounts. Source: pkg/config/parameters.go. */
function fromFile(world: World, container: ControllerContainer): Config {
  const { object } = container;
  const path = container.flags.find((item) => item.name === "config-path")?.value ?? null;
  if (path === null) return DEFAULTS;
  const key = path.slice(path.lastIndexOf("/") + 1);
  const volumes = list(object.body, "spec", "template", "spec", "volumes");
  for (const volume of volumes) {
    const name = text(volume, "configMap", "name");
    if (name === undefined) continue;
    const map = world.inventory.find("ConfigMap.", object.namespace, name);
    const source = text(map?.body, "data", key);
    if (map === undefined || source === undefined) continue;
    return read({ object: map, at: ["data", key] }, parseYaml(source));
  }
  return DEFAULTS;
}

function read(place: Pick<Config, "object" | "at">, body: unknown): Config {
  return {
    ...DEFAULTS,
    ...place,
    gateway: namedAt(body, "gateway", "gatewayRef"),
    clientCertificate: namedAt(body, "tls", "envoy-client-certificate"),
    fallbackCertificate: namedAt(body, "tls", "fallback-certificate"),
    disablePermitInsecure: flag(body, "disablePermitInsecure") === true,
    externalNames: flag(body, "enableExternalNameService") === true,
    globalAuthorization: joinedName(text(body, "globalExtAuth", "extensionService") ?? ""),
    globalAuthorizationDisabled: flag(body, "globalExtAuth", "authPolicy", "disabled") === true,
  };
}

/** `namespace/name`. */
function joinedName(value: string): Named | null {
  const [namespace = "", name = ""] = value.split("/");
  return name === "" ? null : { namespace, name };
}

/** Source: apis/projectcontour/v1alpha1/contourconfig.go. */
function fromObject(world: World, { object }: ControllerContainer, name: string): Config {
  const found = world.inventory.find("ContourConfiguration.projectcontour.io", object.namespace, name);
  return found === undefined ? DEFAULTS : fromSpec(found, ["spec"]);
}

function fromSpec(object: KubeObject, path: FieldPath): Config {
  const spec = at(object.body, ...path);
  return {
    ...DEFAULTS,
    object,
    at: path,
    classes: texts(spec, "ingress", "classNames"),
    rootNamespaces: texts(spec, "httpproxy", "rootNamespaces"),
    gateway: namedAt(spec, "gateway", "gatewayRef"),
    clientCertificate: namedAt(spec, "envoy", "clientCertificate"),
    fallbackCertificate: namedAt(spec, "httpproxy", "fallbackCertificate"),
    disablePermitInsecure: flag(spec, "httpproxy", "disablePermitInsecure") === true,
    externalNames: flag(spec, "enableExternalNameService") === true,
    globalAuthorization: namedAt(spec, "globalExtAuth", "extensionRef"),
    globalAuthorizationDisabled: flag(spec, "globalExtAuth", "authPolicy", "disabled") === true,
  };
}

function namedAt(body: unknown, ...path: string[]): Named | null {
  const value = at(body, ...path);
  const name = text(value, "name");
  return isFields(value) && name !== undefined ? { namespace: text(value, "namespace") ?? "default", name } : null;
}
