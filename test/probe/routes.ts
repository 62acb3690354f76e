import type { ClientHop, Evidence, Hop, Place, Route } from "../../src/model/report.ts";
import type { Protection } from "../../src/model/words.ts";

/** Routes as a report has them, with what a test is about. */

const CLIENT: Place = { kind: "client", name: "client", namespace: null, port: null };
const CONTROLLER: Place = { kind: "controller", name: "edge/controller", namespace: null, port: null };
const SERVICE: Place = { kind: "service", name: "app", namespace: "shop", port: 8443 };

export function evidenceOf(field: string, value: string | null, fact: string): Evidence {
  const object = { apiVersion: "networking.k8s.io/v1", kind: "Ingress", namespace: "shop", name: "web" };
  return { object, field, value, source: { file: "web.yaml", line: 7, column: 3 }, fact };
}

export function hop(role: Hop["role"], protection: Protection, more: Partial<Hop> = {}): Hop {
  const [from, to] = role === "client" ? [CLIENT, CONTROLLER] : [CONTROLLER, SERVICE];
  return { from, to, role, protection, by: "controller", status: null, evidence: [], assumptions: [], ...more };
}

function clientHop(more: Partial<ClientHop> = {}): ClientHop {
  return {
    http: "redirects",
    redirectStatus: 308,
    redirectTo: "https",
    https: "terminates",
    certificate: { kind: "secret", namespace: "shop", name: "front" },
    clientCertificate: "none",
    ...more,
  };
}

export function routeOf(more: Partial<Omit<Route, "client">> & { readonly client?: Partial<ClientHop> } = {}): Route {
  const host = more.host ?? "shop.example.com";
  const path = more.path ?? "/";
  return {
    id: `id ${host}${path}`,
    object: { apiVersion: "networking.k8s.io/v1", kind: "Ingress", namespace: "shop", name: "web" },
    source: { file: "web.yaml", line: 3, column: 1 },
    controller: { id: "ingress-nginx", version: "1.15.1", because: [] },
    host,
    path,
    pathType: "Prefix",
    port: null,
    hops: [
      hop("client", "tls-verified", {
        evidence: [
          evidenceOf("spec.tls[0].secretName", "front", "The certificate of the tls section is served."),
          evidenceOf('metadata.annotations["x/ssl-redirect"]', "true", "Port 80 redirects."),
        ],
      }),
      hop("backend", "plaintext"),
    ],
    pattern: "edge",
    weakest: "plaintext",
    ...more,
    client: clientHop(more.client),
  };
}
