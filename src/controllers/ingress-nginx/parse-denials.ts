import { fields } from "../../model/read.ts";
import { isValid, specOf } from "../annotation-values.ts";
import { ANNOTATIONS } from "./annotations.ts";
import type { AnnotationReader } from "./annotation-reader.ts";
import { FACTS } from "./facts.ts";
import { urlProblem } from "./parse-auth-url.ts";
import type { Cause } from "./parsed.ts";
import type { SecretStore } from "./secrets.ts";
import type { NginxSettings } from "./settings.ts";

interface Checked {
  readonly reader: AnnotationReader;
  readonly settings: NginxSettings;
  readonly secrets: SecretStore;
  readonly namespace: string;
}

/**
 * The annotation whose value makes the Ingress's locations answer 503; null when none does.
 * Source: LocationDenied in internal/ingress/annotations/.
 */
export function denialOf(reader: AnnotationReader, settings: NginxSettings, secrets: SecretStore): Cause | null {
  const checked: Checked = { reader, settings, secrets, namespace: reader.ingress.namespace ?? "default" };
  const name =
    deniedByRanges(reader) ??
    deniedByAuthUrl(checked) ??
    deniedByAuthType(checked) ??
    deniedByHeaders(checked) ??
    deniedByParameters(checked);
  return name === null ? null : { fact: FACTS.deniedValue, object: reader.ingress, at: reader.at(name) };
}

/** An empty list is no list: it denies too. Source: ipallowlist/main.go, ipdenylist/main.go. */
function deniedByRanges(reader: AnnotationReader): string | null {
  const names = ["allowlist-source-range", "denylist-source-range"];
  return names.find((name) => isNoRange(reader, name)) ?? null;
}

/** Where validation is off, one good range is enough. */
function isNoRange(reader: AnnotationReader, name: string): boolean {
  const found = reader.read(name);
  if (found.state !== "value") return found.state !== "absent";
  const spec = specOf(ANNOTATIONS, name);
  return spec !== undefined && !parts(found.value).some((range) => isValid(spec, range));
}

/** In the order in which authreq/main.go looks at them: what drops authentication wins over what comes later. */
function deniedByAuthUrl({ reader, settings, secrets, namespace }: Checked): string | null {
  const url = reader.text("auth-url");
  if (url === null) return null;
  if (urlProblem(url.value) !== null) return "auth-url";
  if (reader.read("auth-method").state === "invalid") return "auth-method";
  const durations = reader.read("auth-cache-duration");
  if (durations.state === "invalid") return null;
  if (durations.state === "value" && !parts(durations.value).every(isCacheDuration)) return "auth-cache-duration";
  const headers = reader.read("auth-response-headers");
  if (headers.state === "invalid") return "auth-response-headers";
  if (headers.state === "value" && !parts(headers.value).every((header) => HEADER.test(header))) {
    return "auth-response-headers";
  }
  const map = reader.text("auth-proxy-set-headers")?.value;
  if (map === undefined) return null;
  const key = keyOf(map, namespace);
  if (key === null || (key.namespace !== namespace && !settings.allowsOtherNamespaces)) return "auth-proxy-set-headers";
  const found = isFull(map) ? secrets.configMap(key) : "missing";
  if (found === null) return null;
  const names = found === "missing" ? null : Object.keys(fields(found.body, "data"));
  return names === null || !names.every((name) => HEADER.test(name)) ? "auth-proxy-set-headers" : null;
}

const HEADER = /^[a-zA-Z\d_-]+$/;

function parts(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Codes, then times; other words are passed over. */
function isCacheDuration(value: string): boolean {
  let timed = false;
  for (const word of value.split(" ")) {
    if (/^\d{3}$/.test(word)) {
      if (timed) return false;
    } else if (/^\d+(?:ms|s|m|h|d|w|M|y)$/.test(word)) timed = true;
  }
  return timed;
}

/** Source: auth/main.go. */
function deniedByAuthType({ reader, settings, secrets, namespace }: Checked): string | null {
  const type = reader.text("auth-type");
  if (type === null) return null;
  if (!/basic|digest/.test(type.value)) return "auth-type";
  const secret = reader.text("auth-secret");
  const key = secret === null ? null : keyOf(secret.value, namespace);
  if (key === null || (key.namespace !== namespace && !settings.allowsOtherNamespaces)) return "auth-secret";
  const asMap = reader.text("auth-secret-type")?.value === "auth-map";
  return secrets.hasKey(key, asMap ? null : "auth") ? null : "auth-secret";
}

/** Headers have to be allowed by the ConfigMap's global-allowed-response-headers. Source: customheaders/main.go. */
function deniedByHeaders({ reader, settings, secrets, namespace }: Checked): string | null {
  const map = reader.text("custom-headers")?.value;
  if (map === undefined) return null;
  const key = isFull(map) ? keyOf(map, namespace) : null;
  const found = key === null ? "missing" : secrets.configMap(key);
  if (found === null) return null;
  if (found === "missing") return "custom-headers";
  const allowed = parts(settings.config("global-allowed-response-headers")?.value ?? "");
  const names = Object.keys(fields(found.body, "data"));
  return names.every((name) => HEADER.test(name) && allowed.includes(name)) ? null : "custom-headers";
}

/** Source: fastcgi/main.go: another namespace drops the parameters instead. */
function deniedByParameters({ reader, settings, secrets, namespace }: Checked): string | null {
  const map = reader.text("fastcgi-params-configmap")?.value;
  if (map === undefined) return null;
  const key = keyOf(map, namespace);
  if (key === null) return "fastcgi-params-configmap";
  if (map.includes("/") && key.namespace !== "" && key.namespace !== namespace && !settings.allowsOtherNamespaces) {
    return null;
  }
  return secrets.configMap({ namespace, name: key.name }) === "missing" ? "fastcgi-params-configmap" : null;
}

/** ConfigMaps are looked up by the value as it stands: a name without a namespace is never found. */
function isFull(value: string): boolean {
  return /^[^/]+\/[^/]+$/.test(value);
}

/** `name` or `namespace/name`; null for more parts. Source: SplitMetaNamespaceKey of client-go. */
function keyOf(value: string, own: string): { readonly namespace: string; readonly name: string } | null {
  const [first = "", second, ...more] = value.split("/");
  if (more.length > 0) return null;
  return second === undefined
    ? { namespace: own, name: first }
    : { namespace: first === "" ? own : first, name: second };
}
