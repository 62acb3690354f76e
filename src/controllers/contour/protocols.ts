import type { KubeObject } from "../../model/objects.ts";
import { annotation } from "../../model/read.ts";
import type { Cause } from "../gateway-api/cause.ts";
import { FACTS } from "./facts.ts";

export interface Port {
  readonly name: string | null;
  readonly number: number;
  readonly appProtocol: string | null;
  readonly index: number | null;
}

export interface Protocol {
  /** `tls`, `h2`, `h2c` or empty for clear text. */
  readonly protocol: string;
  readonly cause: Cause;
}

const APP_PROTOCOLS: Readonly<Record<string, string>> = { "kubernetes.io/h2c": "h2c", https: "tls" };

/**
 * How a Service says that its port is dialled: by appProtocol alone where there is one (exact; unknown words are clear),
 * else by annotations that list ports by name or number. Source: upstreamProtocol, ParseUpstreamProtocols.
 */
export function protocolOf(service: KubeObject, port: Port): Protocol {
  if (port.appProtocol !== null) {
    const at = ["spec", "ports", port.index ?? 0, "appProtocol"];
    return { protocol: APP_PROTOCOLS[port.appProtocol] ?? "", cause: { fact: FACTS.appProtocol, object: service, at } };
  }
  const listed = new Map<string, { readonly protocol: string; readonly key: string }>();
  for (const protocol of ["h2", "h2c", "tls"]) {
    const key = `projectcontour.io/upstream-protocol.${protocol}`;
    for (const name of (annotation(service, key) ?? "").split(",")) {
      if (name.trim() !== "") listed.set(name.trim(), { protocol, key });
    }
  }
  const found = (port.name === null ? undefined : listed.get(port.name)) ?? listed.get(String(port.number));
  if (found === undefined)
    return { protocol: "", cause: { fact: FACTS.clear, object: service, at: ["spec", "ports", port.index ?? 0] } };
  const at = ["metadata", "annotations", found.key];
  return { protocol: found.protocol, cause: { fact: FACTS.annotation, object: service, at } };
}
