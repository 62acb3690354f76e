import { assumption } from "../../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../../model/objects.ts";
import { annotation } from "../../../model/read.ts";
import type { Assumption } from "../../../model/report.ts";
import type { Cause } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import type { TraefikWorld } from "../traefik-world.ts";
import type { TransportTls } from "../transports.ts";

const PREFIX = "nginx.ingress.kubernetes.io/";

/** backend-protocol and proxy-ssl-* as the look-alike provider reads them. Source: build.go buildServersTransport. */
export function proxyTls(traefik: TraefikWorld, ingress: KubeObject) {
  const value = (name: string): string | undefined => annotation(ingress, `${PREFIX}${name}`);
  const at = (name: string): FieldPath => ["metadata", "annotations", `${PREFIX}${name}`];
  const protocol = (value("backend-protocol") ?? "").toUpperCase();
  const dialsTls = protocol === "HTTPS" || protocol === "GRPCS";
  const secret = secretOf(traefik, ingress, value("proxy-ssl-secret"), at("proxy-ssl-secret"));
  const verify = (value("proxy-ssl-verify") ?? "").toLowerCase() === "on";
  const name = value("proxy-ssl-name") || value("proxy-ssl-server-name") || null;
  const cause: Cause = {
    fact: dialsTls || value("backend-protocol") !== undefined ? FACTS.nginxProtocol : FACTS.clearByDefault,
    object: ingress,
    at: value("backend-protocol") === undefined ? ["spec"] : at("backend-protocol"),
  };
  return {
    dialsTls,
    refused: secret.refused,
    legOf(external: boolean): { tls: TransportTls | null; cause: Cause } {
      return { cause, tls: dialsTls ? tlsOf(external) : null };
    },
  };

  function tlsOf(external: boolean): TransportTls {
    const { assumptions } = secret;
    if (!verify) {
      const asked = value("proxy-ssl-verify");
      const where = asked === undefined ? at("backend-protocol") : at("proxy-ssl-verify");
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
    const causes: Cause[] = [{ fact: FACTS.nginxVerified, object: ingress, at: at("proxy-ssl-verify") }];
    const byServerName = value("proxy-ssl-name") === undefined && value("proxy-ssl-server-name") !== undefined;
    if (byServerName) causes.push({ fact: FACTS.nginxServerName, object: ingress, at: at("proxy-ssl-server-name") });
    const breaks = external
      ? null
      : !secret.ca
        ? "without ca.crt in proxy-ssl-secret the system roots are used, which sign no pod's certificate"
        : name === null
          ? "without proxy-ssl-name the name that is checked is the pod's address"
          : byServerName && !name.includes(".")
            ? `proxy-ssl-server-name is taken for the name itself: the name that is checked is "${name}"`
            : null;
    return { protection: secret.pair ? "mtls" : "tls-verified", causes, assumptions, breaks, notInForce: null };
  }
}

interface Held {
  readonly refused: Cause | null;
  readonly ca: boolean;
  readonly pair: boolean;
  readonly assumptions: readonly Assumption[];
}

function secretOf(traefik: TraefikWorld, ingress: KubeObject, reference: string | undefined, at: FieldPath): Held {
  const none: Held = { refused: null, ca: false, pair: false, assumptions: [] };
  if (reference === undefined || reference === "") return none;
  const refused: Held = { ...none, refused: { fact: FACTS.nginxSecret, object: ingress, at } };
  const [namespace = "", name = "", more] = reference.split("/");
  const allowed = traefik.config.flag("providers.kubernetesingressnginx.allowcrossnamespaceresources");
  if (name === "" || more !== undefined || (namespace !== (ingress.namespace ?? "default") && !allowed)) return refused;
  const held = traefik.world.inventory.secret(namespace, name);
  if (held.state === "missing") return refused;
  if (held.state !== "present") {
    const supposed = assumption(
      `the content of Secret ${namespace}/${name}`,
      "a CA and a key pair that fit",
      "add the Secret to the input",
    );
    return { refused: null, ca: true, pair: true, assumptions: [supposed] };
  }
  const { certificates } = traefik.world;
  const ca = certificates.bundle(held.secret, "ca.crt");
  const state = certificates.keyPair(held.secret);
  if (ca === "unreadable" || state === "key-mismatch" || state === "unreadable") return refused;
  if (ca !== "usable" && state !== "usable") return refused;
  return { refused: null, ca: ca === "usable", pair: state === "usable", assumptions: [] };
}
