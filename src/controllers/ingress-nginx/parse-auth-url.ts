import type { AnnotationReader } from "./annotation-reader.ts";
import type { Setting } from "./parsed.ts";

/** Source: internal/ingress/annotations/authreq/main.go. */
export function authUrlOf(reader: AnnotationReader): Setting<string> | null {
  const found = reader.text("auth-url");
  if (found === null || urlProblem(found.value) !== null) return null;
  // These errors drop the whole feature: the location is served without authentication.
  const dropped = ["auth-cache-duration", "auth-request-redirect", "auth-always-set-cookie"];
  return dropped.some((name) => reader.read(name).state === "invalid") ? null : found;
}

/** StringToURL in internal/ingress/annotations/parser/main.go. */
export function urlProblem(value: string): "scheme" | "host" | null {
  if (hasControls(value)) return "scheme";
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(value);
  if (match === null) return "scheme";
  const host = (match[2] ?? "").replace(/^.*@/, "");
  return host === "" || host.includes("..") || /[\s<>"{}|\\^`]/.test(host) || badPort(host) ? "host" : null;
}

/** Go refuses such URLs whatever their form. */
export function hasControls(value: string): boolean {
  return [...value].some((letter) => letter < " " || letter === "\u007f");
}

function badPort(host: string): boolean {
  const colon = host.lastIndexOf(":");
  return colon >= 0 && !/^\d*$/.test(host.slice(colon + 1));
}
