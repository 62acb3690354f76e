import type { AnnotationReader } from "./annotation-reader.ts";
import { hasControls } from "./parse-auth-url.ts";
import type { Redirect, Setting } from "./parsed.ts";

interface Redirects {
  readonly redirect: Redirect | null;
  readonly toOrFromWww: Setting<boolean>;
}

/**
 * Any of these annotations that is there and cannot be read, be it empty, drops all of them.
 * Source: internal/ingress/annotations/redirect/redirect.go.
 */
export function parseRedirect(reader: AnnotationReader): Redirects {
  const www = reader.bool("from-to-www-redirect", false);
  const none: Redirects = { redirect: null, toOrFromWww: { ...www, value: false } };
  if (unreadable(reader, "from-to-www-redirect") || unreadable(reader, "relative-redirects")) return none;
  const temporal = reader.read("temporal-redirect");
  if (temporal.state === "empty" || temporal.state === "invalid") return none;
  if (temporal.state === "value") {
    const code = reader.int("temporal-redirect-code", 0);
    if (code === null || !isHttpUrl(temporal.value)) return none;
    const at = reader.at("temporal-redirect");
    return { redirect: { url: temporal.value, code: code < 300 || code > 307 ? 302 : code, at }, toOrFromWww: www };
  }
  const permanent = reader.read("permanent-redirect");
  const code = reader.int("permanent-redirect-code", 0);
  if (permanent.state === "empty" || permanent.state === "invalid" || code === null) return none;
  if (permanent.state !== "value") return { redirect: null, toOrFromWww: www };
  const at = reader.at("permanent-redirect");
  return { redirect: { url: permanent.value, code: code < 300 || code > 308 ? 301 : code, at }, toOrFromWww: www };
}

/** Whether the parser gets as far as one of these annotations: what drops them all hides a bad value of a later one. */
export function isRedirectReached(reader: AnnotationReader, name: string): boolean {
  if (name === "from-to-www-redirect") return true;
  if (isEmpty(reader, "from-to-www-redirect")) return false;
  if (name === "relative-redirects") return true;
  if (isEmpty(reader, "relative-redirects")) return false;
  const temporal = reader.read("temporal-redirect").state;
  switch (name) {
    case "temporal-redirect":
      return true;
    case "temporal-redirect-code":
      return temporal === "value";
    case "permanent-redirect":
      return temporal === "absent";
    default:
      return temporal === "absent" && reader.read("permanent-redirect").state !== "empty";
  }
}

function isHttpUrl(value: string): boolean {
  return /^http[a-z0-9+.-]*:/i.test(value) && !hasControls(value);
}

function isEmpty(reader: AnnotationReader, name: string): boolean {
  return reader.read(name).state === "empty";
}

function unreadable(reader: AnnotationReader, name: string): boolean {
  return reader.read(name).state !== "absent" && !reader.isBool(name);
}
