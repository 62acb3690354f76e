import type { KubeObject } from "../../../model/objects.ts";
import type { Assumption } from "../../../model/report.ts";
import { type Trust, UNSEEN } from "../../../model/trust.ts";
import type { Cause } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import type { TraefikWorld } from "../traefik-world.ts";
import type { TransportTls } from "../transports.ts";
import { VERIFIER } from "../verifier.ts";
import { pathOf, valueOf } from "./annotations.ts";
import { type SecretBlocks, secretBlocks } from "./secrets.ts";

export interface Proxying {
  readonly dialsTls: boolean;
  /** Why the whole Ingress is left out. */
  readonly refused: Cause | null;
  legOf(external: boolean): { readonly tls: TransportTls | null; readonly cause: Cause };
}

const NO_BLOCKS: SecretBlocks = { ca: "missing", pair: false, assumptions: [], authorities: UNSEEN };

/** backend-protocol and proxy-ssl-* as the look-alike provider reads them. Source: build.go buildServersTransport. */
export function proxyTls(traefik: TraefikWorld, ingress: KubeObject): Proxying {
  const value = (name: string): string | undefined => valueOf(ingress, name);
  const protocol = (value("backend-protocol") ?? "").toUpperCase();
  const dialsTls = protocol === "HTTPS" || protocol === "GRPCS";
  const cause: Cause = {
    fact: dialsTls || value("backend-protocol") !== undefined ? FACTS.nginxProtocol : FACTS.clearByDefault,
    object: ingress,
    at: value("backend-protocol") === undefined ? ["spec"] : pathOf("backend-protocol"),
  };
  // Towards clear text nothing else is read.
  if (!dialsTls) return { dialsTls, refused: null, legOf: () => ({ tls: null, cause }) };
  const reference = value("proxy-ssl-secret") ?? "";
  const [namespace = "", name = "", more] = reference.split("/");
  const held =
    reference === "" ? NO_BLOCKS : more !== undefined ? null : secretBlocks(traefik, ingress, namespace, name);
  const refused: Cause = { fact: FACTS.nginxSecret, object: ingress, at: pathOf("proxy-ssl-secret") };
  const blocks = held ?? NO_BLOCKS;
  return {
    dialsTls,
    refused: held === null ? refused : null,
    legOf: (external) => ({ cause, tls: tlsOf(ingress, blocks, external) }),
  };
}

function tlsOf(ingress: KubeObject, blocks: SecretBlocks, external: boolean): TransportTls {
  const { assumptions }: { readonly assumptions: readonly Assumption[] } = blocks;
  const asked = valueOf(ingress, "proxy-ssl-verify");
  if ((asked ?? "").toLowerCase() !== "on") {
    const where = asked === undefined ? pathOf("backend-protocol") : pathOf("proxy-ssl-verify");
    return {
      protection: "tls-unverified",
      causes: [{ fact: FACTS.nginxUnverified, object: ingress, at: where }],
      assumptions,
      breaks: null,
      notInForce:
        asked !== undefined && /^(?:true|yes|1)$/i.test(asked)
          ? 'proxy-ssl-verify verifies for the word "on" alone'
          : null,
    };
  }
  const stated = valueOf(ingress, "proxy-ssl-name");
  const name = stated ?? valueOf(ingress, "proxy-ssl-server-name") ?? "";
  const byServerName = stated === undefined && name !== "";
  const causes: Cause[] = [{ fact: FACTS.nginxVerified, object: ingress, at: pathOf("proxy-ssl-verify") }];
  if (byServerName) causes.push({ fact: FACTS.nginxServerName, object: ingress, at: pathOf("proxy-ssl-server-name") });
  const nobody = byServerName && !name.includes(".");
  if (blocks.ca === "unusable" || nobody) {
    const breaks = nobody
      ? `proxy-ssl-server-name is taken for the name itself: the name that is checked is "${name}"`
      : "the CA holds no certificate, so every certificate is refused";
    if (blocks.ca === "unusable") {
      causes.unshift({ fact: FACTS.caUnusable, object: ingress, at: pathOf("proxy-ssl-secret") });
    }
    return { protection: "broken", causes, assumptions, breaks, notInForce: null, status: 500 };
  }
  const breaks = external
    ? null
    : blocks.ca === "missing"
      ? "without ca.crt in proxy-ssl-secret the system roots are used, which sign no pod's certificate"
      : name === ""
        ? "without proxy-ssl-name the name that is checked is the pod's address"
        : null;
  const protection = blocks.pair ? "mtls" : "tls-verified";
  const base = { protection, causes, assumptions, breaks, notInForce: null } as const;
  if (breaks !== null || blocks.ca === "missing" || name === "") return base;
  const trust: Trust = {
    authorities: blocks.authorities,
    by: { object: ingress, at: pathOf("proxy-ssl-secret") },
    names: [name],
    namedBy: { object: ingress, at: pathOf(byServerName ? "proxy-ssl-server-name" : "proxy-ssl-name") },
    verifier: VERIFIER,
  };
  return { ...base, trust };
}
