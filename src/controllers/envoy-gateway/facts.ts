import type { Fact } from "../../model/evidence.ts";

const RELEASE = "Envoy Gateway 1.9.1, Envoy 1.40";

/** @param file where the code of release 1.9.0 does it */
function measured(text: string, file?: string): Fact {
  const where = file === undefined ? "" : ` (envoyproxy/gateway ${file})`;
  return { text, reference: `measured: ${RELEASE}${where}`, basis: "measured" };
}

function read(text: string, file: string): Fact {
  return { text, reference: `envoyproxy/gateway ${file}`, basis: "read" };
}

/** What Envoy Gateway does, each fact once. */
export const FACTS = {
  workload: read("This workload runs Envoy Gateway.", "charts/gateway-helm/templates/envoy-gateway-deployment.yaml"),
  config: read("This is Envoy Gateway's own configuration.", "api/v1alpha1/envoygateway_types.go"),
  serves: read("It serves HTTPRoute, GRPCRoute, TLSRoute and TCPRoute.", "internal/gatewayapi/route.go"),
  noPolicy: measured(
    "Without a BackendTLSPolicy a Service is dialled in clear, whatever its port or appProtocol.",
    "internal/gatewayapi/route.go",
  ),
  policy: measured(
    "A policy is verified by chain and name; hostname is the server name.",
    "internal/gatewayapi/backendtlspolicy.go",
  ),
  sans: measured("subjectAltNames take the place of hostname in the check.", "internal/xds/translator/translator.go"),
  verifier: measured(
    "A certificate is accepted where it leads to any certificate of the CA bundle, a root or not, and has the name among its alternative names; all others are 503. A common name never counts.",
  ),
  brokenPolicy: measured(
    "A policy whose CA cannot be used makes the backend invalid: 500 for its share.",
    "internal/gatewayapi/backendtlspolicy.go",
  ),
  caKey: measured(
    "The CA is ca.crt, else tls.crt, else the only entry; of a ConfigMap the first by name and ca.crt are seen alone.",
    "internal/gatewayapi/helpers.go",
  ),
  system: measured("System is the trust store of the Envoy image.", "internal/gatewayapi/backendtlspolicy.go"),
  noCertificate: measured(
    "A listener without a certificate of type kubernetes.io/tls that can be used is not programmed.",
    "internal/gatewayapi/validate.go",
  ),
  endedCertificate: measured(
    "A certificate that is not valid today is refused, from 1.6 on: a listener with no other is not programmed.",
    "internal/gatewayapi/tls.go",
  ),
  endedChain: read(
    "A certificate whose chain holds one that is not valid today is refused as a whole.",
    "internal/gatewayapi/tls.go",
  ),
  endedAuthority: read(
    "Of the CAs of a ClientTrafficPolicy those that are not valid today are left out; one with no other cannot be used.",
    "internal/gatewayapi/clienttrafficpolicy.go",
  ),
  badBackend: read("A backendRef that cannot be used answers 500 for its share.", "internal/gatewayapi/route.go"),
  frontend: measured("spec.tls.frontend demands client certificates.", "internal/gatewayapi/listener.go"),
  clientCertificate: measured(
    "TLS backends are shown the certificate that the Backend names, else the Gateway, else its EnvoyProxy.",
    "internal/gatewayapi/contexts.go",
  ),
  clientCertificateUnreadable: measured(
    "A client certificate that does not fit its key is passed on to Envoy, which refuses it and answers 503.",
    "internal/gatewayapi/helpers.go",
  ),
  backendDisabled: measured(
    "Backend is off unless extensionApis.enableBackend is set in its configuration: 500.",
    "internal/gatewayapi/validate.go",
  ),
  backendPlain: measured(
    "A Backend without tls is dialled in clear, whatever its port.",
    "internal/gatewayapi/backend.go",
  ),
  backendSkip: measured(
    "insecureSkipVerify of a Backend verifies nothing, beside a policy too.",
    "internal/gatewayapi/backendtlspolicy.go",
  ),
  backendRefused: measured(
    "The API server refuses a Backend with insecureSkipVerify beside a CA: it does not exist, and its share gets 500.",
    "charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_backends.yaml",
  ),
  backendCa: measured(
    "caCertificateRefs and sni of a Backend verify chain and name.",
    "internal/xds/translator/translator.go",
  ),
  backendNoCa: measured(
    "A Backend with tls and neither a CA nor insecureSkipVerify is refused: 500.",
    "internal/gatewayapi/backend.go",
  ),
  backendAutoName: measured(
    "Without sni the server name and the name that is checked come from the request's Host.",
    "internal/xds/translator/cluster.go",
  ),
  backendMissing: measured("A Backend that does not exist answers 500.", "internal/gatewayapi/validate.go"),
  clientPolicy: measured(
    "ClientTrafficPolicy sets what a listener asks of clients; one for a listener goes before one for the Gateway.",
    "internal/gatewayapi/clienttrafficpolicy.go",
  ),
  clientPolicyBroken: measured(
    "A ClientTrafficPolicy that cannot be used answers 500 on every route of its listeners.",
    "internal/gatewayapi/clienttrafficpolicy.go",
  ),
  clientAny: measured(
    "Modes Request and RequireAny take certificates of any signer.",
    "internal/xds/translator/listener.go",
  ),
  clientAnyWithoutCa: measured(
    "RequireAny without caCertificateRefs asks for a certificate and lets clients in that have none.",
    "internal/xds/translator/listener.go",
  ),
  extAuth: measured(
    "SecurityPolicy extAuth asks this backend before each request; where it cannot be used, every request gets 500, or " +
      "passes where failOpen is set.",
    "internal/gatewayapi/securitypolicy.go",
  ),
  unreadyPods: measured(
    "Where no pod of a Service is ready, those that are not get the requests.",
    "internal/gatewayapi/route.go",
  ),
  brokenFilter: measured(
    "A rule with a filter that cannot be set up, such as a mirror to a Service that does not exist, answers 500.",
    "internal/gatewayapi/route.go",
  ),
  directResponse: measured(
    "An HTTPRouteFilter with directResponse answers in place of a backend.",
    "internal/gatewayapi/filters.go",
  ),
  passthroughPolicy: read(
    "A policy of a backend behind passthrough puts TLS around the client's own TLS.",
    "internal/gatewayapi/route.go",
  ),
  merged: read("mergeGateways makes one data plane of all Gateways of the class.", "api/v1alpha1/envoyproxy_types.go"),
  externalName: read("A Service of type ExternalName is refused as a backend: 500.", "internal/gatewayapi/validate.go"),
  extensionPolicies: read(
    "SecurityPolicy and EnvoyExtensionPolicy can send requests to further services.",
    "api/v1alpha1/securitypolicy_types.go",
  ),
} as const satisfies Readonly<Record<string, Fact>>;
