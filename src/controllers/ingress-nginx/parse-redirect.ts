import type { AnnotationReader } from "./annotation-reader.ts";
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
    if (code === null || !/^http[a-z0-9+.-]*:/i.test(temporal.value)) return none;
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

function unreadable(reader: AnnotationReader, name: string): boolean {
  return reader.read(name).state !== "absent" && !reader.isBool(name);
}
