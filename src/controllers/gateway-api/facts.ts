import type { Fact } from "../../model/evidence.ts";

const SPEC = "kubernetes-sigs/gateway-api 1.6.1";

function spec(text: string, file: string): Fact {
  return { text, reference: `${SPEC} ${file}`, basis: "documented" };
}

/** What the specification says, each fact once. An implementation's own facts win over them. */
export const SPEC_FACTS = {
  gatewayClass: spec("The class's controllerName names the implementation.", "apis/v1/gatewayclass_types.go"),
  httpListener: spec("An HTTP listener serves its port in clear.", "apis/v1/gateway_types.go"),
  httpsListener: spec("An HTTPS listener ends TLS with its certificates.", "apis/v1/gateway_types.go"),
  tlsPassthrough: spec(
    "A TLS listener with mode Passthrough sends the client's own session on.",
    "apis/v1/gateway_types.go",
  ),
  tlsTerminate: spec("A TLS listener with mode Terminate ends TLS and sends the bytes on.", "apis/v1/gateway_types.go"),
  tcpListener: spec("A TCP listener sends bytes on as they come.", "apis/v1/gateway_types.go"),
  noListener: spec("No listener of this Gateway answers here.", "apis/v1/gateway_types.go"),
  noRoute: spec("A listener answers 404 for what none of its routes takes.", "apis/v1/httproute_types.go"),
  noCertificate: spec(
    "A listener whose certificate references cannot be resolved is not programmed: its port does not answer.",
    "apis/v1/gateway_types.go",
  ),
  conflict: spec(
    "Listeners of one port with incompatible protocols or the same host name are in conflict and are not served.",
    "apis/v1/gateway_types.go",
  ),
  unsupported: spec("A listener that is not valid is not programmed.", "apis/v1/gateway_types.go"),
  notAllowed: spec("A listener takes routes of the namespaces and kinds that it allows.", "apis/v1/gateway_types.go"),
  noMatchingParent: spec("A parentRef selects listeners by sectionName and port.", "apis/v1/shared_types.go"),
  noHostname: spec(
    "A route attaches to a listener whose host name overlaps with one of its own.",
    "apis/v1/httproute_types.go",
  ),
  attached: spec(
    "Without sectionName or port a route attaches to every listener that takes it.",
    "apis/v1/shared_types.go",
  ),
  sectionName: spec("With sectionName a route attaches to that listener alone.", "apis/v1/shared_types.go"),
  precedence: spec(
    "The more specific match wins; between equal ones the oldest route, then the first by name.",
    "apis/v1/httproute_types.go",
  ),
  redirect: spec("RequestRedirect answers with a redirect in place of a backend.", "apis/v1/httproute_types.go"),
  refNotPermitted: spec(
    "A reference to another namespace needs a ReferenceGrant there.",
    "apis/v1/referencegrant_types.go",
  ),
  badBackend: spec(
    "A backendRef that cannot be used answers 500 for its share of the requests.",
    "apis/v1/httproute_types.go",
  ),
  noBackend: spec("A rule without backends answers 500.", "apis/v1/httproute_types.go"),
  policy: spec(
    "BackendTLSPolicy verifies the backend's chain and name: hostname, or subjectAltNames where there are any.",
    "apis/v1/backendtlspolicy_types.go",
  ),
  policySection: spec(
    "sectionName of a policy names a port of the Service; such a policy goes before one for the whole Service.",
    "apis/v1/backendtlspolicy_types.go",
  ),
  policyConflict: spec(
    "Of two policies for one target the oldest counts, then the first by name.",
    "apis/v1/backendtlspolicy_types.go",
  ),
  policyBroken: spec(
    "A policy whose CA references cannot be used must fail every connection with a 5xx.",
    "apis/v1/backendtlspolicy_types.go",
  ),
  policyLocal: spec("A policy targets Services of its own namespace.", "apis/v1/backendtlspolicy_types.go"),
  withoutPolicy: spec("Without a BackendTLSPolicy a backend is dialled in clear.", "apis/v1/backendtlspolicy_types.go"),
  appProtocol: spec(
    "kubernetes.io/h2c, kubernetes.io/ws and kubernetes.io/wss are the values of appProtocol that are defined; " +
      "https is none of them, and implementations differ.",
    "geps/gep-1911/index.md",
  ),
  wss: spec("appProtocol kubernetes.io/wss is WebSocket over TLS.", "geps/gep-1911/index.md"),
  frontendValidation: spec(
    "spec.tls.frontend of a Gateway demands client certificates of all its HTTPS listeners.",
    "apis/v1/gateway_types.go",
  ),
  insecureFallback: spec(
    "AllowInsecureFallback lets clients in whose certificate is missing or invalid.",
    "apis/v1/gateway_types.go",
  ),
  backendClientCertificate: spec(
    "spec.tls.backend.clientCertificateRef is shown to every TLS backend of the Gateway.",
    "apis/v1/gateway_types.go",
  ),
  listenerSet: spec("A ListenerSet adds listeners to a Gateway that allows it.", "apis/v1/listenerset_types.go"),
  listenerOptions: spec(
    "Listener options are keys of implementations; each passes over those of the others.",
    "apis/v1/gateway_types.go",
  ),
  noGateway: spec("A route is served through the Gateways that its parentRefs name.", "apis/v1/shared_types.go"),
  mesh: spec("A parentRef to a Service makes a route of the mesh, not of a Gateway.", "geps/gep-1426/index.md"),
  routePassthrough: spec(
    "No BackendTLSPolicy applies to a session that is passed through.",
    "apis/v1/backendtlspolicy_types.go",
  ),
} as const satisfies Readonly<Record<string, Fact>>;
