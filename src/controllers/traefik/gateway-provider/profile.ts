import { type Cause, traitOf } from "../../gateway-api/cause.ts";
import { brokenLeg, type Leg, type LegContext, legOf } from "../../gateway-api/leg.ts";
import type { Listener } from "../../gateway-api/listeners.ts";
import type { Profile } from "../../gateway-api/profile.ts";
import type { ServicePort } from "../../gateway-api/service-port.ts";
import { FACTS } from "../facts.ts";
import type { TraefikWorld } from "../traefik-world.ts";
import { transportLeg } from "../transports.ts";
import { VERIFIER } from "../verifier.ts";
import { entryPointOf } from "./entry-point.ts";
import { onlyCaCrt } from "../../gateway-api/trust.ts";

/** What Traefik makes of the Gateway API. Source: pkg/provider/kubernetes/gateway. */
export function profileOf(traefik: TraefikWorld): Profile {
  const experimental = traefik.config.flag("providers.kubernetesgateway.experimentalchannel");
  return {
    id: "traefik",
    title: "Traefik",
    answers: {
      policies: { value: "read", fact: FACTS.gatewayPolicy },
      tlsPortWithoutPolicy: { value: "clear", fact: FACTS.gatewayClear },
      appProtocolHttps: { value: "tls-verified", fact: FACTS.gatewayAppProtocol },
      appProtocolWss: { value: "tls-verified", fact: FACTS.gatewayAppProtocol },
      nameCheck: { value: "verified", fact: FACTS.gatewayPolicy },
      subjectAltNames: { value: "ignored", fact: FACTS.gatewaySans },
      brokenPolicy: { value: "closed", fact: FACTS.gatewayBrokenPolicy },
      systemTrust: { value: "supported", fact: FACTS.gatewaySystem },
      policyOnGrpc: { value: "ignored", fact: FACTS.gatewayPolicyGrpc },
      policyOnTls: { value: "ignored", fact: FACTS.gatewayPolicyTls },
      frontendValidation: { value: "ignored", fact: FACTS.gatewayNoFrontend },
      backendClientCertificate: { value: "ignored", fact: FACTS.gatewayNoClientCertificate },
      listenerSets: { value: "ignored", fact: FACTS.gatewayNoListenerSet },
    },
    policyVersions: ["v1"],
    caKinds: ["ConfigMap", "Secret"],
    caKey: onlyCaCrt,
    verifier: VERIFIER,
    secretType: null,
    sniBy: "listener",
    isolatesPlain: false,
    conflicts: "duplicates-alone",
    needsAllCertificates: true,
    oldestPolicy: FACTS.gatewayOldestPolicy,
    facts: {
      serves: FACTS.gatewayProvider,
      kinds: FACTS.gatewayTcp,
      versions: FACTS.gatewayVersions,
      badBackend: FACTS.gatewayBadBackend,
      noCertificate: FACTS.gatewayCertificate,
    },
    routeKinds: ["HTTPRoute", "GRPCRoute", "TLSRoute", ...(experimental ? ["TCPRoute"] : [])],
    optionsRead: [],
    refusesListener: (listener) => unserved(traefik, listener, experimental),
    withoutPolicy: (context, port) => dialled(traefik, context, port),
  };
}

function unserved(traefik: TraefikWorld, listener: Listener, experimental: boolean): string | null {
  if (listener.protocol === "TCP" && !experimental)
    return "protocol TCP needs providers.kubernetesGateway.experimentalChannel";
  const point = entryPointOf(traefik, listener);
  if (point !== null) return null;
  const taken = traefik.entryPoints.some((item) => item.tls !== null && item.own === listener.port);
  return taken && listener.protocol === "HTTP"
    ? `the entry point of port ${listener.port} has http.tls, and an HTTP listener cannot be on it`
    : `no entry point has port ${listener.port}`;
}

/** Source: getHTTPServiceProtocol, getGRPCServiceProtocol; ports and names were measured to be in clear. */
function dialled(traefik: TraefikWorld, context: LegContext, port: ServicePort): Leg {
  const { route, ref, mode } = context;
  const clear: Cause = { fact: FACTS.gatewayClear, object: route.object, at: ref.at };
  if (mode === "terminated") return legOf(context, "plaintext", [clear]);
  const said = port.appProtocol?.toLowerCase() ?? null;
  const at = ["spec", "ports", port.index ?? 0, "appProtocol"];
  const grpc = route.kind === "GRPCRoute";
  const plain = grpc ? ["kubernetes.io/h2c"] : ["http", "kubernetes.io/h2c", "kubernetes.io/ws"];
  const secure = grpc ? ["https"] : ["https", "kubernetes.io/wss"];
  if (said === null) return legOf(context, "plaintext", [clear]);
  if (plain.includes(said))
    return legOf(context, "plaintext", [{ fact: FACTS.gatewayClear, object: port.service, at }]);
  if (!secure.includes(said))
    return brokenLeg(context, { fact: FACTS.gatewayUnknownProtocol, object: port.service, at }, 500);
  const by: Cause = { fact: FACTS.gatewayAppProtocol, object: port.service, at };
  const { tls } = transportLeg(traefik, null, by, false);
  const traits = tls.breaks === null ? [] : [traitOf("verification-breaks-traffic", tls.breaks, by)];
  return legOf(context, tls.protection, [by, ...tls.causes], { traits, assumptions: tls.assumptions });
}
