import type { KubeObject } from "../../model/objects.ts";
import { isFields, at, text } from "../../model/read.ts";
import type { World } from "../contract.ts";
import { gatewayCertificate } from "../gateway-api/gateway-certificate.ts";
import type { LegContext } from "../gateway-api/leg.ts";
import type { ClientCertificate, Profile } from "../gateway-api/profile.ts";
import { backendKind } from "./backend.ts";
import { clientCheck } from "./client-policy.ts";
import { backendEnabled, type Config, envoyProxies } from "./config.ts";
import { directResponse } from "./direct-response.ts";
import { askedFirst } from "./security-policy.ts";
import { FACTS } from "./facts.ts";

/** What Envoy Gateway makes of the Gateway API, with the settings of one installation. */
export function profileOf(world: World, config: Config, gatewayClass: KubeObject | null): Profile {
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
    caKey: "any-single",
    secretType: "kubernetes.io/tls",
    sniBy: "listener",
    isolatesPlain: false,
    facts: { serves: FACTS.serves, badBackend: FACTS.badBackend, noCertificate: FACTS.noCertificate },
    routeKinds: ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"],
    optionsRead: [],
    passthroughPolicy: { fact: FACTS.passthroughPolicy, breaks: true },
    backends: { "Backend.gateway.envoyproxy.io": (context) => backendKind(context, profile, backendEnabled(config)) },
    clientCheck,
    unreadableCaStatus: 503,
    refusesListener: ({ gateway }) => missingParameters(world, gateway, gatewayClass),
    extension: directResponse,
    asksFirst: askedFirst,
    clientCertificate: (context) => clientCertificate(world, context, gatewayClass),
  };
  return profile;
}

/** A parametersRef that leads nowhere keeps the Gateway, or all of the class, from being served. */
function missingParameters(world: World, gateway: KubeObject, gatewayClass: KubeObject | null): string | null {
  const own = at(gateway.body, "spec", "infrastructure", "parametersRef");
  const ofClass = at(gatewayClass?.body, "spec", "parametersRef");
  const refs = [
    { ref: own, namespace: gateway.namespace ?? "default" },
    { ref: ofClass, namespace: text(ofClass, "namespace") ?? "default" },
  ];
  const lost = refs.find(({ ref, namespace }) => {
    const name = text(ref, "name");
    if (name === undefined || text(ref, "kind") !== "EnvoyProxy" || !world.inventory.whole) return false;
    return world.inventory.find("EnvoyProxy.gateway.envoyproxy.io", namespace, name) === undefined;
  });
  return lost === undefined
    ? null
    : `EnvoyProxy ${lost.namespace}/${text(lost.ref, "name")} of its parametersRef does not exist`;
}

/** Of the Backend, else of EnvoyProxy, else of the Gateway. Source: mergeClientTLSConfigs, GetBackendTLSConfig. */
function clientCertificate(
  world: World,
  context: LegContext,
  gatewayClass: KubeObject | null,
): ClientCertificate | null {
  const { ref, gateway } = context;
  const isBackend = ref.kind === "Backend";
  const backend = isBackend
    ? world.inventory.find("Backend.gateway.envoyproxy.io", ref.namespace, ref.name)
    : undefined;
  const owners: { readonly object: KubeObject; readonly path: readonly string[] }[] = [
    ...(backend === undefined ? [] : [{ object: backend, path: ["spec", "tls", "clientCertificateRef"] }]),
    ...envoyProxies(world, gateway, gatewayClass).map((object) => ({
      object,
      path: ["spec", "backendTLS", "clientCertificateRef"],
    })),
  ];
  for (const { object, path } of owners) {
    const value = at(object.body, ...path);
    if (!isFields(value)) continue;
    const namespace = text(value, "namespace") ?? object.namespace ?? "default";
    const held = world.inventory.secret(namespace, text(value, "name") ?? "");
    const broken = held.state === "missing" || namespace !== (object.namespace ?? "default");
    return {
      fact: FACTS.clientCertificate,
      object,
      at: path,
      state: broken ? "broken" : "sent",
      assumptions: [],
    };
  }
  return gatewayCertificate(context, FACTS.clientCertificate);
}
