import { isIP } from "node:net";
import type { FieldPath, Refusal } from "../../model/objects.ts";
import { type Fields, fields, isFields, text } from "../../model/read.ts";
import { type Refusable, shown } from "./refusable.ts";

const CLASS_ANNOTATION = "kubernetes.io/ingress.class";
const LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
const SUBDOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const WILDCARD = new RegExp(`^\\*\\.${LABEL}(?:\\.${LABEL})*$`);
const FORBIDDEN = ["//", "/./", "/../", "%2f", "%2F"];
const FORBIDDEN_ENDS = ["/..", "/."];
/** Flux, envsubst, Helm and people put these where a value comes later. */
const PLACEHOLDER = /[${}<>]|__/;

/**
 * What a server of 1.36 refuses of an Ingress that is new to it: types that do not decode, and its own checks.
 * Source: kubernetes/kubernetes pkg/apis/networking/validation/validation.go ValidateIngressCreate.
 */
export function* ingressRefusals(object: Refusable): Generator<Refusal> {
  const refuse = (path: FieldPath, reason: string): Refusal => ({ path, value: shown(object, path), reason });
  if (object.apiVersion !== "networking.k8s.io/v1") {
    yield refuse(
      ["apiVersion"],
      `Ingress of ${object.apiVersion} is gone since Kubernetes 1.22: write networking.k8s.io/v1`,
    );
    return;
  }
  const spec = object.body["spec"];
  if (!isFields(spec)) {
    yield refuse(["spec"], "spec with rules or defaultBackend is required");
    return;
  }
  yield* new SpecCheck(refuse).spec(spec);
  const old = text(fields(object.body, "metadata", "annotations"), CLASS_ANNOTATION);
  const own = spec["ingressClassName"];
  if (old !== undefined && typeof own === "string" && old !== own) {
    yield refuse(["metadata", "annotations", CLASS_ANNOTATION], `it differs from spec.ingressClassName, "${own}"`);
  }
}

class SpecCheck {
  readonly #refuse: (path: FieldPath, reason: string) => Refusal;

  constructor(refuse: (path: FieldPath, reason: string) => Refusal) {
    this.#refuse = refuse;
  }

  *spec(spec: Fields): Generator<Refusal> {
    const at: FieldPath = ["spec"];
    const rules = yield* this.#items(spec, at, "rules");
    const backend = spec["defaultBackend"] ?? null;
    if (rules.length === 0 && backend === null) yield this.#refuse(at, "rules or defaultBackend are required");
    if (backend !== null) yield* this.#backend(backend, [...at, "defaultBackend"]);
    for (const [index, rule] of rules.entries()) yield* this.#rule(rule, [...at, "rules", index]);
    const tls = yield* this.#items(spec, at, "tls");
    for (const [index, entry] of tls.entries()) yield* this.#tls(entry, [...at, "tls", index]);
    if (spec["ingressClassName"] === "") yield this.#refuse([...at, "ingressClassName"], "it is empty");
    yield* this.#name(spec, at, "ingressClassName");
  }

  *#rule(rule: Fields, at: FieldPath): Generator<Refusal> {
    const host = yield* this.#text(rule, at, "host");
    if (host !== "") yield* this.#host(host, [...at, "host"], true);
    const http = rule["http"] ?? null;
    if (http === null) return;
    const here: FieldPath = [...at, "http"];
    if (!isFields(http)) {
      yield this.#refuse(here, "it has to be a mapping");
      return;
    }
    const paths = yield* this.#items(http, here, "paths");
    if (paths.length === 0) yield this.#refuse(here, "paths are required");
    for (const [index, path] of paths.entries()) yield* this.#path(path, [...here, "paths", index]);
  }

  *#path(path: Fields, at: FieldPath): Generator<Refusal> {
    const type = yield* this.#text(path, at, "pathType");
    if (type === "") {
      if ((path["pathType"] ?? "") === "")
        yield this.#refuse(at, "pathType is required: Prefix, Exact or ImplementationSpecific");
      return;
    }
    const value = yield* this.#text(path, at, "path");
    if (!PLACEHOLDER.test(value)) yield* this.#pathValue(value, type, at);
    yield* this.#backend(path["backend"] ?? null, [...at, "backend"]);
  }

  *#pathValue(value: string, type: string, at: FieldPath): Generator<Refusal> {
    const here: FieldPath = [...at, "path"];
    if (!["Exact", "Prefix", "ImplementationSpecific"].includes(type)) {
      if (!PLACEHOLDER.test(type)) {
        yield this.#refuse([...at, "pathType"], "it is none of Prefix, Exact and ImplementationSpecific");
      }
      return;
    }
    const specific = type === "ImplementationSpecific";
    if (!value.startsWith("/") && !(specific && value === "")) {
      yield this.#refuse(here, "a path has to begin with /");
    } else if (!specific) {
      const found =
        FORBIDDEN.find((part) => value.includes(part)) ?? FORBIDDEN_ENDS.find((part) => value.endsWith(part));
      if (found !== undefined) yield this.#refuse(here, `a path of type ${type} must not have ${found} in it`);
    }
  }

  *#backend(backend: unknown, at: FieldPath): Generator<Refusal> {
    const service = isFields(backend) ? (backend["service"] ?? null) : null;
    const resource = isFields(backend) ? (backend["resource"] ?? null) : null;
    if (service !== null && resource !== null) {
      yield this.#refuse(at, "service and resource exclude each other");
      return;
    }
    if (service === null && resource === null) {
      const old = isFields(backend) && backend["serviceName"] !== undefined;
      const hint = old ? ": serviceName and servicePort became service.name and service.port.number" : "";
      yield this.#refuse(at, `a service is required${hint}`);
      return;
    }
    if (isFields(service)) yield* this.#service(service, [...at, "service"]);
  }

  *#service(service: Fields, at: FieldPath): Generator<Refusal> {
    const name = yield* this.#text(service, at, "name");
    if (name === "" && (service["name"] ?? "") === "") yield this.#refuse(at, "the service's name is required");
    const port = service["port"] ?? null;
    if (!isFields(port)) {
      yield this.#refuse([...at, "port"], "it has to be a mapping with name or number");
      return;
    }
    const named = yield* this.#text(port, [...at, "port"], "name");
    const number = port["number"] ?? null;
    if (number !== null && !Number.isInteger(number) && !isPlaceholder(number)) {
      yield this.#refuse([...at, "port", "number"], `it has to be a number, and this is ${kindOf(number)}`);
    } else if (typeof number === "number" && (number < 0 || number > 65_535)) {
      yield this.#refuse([...at, "port", "number"], "a port is between 1 and 65535");
    } else if (named !== "" && number !== null && number !== 0) {
      yield this.#refuse([...at, "port"], "name and number exclude each other");
    } else if (named === "" && (number === null || number === 0) && (port["name"] ?? "") === "") {
      yield this.#refuse([...at, "port"], "the port's name or number is required");
    }
  }

  *#tls(entry: Fields, at: FieldPath): Generator<Refusal> {
    const hosts = entry["hosts"] ?? null;
    if (hosts !== null && !Array.isArray(hosts)) {
      yield this.#refuse([...at, "hosts"], `it has to be a list, and this is ${kindOf(hosts)}`);
    } else {
      for (const [index, host] of (hosts ?? []).entries()) {
        const here: FieldPath = [...at, "hosts", index];
        if (typeof host === "string") yield* this.#host(host, here, false);
        else if (host !== null) yield this.#refuse(here, `it has to be text, and this is ${kindOf(host)}`);
      }
    }
    yield* this.#name(entry, at, "secretName");
  }

  *#host(host: string, at: FieldPath, isRule: boolean): Generator<Refusal> {
    if (PLACEHOLDER.test(host)) return;
    if (isRule && isIP(host) !== 0) yield this.#refuse(at, "a host is a DNS name, not an address");
    else if (!(host.includes("*") ? WILDCARD : SUBDOMAIN).test(host) || host.length > 253) {
      yield this.#refuse(at, "it is no DNS name in small letters");
    }
  }

  /** An optional name of another object. */
  *#name(holder: Fields, at: FieldPath, key: string): Generator<Refusal> {
    const value = yield* this.#text(holder, at, key);
    if (value !== "" && !PLACEHOLDER.test(value) && !SUBDOMAIN.test(value)) {
      yield this.#refuse([...at, key], "it is no name of an object: small letters, digits, - and . alone");
    }
  }

  /** An optional text; empty where absent, or refused. */
  *#text(holder: Fields, at: FieldPath, key: string): Generator<Refusal, string> {
    const value = holder[key] ?? "";
    if (typeof value === "string") return value;
    yield this.#refuse([...at, key], `it has to be text, and this is ${kindOf(value)}`);
    return "";
  }

  /** An optional list of mappings; those that are none are refused and left out. */
  *#items(holder: Fields, at: FieldPath, key: string): Generator<Refusal, Fields[]> {
    const value = holder[key] ?? [];
    if (!Array.isArray(value)) {
      yield this.#refuse([...at, key], `it has to be a list, and this is ${kindOf(value)}`);
      return [];
    }
    const items: Fields[] = [];
    for (const [index, item] of value.entries()) {
      if (isFields(item)) items.push(item);
      else if (item === null) items.push({});
      else yield this.#refuse([...at, key, index], `it has to be a mapping, and this is ${kindOf(item)}`);
    }
    return items;
  }
}

function isPlaceholder(value: unknown): boolean {
  return typeof value === "string" && PLACEHOLDER.test(value);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}
