import type { KubeObject } from "../../model/objects.ts";
import type { World } from "../contract.ts";
import type { Profile } from "../gateway-api/profile.ts";
import { backendKind } from "./backend.ts";
import { caKey } from "./ca-key.ts";
import { clientCertificate } from "./client-certificate.ts";
import { clientCheck } from "./client-policy.ts";
import { backendEnabled, type Config } from "./config.ts";
import { proxyNamed, proxySettings, refOfGateway } from "./proxy.ts";
import { routeFilter } from "./route-filter.ts";
import { askedFirst } from "./security-policy.ts";
import { FACTS } from "./facts.ts";
import { VERIFIER } from "./verifier.ts";

/** What Envoy Gateway makes of the Gateway API, with the settings of one installation. */
export function profileOf(
  world: World,
  config: Config,
  gatewayClass: KubeObject | null,
  version: string | null,
): Profile {
  const profile: Profile = {
    id: "envoy-gateway",
    title: "Envoy Gateway",
    answers: {
      policies: { value: "read", fact: FACTS.policy },
      tlsPortWithoutPolicy: { value: "clear", fact: FACTS.noPolicy },
      appProtocolHttps: { value: "clear", fact: FACTS.noPolicy },
      appProtocolWss: { value: "clear", fact: FACTS.noPolicy },
      nameCheck: { value: "verified", fact: FACTS.policy },
      subjectAltNames: { value: "replace-hostname", fact: FACTS.sans },
      brokenPolicy: { value: "closed", fact: FACTS.brokenPolicy },
      systemTrust: { value: "supported", fact: FACTS.system },
      policyOnGrpc: { value: "applies", fact: FACTS.policy },
      policyOnTls: { value: "applies", fact: FACTS.policy },
      frontendValidation: { value: "applies", fact: FACTS.frontend },
      backendClientCertificate: { value: "applies", fact: FACTS.clientCertificate },
      listenerSets: { value: "read", fact: FACTS.serves },
    },
    policyVersions: ["v1", "v1alpha3"],
    caKinds: ["ConfigMap", "Secret", "ClusterTrustBundle"],
    caKey,
    verifier: VERIFIER,
    secretType: "kubernetes.io/tls",
    sniBy: "listener",
    isolatesPlain: false,
    facts: { serves: FACTS.serves, badBackend: FACTS.badBackend, noCertificate: FACTS.noCertificate },
    ...(refusesEnded(version) ? { refusesEnded: { leaf: FACTS.endedCertificate, chain: FACTS.endedChain } } : {}),
    routeKinds: ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"],
    optionsRead: [],
    passthroughPolicy: { fact: FACTS.passthroughPolicy, breaks: true },
    backends: { "Backend.gateway.envoyproxy.io": (context) => backendKind(context, profile, backendEnabled(config)) },
    clientCheck,
    unreadableCaStatus: 503,
    refusesListener: ({ gateway }) => missingParameters(world, gateway),
    asksUnreadyPods: true,
    brokenFilter: FACTS.brokenFilter,
    extension: routeFilter,
    asksFirst: askedFirst,
    clientCertificate: (context) =>
      clientCertificate(context, proxySettings(world, config, context.gateway, gatewayClass)),
  };
  return profile;
}

/** Source: validateCertBlock, and validateCertificate before 1.8.3. */
function refusesEnded(version: string | null): boolean {
  return version === null || !/^(?:0|1\.[0-5])\./.test(version);
}

/**
 * A Gateway whose own parametersRef leads nowhere is not served; where that of its class does, the defaults count.
 * Source: processGatewayParamsRef, processGatewayClassParamsRef.
 */
function missingParameters(world: World, gateway: KubeObject): string | null {
  const ref = refOfGateway(gateway);
  if (ref === null || !world.inventory.whole || proxyNamed(world, ref) !== undefined) return null;
  return `EnvoyProxy ${ref.namespace}/${ref.name} of its parametersRef does not exist`;
}
