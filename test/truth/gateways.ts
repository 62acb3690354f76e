import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { audit } from "../../src/audit.ts";
import { readInput } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report, Route } from "../../src/model/report.ts";

interface Answer {
  readonly verdict: string;
  readonly cert?: string;
  readonly status?: number | null;
}

export interface MeasuredRoute {
  readonly host: string;
  readonly path: string;
  readonly http: Answer;
  readonly https: Answer;
  readonly clientCertificate?: string;
  readonly backend: { readonly verdict: string; readonly alsoAcceptable?: readonly string[] };
}

interface MeasuredCase {
  readonly id: string;
  readonly title: string;
  readonly routes: readonly MeasuredRoute[];
}

interface Measured {
  readonly folder: string;
  readonly present: boolean;
  readonly cases: readonly MeasuredCase[];
}

/** One folder of what real controllers did with these manifests. */
export function measured(name: string): Measured {
  const folder = resolve(import.meta.dirname, "../../../shared/truth", name);
  const present = existsSync(folder);
  const cases = present ? JSON.parse(readFileSync(resolve(folder, "cases.json"), "utf8")) : [];
  return { folder, present, cases };
}

/** A case's manifests as a user gives them: the whole of a small cluster. */
export async function auditCase(folder: string, id: string): Promise<Report> {
  return audit(new Inventory(await readInput([resolve(folder, "cases", id)])));
}

/** Routes that a request for this host and path reaches: the most specific host, the longest path. */
export function routesFor(report: Report, { host, path }: MeasuredRoute): Route[] {
  const named = [host, `*${host.slice(host.indexOf("."))}`, "*"];
  for (const name of named) {
    const found = report.routes.filter((route) => route.host === name && isUnder(path, route.path));
    const longest = Math.max(...found.map((route) => route.path.length));
    if (found.length > 0) return found.filter((route) => route.path.length === longest);
  }
  return [];
}

function isUnder(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

export function predicted(route: Route): Record<string, string> {
  const { client } = route;
  const { certificate } = client;
  const backend = route.hops.find((hop) => hop.role === "backend");
  const isBroken = backend?.protection === "broken";
  return {
    http: client.http === "redirects" ? `redirects(${client.redirectStatus})` : client.http,
    https: client.https === "terminates" ? "serves" : client.https === "passes-through" ? "passthrough" : "refused",
    cert: certificate.kind === "secret" ? `secret:${certificate.namespace}/${certificate.name}` : certificate.kind,
    clientCertificate: client.clientCertificate,
    backend: isBroken
      ? backend.status === null
        ? "unreached"
        : `broken(${backend.status})`
      : (backend?.protection ?? "redirect"),
  };
}

/**
 * What was measured, in the same words. A backend that refuses the gateway's own check (503) is verified; a redirect
 * over HTTPS ends TLS; what the client's certificate is checked against is not in the word.
 */
export function expected({ http, https, clientCertificate, backend }: MeasuredRoute): Record<string, string> {
  const word = ({ verdict }: Answer): string => (/^[45]\d\d$/.test(verdict) ? "refused" : verdict);
  const result: Record<string, string> = { http: word(http) };
  if (https.verdict !== "not-probed") result["https"] = word(https).startsWith("redirects") ? "serves" : word(https);
  if (https.cert !== undefined) result["cert"] = https.cert;
  if (clientCertificate !== undefined) result["clientCertificate"] = clientCertificate.replace(/-.*/, "");
  result["backend"] = backend.verdict === "broken(503)" ? "tls-verified" : backend.verdict;
  return result;
}
