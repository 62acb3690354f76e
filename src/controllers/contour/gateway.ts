import { list } from "../../model/read.ts";
import type { Listener } from "../gateway-api/listeners.ts";
import { type Leg, type LegContext, legOf } from "../gateway-api/leg.ts";
import type { Profile } from "../gateway-api/profile.ts";
import type { ServicePort } from "../gateway-api/service-port.ts";
import type { Config } from "./config.ts";
import { FACTS } from "./facts.ts";
import { VERIFIER } from "./verifier.ts";
import { protocolOf } from "./protocols.ts";
import { onlyCaCrt } from "../gateway-api/trust.ts";

/** What Contour makes of the Gateway API. */
export function profileOf(config: Config): Profile {
  return {
    id: "contour",
    title: "Contour",
    answers: {
      policies: { value: "read", fact: FACTS.policy },
      tlsPortWithoutPolicy: { value: "clear", fact: FACTS.clear },
      appProtocolHttps: { value: "tls-unverified", fact: FACTS.appProtocol },
      appProtocolWss: { value: "broken", fact: FACTS.gatewayAppProtocol },
      nameCheck: { value: "verified", fact: FACTS.policy },
      subjectAltNames: { value: "ignored", fact: FACTS.policySans },
      brokenPolicy: { value: "open", fact: FACTS.policyOpen },
      systemTrust: { value: "open", fact: FACTS.policySystem },
      policyOnGrpc: { value: "ignored", fact: FACTS.policyHttpOnly },
      policyOnTls: { value: "ignored", fact: FACTS.policyHttpOnly },
      frontendValidation: { value: "ignored", fact: FACTS.gatewayFrontend },
      backendClientCertificate: { value: "ignored", fact: FACTS.gatewayFrontend },
      listenerSets: { value: "ignored", fact: FACTS.gatewayKinds },
    },
    policyVersions: ["v1alpha3"],
    routeVersions: { TLSRoute: ["v1alpha2"], TCPRoute: ["v1alpha2"] },
    caKinds: ["ConfigMap", "Secret"],
    caKey: onlyCaCrt,
    verifier: VERIFIER,
    secretType: null,
    sniBy: "route",
    isolatesPlain: false,
    leavesHosts: FACTS.leavesHosts,
    anyPolicy: FACTS.policyAny,
    conflicts: "first-wins",
    keepsValidKinds: true,
    externalNames: config.externalNames,
    facts: {
      serves: FACTS.gatewayKinds,
      versions: FACTS.policyVersion,
      badBackend: FACTS.gatewayBadBackend,
      noCertificate: FACTS.gatewayCertificate,
    },
    routeKinds: ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"],
    optionsRead: [],
    refusesListener: (listener) => oneCertificate(listener),
    refusesPort: unknownProtocol,
    withoutPolicy: dialled,
  };
}

function oneCertificate({ body, protocol, mode }: Listener): string | null {
  const terminates = protocol === "HTTPS" || (protocol === "TLS" && mode === "Terminate");
  const count = list(body, "tls", "certificateRefs").length;
  return terminates && count > 1 ? `certificateRefs has ${count} entries, and Contour takes exactly one` : null;
}

const KNOWN = ["https", "http", "kubernetes.io/h2c", "kubernetes.io/ws"];

function unknownProtocol({ appProtocol }: ServicePort): string | null {
  return appProtocol === null || KNOWN.includes(appProtocol) ? null : `appProtocol ${appProtocol} is not supported`;
}

/** Source: upstreamProtocol, setDefaultServiceProtocol; TLSRoute and TCPRoute have no protocol at all. */
function dialled(context: LegContext, port: ServicePort): Leg | null {
  const { route, ref, protocol, mode } = context;
  if (mode === "terminated") {
    return legOf(context, "plaintext", [{ fact: FACTS.gatewayBytes, object: route.object, at: ref.at }]);
  }
  const { name, number, service } = port;
  const found =
    service === null || number === null
      ? null
      : protocolOf(service, { name, number, appProtocol: port.appProtocol, index: port.index });
  if (found !== null && found.protocol !== "") {
    const tls = found.protocol === "tls" || found.protocol === "h2";
    return legOf(context, tls ? "tls-unverified" : "plaintext", [found.cause]);
  }
  if (route.kind === "GRPCRoute") {
    const cause = { fact: FACTS.grpcProtocol, object: route.object, at: ref.at };
    return legOf(context, protocol === "HTTPS" ? "tls-unverified" : "plaintext", [cause]);
  }
  return legOf(context, "plaintext", [{ fact: FACTS.clear, object: route.object, at: ref.at }]);
}
