import type { FieldPath, KubeObject } from "../model/objects.ts";
import { at, integer, list, text } from "../model/read.ts";
import type { PathType, Place } from "../model/report.ts";

/** One declared (host, path) of an Ingress, before any controller has looked at it. */
export interface IngressRule {
  /** `*` when the rule names no host. */
  readonly host: string;
  readonly path: string;
  readonly pathType: PathType;
  /** The path entry, e.g. `spec.rules[0].http.paths[1]`; `spec.defaultBackend` for the default. */
  readonly at: FieldPath;
  /** True for `spec.defaultBackend`. */
  readonly isDefault: boolean;
  readonly backend: BackendRef | null;
  readonly place: Place;
}

export interface BackendRef {
  readonly service: string;
  /** A number, a port name, or null where none is given. */
  readonly port: string | number | null;
  /** The backend's field path. */
  readonly at: FieldPath;
}

/** Every (host, path) that an Ingress declares, its default backend last. Rules without paths yield nothing. */
export function ingressRules(ingress: KubeObject): IngressRule[] {
  const rules: IngressRule[] = [];
  list(ingress.body, "spec", "rules").forEach((rule, ruleIndex) => {
    const host = text(rule, "host");
    list(rule, "http", "paths").forEach((entry, pathIndex) => {
      const here: FieldPath = ["spec", "rules", ruleIndex, "http", "paths", pathIndex];
      const backend = backendRef(at(entry, "backend"), [...here, "backend"]);
      rules.push({
        host: host === undefined || host === "" ? "*" : host,
        path: text(entry, "path") ?? "/",
        pathType: pathTypeOf(text(entry, "pathType")),
        at: here,
        isDefault: false,
        backend,
        place: placeOf(ingress, backend, at(entry, "backend")),
      });
    });
  });
  const fallback = at(ingress.body, "spec", "defaultBackend");
  if (fallback !== undefined && fallback !== null) {
    const backend = backendRef(fallback, ["spec", "defaultBackend"]);
    rules.push({
      host: "*",
      path: "/",
      pathType: "Prefix",
      at: ["spec", "defaultBackend"],
      isDefault: true,
      backend,
      place: placeOf(ingress, backend, fallback),
    });
  }
  return rules;
}

function pathTypeOf(value: string | undefined): PathType {
  return value === "Exact" || value === "Prefix" ? value : "ImplementationSpecific";
}

function backendRef(backend: unknown, path: FieldPath): BackendRef | null {
  // The names of v1beta1 are read to say where the route was meant to lead: no server takes them any more.
  const service = text(backend, "service", "name") ?? text(backend, "serviceName");
  if (service === undefined) return null;
  const port =
    integer(backend, "service", "port", "number") ??
    text(backend, "service", "port", "name") ??
    integer(backend, "servicePort") ??
    text(backend, "servicePort") ??
    null;
  return { service, port, at: path };
}

function placeOf(ingress: KubeObject, backend: BackendRef | null, raw: unknown): Place {
  if (backend !== null) {
    return { kind: "service", name: backend.service, namespace: ingress.namespace, port: backend.port };
  }
  return {
    kind: "external",
    name: text(raw, "resource", "name") ?? "no backend",
    namespace: ingress.namespace,
    port: null,
  };
}
