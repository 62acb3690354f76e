import type { Fact } from "../../model/evidence.ts";

const RELEASE = "Contour 1.33.8, Envoy 1.40";

/** @param file where the code of release 1.33.6 does it */
function measured(text: string, file?: string): Fact {
  const where = file === undefined ? "" : ` (projectcontour/contour ${file})`;
  return { text, reference: `measured: ${RELEASE}${where}`, basis: "measured" };
}

function read(text: string, file: string): Fact {
  return { text, reference: `projectcontour/contour ${file}`, basis: "read" };
}

const INGRESS = "internal/dag/ingress_processor.go";
const PROXY = "internal/dag/httpproxy_processor.go";
const GATEWAY = "internal/dag/gatewayapi_processor.go";
const ACCESSORS = "internal/dag/accessors.go";

/** What Contour does, each fact once. */
export const FACTS = {
  workload: read("This workload runs Contour.", "examples/contour/03-contour.yaml"),
  className: read(
    "It serves the classes of --ingress-class-name, else contour and no class.",
    "internal/ingressclass/ingressclass.go",
  ),
  proxyClass: read("It serves this HTTPProxy by its class.", "internal/ingressclass/ingressclass.go"),

  plainVhost: measured("An Ingress serves plain HTTP unless kubernetes.io/ingress.allow-http is false.", INGRESS),
  forceRedirect: measured('ingress.kubernetes.io/force-ssl-redirect "true" redirects port 80 with 301.', INGRESS),
  secureVhost: measured("A host in spec.tls whose Secret can be used is served by HTTPS.", INGRESS),
  noSecureVhost: measured("Without a Secret that can be used a host has no HTTPS, and plain HTTP goes on.", INGRESS),
  noHttps: read("No object gives this host a certificate: port 443 refuses it.", INGRESS),
  sharedVhost: read("All routes of a host share its certificate, whichever object brought it.", INGRESS),
  delegation: read("A Secret of another namespace needs a TLSCertificateDelegation there.", "internal/dag/cache.go"),
  serviceMissing: read("A path whose Service or port is missing is left out: 404.", INGRESS),
  notServed: read("No route of this host has this path: 404.", INGRESS),
  shadowed: read(
    "Of two routes with equal conditions the one that is added last is kept, HTTPProxy after Ingress.",
    "internal/dag/dag.go",
  ),
  chance: measured(
    "Of two Ingresses with the same host and path chance decides which one is kept, anew with each change in the cluster.",
    INGRESS,
  ),
  chanceCertificate: read(
    "Where Ingresses bring several certificates for one host, chance decides which one is served.",
    INGRESS,
  ),

  clear: measured("Without a protocol the Service is dialled in clear.", ACCESSORS),
  annotation: measured(
    "projectcontour.io/upstream-protocol.tls and .h2 on the Service make TLS without verification, for the ports they name.",
    ACCESSORS,
  ),
  appProtocol: measured(
    "appProtocol wins over the annotations in both directions: https is TLS without verification, others are clear.",
    ACCESSORS,
  ),
  protocolField: read("services[].protocol wins over the Service.", PROXY),
  unverified: measured("TLS to a Service without validation is unverified, with no server name sent.", PROXY),
  validated: measured("validation with TLS verifies chain and subjectName.", PROXY),
  verifier: measured(
    "A certificate is accepted where it leads to any certificate of the CA bundle, a root or not, and has the name among its alternative names; all others are 503. A common name never counts.",
  ),
  validationWithoutTls: measured("validation without TLS is silently nothing: plaintext.", PROXY),
  doubleTls: measured(
    "A session that is passed through to a Service with TLS is wrapped in TLS once more: no pod understands it.",
    PROXY,
  ),
  badValidation: measured("A CA Secret that cannot be used refuses the routes of the HTTPProxy.", PROXY),
  clientCertificate: measured(
    "tls.envoy-client-certificate is shown to every TLS backend of Ingress and HTTPProxy, verified or not.",
    PROXY,
  ),
  clientCertificateUnfit: measured(
    "A client certificate whose key is another one's is not noticed, and every TLS backend answers 503.",
    PROXY,
  ),
  clientCertificateMissing: measured(
    "A client certificate that cannot be used leaves every route out, also those in clear.",
    PROXY,
  ),

  proxyRedirect: measured("HTTPProxy with TLS redirects port 80 with 301 by itself.", PROXY),
  permitInsecure: measured("permitInsecure serves the route on port 80 as well, unless the settings forbid it.", PROXY),
  permitDisabled: measured("disablePermitInsecure makes permitInsecure nothing.", PROXY),
  proxyPlain: read("HTTPProxy without tls is served on port 80 alone.", PROXY),
  proxyTls: measured("HTTPProxy ends TLS with virtualhost.tls.secretName.", PROXY),
  proxyBadSecret: measured("HTTPProxy whose Secret is missing, unusable or not delegated is refused whole.", PROXY),
  proxyInvalid: read("An HTTPProxy that is not valid is not served.", PROXY),
  keyMismatch: measured(
    "A key of another certificate is not noticed, and every handshake of its host fails.",
    ACCESSORS,
  ),
  duplicate: read("HTTPProxies with one fqdn are all refused.", PROXY),
  orphan: read("An HTTPProxy without virtualhost is served where another one includes it.", PROXY),
  includeMissing: measured("A prefix whose include is missing answers 502, on port 80 too.", PROXY),
  includeTwice: measured("Of two includes with equal conditions the later one is passed over.", PROXY),
  passthroughAlone: measured("TLS passthrough without tcpproxy closes port 443 for the host.", PROXY),
  watched: measured("--watch-namespaces names the only namespaces that are looked at.", "cmd/contour/serve.go"),
  singleListener: measured(
    "Beside a Gateway an HTTPProxy or Ingress needs exactly one listener for HTTP, and one for HTTPS where it has TLS.",
    PROXY,
  ),
  rootNamespace: read("--root-namespaces names the only namespaces of root HTTPProxies.", PROXY),
  noServices: read("A route without a Service that can be used answers 503.", PROXY),
  directResponse: read("directResponsePolicy answers in place of a backend.", PROXY),
  requestRedirect: read("requestRedirectPolicy answers with a redirect in place of a backend.", PROXY),
  fallback: measured(
    "enableFallbackCertificate serves clients without a server name with the fallback certificate.",
    PROXY,
  ),
  tcpPassthrough: measured("tcpproxy with passthrough sends the client's own session on.", PROXY),
  tcpTerminates: measured("tcpproxy with a Secret ends TLS and sends the bytes on.", PROXY),
  tcpHasVhost: read("A host with tcpproxy has no HTTP routes over TLS.", PROXY),
  clientValidation: measured("clientValidation demands a certificate of the CA.", PROXY),
  clientOptional: read("optionalClientCertificate takes clients without one.", PROXY),
  clientWithoutCa: measured(
    "clientValidation without caSecret is an error that is not fatal: no certificate is asked for, and the host is served.",
    PROXY,
  ),
  clientSkipWithoutCa: measured(
    "skipClientCertValidation without caSecret asks for a certificate and serves clients without one.",
    PROXY,
  ),
  clientSkip: measured("skipClientCertValidation still demands a certificate, of any issuer.", PROXY),
  authorization: measured("virtualhost.authorization asks an ExtensionService before each request.", PROXY),
  authorizationBroken: measured("An HTTPProxy whose ExtensionService is missing or not valid is refused.", PROXY),
  notStarting: measured(
    "Contour does not start where the ExtensionService of globalExtAuth is missing.",
    "cmd/contour/serve.go",
  ),
  authorizationGlobal: measured("globalExtAuth asks an ExtensionService before each request of an HTTPProxy.", PROXY),

  gatewayRef: measured("It is the controller of the Gateway in gateway.gatewayRef.", "cmd/contour/serve.go"),
  provisioner: read(
    "The provisioner runs a Contour for each Gateway of its class.",
    "internal/provisioner/controller/gateway.go",
  ),
  gatewayKinds: read("It serves HTTPRoute, GRPCRoute, TLSRoute and TCPRoute; ListenerSets are not read.", GATEWAY),
  policyVersion: measured(
    "It reads BackendTLSPolicy as v1alpha3 and TLSRoute and TCPRoute as v1alpha2.",
    "cmd/contour/serve.go",
  ),
  policy: measured("A policy verifies chain and hostname, and sends no server name.", GATEWAY),
  policyAny: measured(
    "Of several policies for one target it takes any, another one after another change.",
    "internal/dag/cache.go",
  ),
  leavesHosts: measured(
    "A host that another listener names more closely, whatever its port, is left to that one.",
    GATEWAY,
  ),
  policySans: measured("subjectAltNames of a policy are passed over, and hostname is checked.", GATEWAY),
  policyOpen: measured("A policy that cannot be used is passed over, and only its condition says so.", GATEWAY),
  policySystem: measured(
    "wellKnownCACertificates is not supported, and the backend is dialled without the policy.",
    GATEWAY,
  ),
  policyHttpOnly: read("Policies count for an HTTPRoute alone.", GATEWAY),
  gatewayFrontend: read("Its Gateway API module is 1.3 and has no spec.tls of a Gateway.", "go.mod"),
  gatewayNoClientCertificate: measured("tls.envoy-client-certificate is not shown in Gateway API mode.", GATEWAY),
  gatewayAppProtocol: read("An appProtocol that it does not know makes the backend invalid: 500.", GATEWAY),
  grpcProtocol: read(
    "A GRPCRoute dials TLS without verification behind an HTTPS listener, clear behind an HTTP one.",
    GATEWAY,
  ),
  gatewayBytes: read("TLSRoute and TCPRoute dial a terminated session in clear.", GATEWAY),
  gatewayCertificate: read("A listener needs exactly one certificate, of a Secret that can be used.", GATEWAY),
  gatewayBadBackend: read(
    "A backendRef that cannot be used is left out; with none left the rule answers 500.",
    GATEWAY,
  ),
} as const satisfies Readonly<Record<string, Fact>>;
