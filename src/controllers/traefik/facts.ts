import type { Fact } from "../../model/evidence.ts";

const RELEASE = "Traefik 3.7.15";

/** @param file where the code does it, in the Go module of release 3.7.13 */
function measured(text: string, file?: string): Fact {
  const where = file === undefined ? "" : ` (traefik/traefik ${file})`;
  return { text, reference: `measured: ${RELEASE}${where}`, basis: "measured" };
}

function read(text: string, reference: string): Fact {
  return { text, reference: `traefik/traefik ${reference}`, basis: "read" };
}

/** What Traefik does, each fact once. Rows of the test tables cite these by name. */
export const FACTS = {
  workload: read("This workload runs Traefik.", "README.md"),
  chart: read("This release of the chart runs Traefik.", "traefik-helm-chart traefik/values.yaml"),
  classByObject: read(
    "It serves the classes whose IngressClass names traefik.io/ingress-controller.",
    "pkg/provider/kubernetes/ingress/kubernetes.go",
  ),
  classByAnnotation: read(
    'Without providers.kubernetesIngress.ingressClass it serves Ingresses whose class annotation is "traefik" or absent.',
    "pkg/provider/kubernetes/ingress/kubernetes.go",
  ),
  customResource: read("Its CRD provider serves this kind.", "pkg/provider/kubernetes/crd/kubernetes.go"),
  nginxProvider: measured(
    "Its kubernetesIngressNGINX provider serves the classes of ingress-nginx and reads their annotations in its own way.",
  ),
  providerOff: read(
    "Traefik reads this kind only with the provider switched on in its static configuration.",
    "pkg/config/static/static_config.go",
  ),

  gatewayProvider: read(
    "Its kubernetesGateway provider serves Gateways of classes that name traefik.io/gateway-controller.",
    "pkg/provider/kubernetes/gateway/kubernetes.go",
  ),
  gatewayEntryPoint: read(
    "A listener is served by the entry point whose address has its port; there has to be one.",
    "pkg/provider/kubernetes/gateway/kubernetes.go",
  ),
  gatewayPlainEntryPoint: measured(
    "An HTTP listener on an entry point with http.tls is refused.",
    "pkg/provider/kubernetes/gateway/kubernetes.go",
  ),
  gatewayCertificate: read(
    "Every certificate of a listener has to be one that can be read, else the listener is not served.",
    "pkg/provider/kubernetes/gateway/kubernetes.go",
  ),
  gatewayClear: measured("Without a policy a port is dialled in clear, 443 and https names too."),
  gatewayAppProtocol: measured(
    "appProtocol https is TLS with the default transport: system roots and the pod's address.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayUnknownProtocol: read(
    "An appProtocol that it does not know makes the backend invalid: 500.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayPolicy: measured(
    "A BackendTLSPolicy verifies chain and hostname, whatever the appProtocol is.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayOldestPolicy: measured(
    "The oldest policy for a Service counts, whether it names the port or not.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayVersions: read("It reads BackendTLSPolicy as v1.", "pkg/provider/kubernetes/gateway/client.go"),
  gatewaySans: measured("subjectAltNames of a policy are passed over, and hostname is checked."),
  gatewayBrokenPolicy: measured(
    "A policy whose CA cannot be used answers 500.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewaySystem: measured(
    "wellKnownCACertificates uses the system roots.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayPolicyTls: measured(
    "A policy is passed over for a TLSRoute: plaintext.",
    "pkg/provider/kubernetes/gateway/tlsroute.go",
  ),
  gatewayPolicyGrpc: read("No policy is looked up for a GRPCRoute.", "pkg/provider/kubernetes/gateway/grpcroute.go"),
  gatewayNoFrontend: measured("spec.tls.frontend is passed over without a condition."),
  gatewayNoClientCertificate: measured("spec.tls.backend.clientCertificateRef is passed over without a condition."),
  gatewayNoListenerSet: measured("ListenerSets stay pending."),
  gatewayFilter: measured(
    "A filter that it does not support answers 500: RequestMirror is one, and a Middleware without the kubernetesCRD provider.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayNobody: measured(
    "A rule without backends answers 500, and 503 where it has a filter that answers nothing.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayMiddleware: measured(
    "A filter can name a Middleware of the route's namespace; one that is missing leaves the router out: 404.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayTraefikService: measured(
    "A backendRef can name a TraefikService where the kubernetesCRD provider is on.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayBadBackend: read(
    "A backendRef that cannot be used answers 500 for its share.",
    "pkg/provider/kubernetes/gateway/httproute.go",
  ),
  gatewayRedirect: read(
    "RequestRedirect always answers with a redirect.",
    "pkg/middlewares/gatewayapi/redirect/request_redirect.go",
  ),
  gatewayTcp: read("TCPRoute needs experimentalChannel.", "pkg/provider/kubernetes/gateway/kubernetes.go"),

  plainRouter: measured("A router without TLS answers plain HTTP on each of its entry points."),
  tlsRouter: measured("A router with TLS answers HTTPS alone on its entry points."),
  specTlsOnly: measured("spec.tls loads the certificate; HTTPS needs http.tls on the entry point or router.tls."),
  noRouter: measured("No router of this host and path is on this entry point: 404."),
  entryPointTls: measured("http.tls of the entry point makes every router on it answer HTTPS alone."),
  entryPointRedirect: measured("The entry point redirects all plain HTTP."),
  middlewareRedirect: measured("A redirectScheme middleware redirects plain HTTP."),
  certificate: measured("The certificate is chosen by server name from all that Traefik has loaded."),
  defaultCertificate: measured("No loaded certificate has this name: the default one is served."),
  certificateMissing: measured(
    "A certificate Secret that is missing leaves the router in place, with the default certificate.",
  ),

  clearByDefault: measured(
    "Without scheme, port number 443 or a port name that begins with https, requests go to the pods in clear.",
  ),
  tlsByScheme: measured("The scheme https dials TLS."),
  tlsByPort: measured("Port number 443, or a port name that begins with https, dials TLS without any setting."),
  defaultTransport: measured(
    "Without a ServersTransport the pods' certificate is verified against the system roots and the pod's address: 500 in practice.",
  ),
  staticSkip: measured(
    "serversTransport.insecureSkipVerify of the static configuration accepts any certificate where no ServersTransport is named.",
  ),
  skipVerify: measured("insecureSkipVerify accepts any certificate."),
  skipVerifyPeer: measured("peerCertURI is checked, with the chain, even with insecureSkipVerify."),
  verified: measured("rootCAs and serverName check chain and name of the pods' certificate."),
  verifier: measured(
    "A certificate is accepted where it leads to any certificate of rootCAs and has the name among its DNS names; all others are 500. A common name never counts.",
  ),
  systemRoots: measured("Without a CA that can be read, the system roots are used: they sign no pod's certificate."),
  podAddress: measured("Without serverName the name that is checked is the pod's address."),
  caUnusable: measured(
    "A CA without any certificate in it trusts nobody: every request is 500.",
    "pkg/server/service/transport.go",
  ),
  clientCertificateSent: measured("certificatesSecrets are sent as client certificate."),
  brokenTransport: measured(
    "This TLS block is refused as a whole: the system roots and the pod's address are checked, whatever the static configuration says.",
    "pkg/server/service/transport.go",
  ),
  transportMissing: measured("A ServersTransport that is missing or out of reach leaves the router out: 404."),
  onService: measured("service.* annotations are read on the Service alone; on the Ingress they do nothing."),
  serviceMissing: measured("A Service that is missing, or has no such port or endpoints, leaves the router out: 404."),
  externalName: read(
    "Services of type ExternalName need allowExternalNameServices.",
    "pkg/provider/kubernetes/ingress/kubernetes.go",
  ),
  crossNamespace: measured(
    "References into other namespaces need allowCrossNamespace: the whole route is left out, 404.",
  ),
  middlewareMissing: measured("A middleware that is missing leaves the router out: 404."),
  middlewareBroken: measured(
    "A middleware that lacks what it refers to, has two types or none, or does not compile leaves the router out: 404.",
    "pkg/server/middleware/middlewares.go",
  ),
  annotationUnknown: measured(
    "An unknown or unreadable router.* annotation leaves the whole Ingress out, one of service.* the Service: 404.",
    "pkg/provider/kubernetes/ingress/annotations.go",
  ),
  crossProvider: measured(
    "crossProviderNamespaces leaves out Ingresses of other namespaces that refer to middlewares or TLS options.",
    "pkg/provider/kubernetes/ingress/kubernetes.go",
  ),
  defaultTaken: measured(
    "Of several default backends the first one is used.",
    "pkg/provider/kubernetes/ingress/kubernetes.go",
  ),
  nativeHeadless: measured(
    "nativeLB needs a ClusterIP: a headless Service leaves the route out, 404.",
    "pkg/provider/kubernetes/ingress/kubernetes.go",
  ),
  schemeUnsupported: measured(
    "Schemes are read in any letter case; one that HTTP does not know fails every request, one that is no scheme leaves the router out.",
    "pkg/server/service/service.go",
  ),
  notAdmitted: measured("The API server refuses this object: the custom resource's schema has no such value."),
  healthCheck: measured(
    "A health check on a Service that is no ExternalName leaves the route out: 404.",
    "pkg/provider/kubernetes/crd/kubernetes_http.go",
  ),
  ruleTwice: measured(
    "Routers are named after their rule: of two routes with one rule, the later one is all that is left.",
    "pkg/provider/kubernetes/crd/kubernetes_http.go",
  ),
  ruleInvalid: read("A rule that does not parse leaves the router out.", "pkg/muxer/http/mux.go"),
  entryPointUnknown: read(
    "Entry points that do not exist are passed over; with none left the router is left out.",
    "pkg/config/runtime/runtime_http.go",
  ),

  clientAuth: measured("The TLSOption asks clients for a certificate."),
  optionConflict: measured(
    "Routers of one host with different TLS options get the default option: a demand for a client certificate is lost.",
  ),
  optionNoHost: measured("The TLS option of a rule without Host is not applied."),
  optionMisdirected: measured(
    "The server name picked the TLS option of another router: this one turns the request away, 421.",
    "pkg/middlewares/snicheck/snicheck.go",
  ),
  optionMissing: measured("A TLS option that is missing or broken closes every TLS connection of the host."),
  sniStrict: read("With sniStrict a name without a certificate is refused.", "pkg/tls/tlsmanager.go"),

  tcpPassthrough: measured("TLS passes through to the Service; the server name alone decides."),
  tcpTerminates: measured("TLS ends at Traefik, and the bytes go on to the Service."),
  tcpRaw: measured("Bytes are passed on as they come, TLS or not."),
  tcpNeedsTls: measured("A HostSNI with a name needs tls; without it the router is left out."),
  tcpBackendClear: measured("services[].tls is off: the bytes go on in clear, whatever a ServersTransportTCP says."),
  tcpBackendNever: measured(
    "services[].tls with neither serverName nor insecureSkipVerify can never work: Traefik refuses to dial.",
  ),
  tcpStaticSkip: measured(
    "tcpServersTransport.tls.insecureSkipVerify of the static configuration accepts any certificate where no ServersTransportTCP is named.",
    "pkg/tcp/dialer.go",
  ),
  httpsWins: measured(
    "For one host an IngressRoute with TLS wins over a passthrough IngressRouteTCP: TLS ends at Traefik.",
  ),

  forwardAuth: read(
    "Every request is first sent, with its headers, to this address.",
    "pkg/middlewares/auth/forward.go",
  ),
  mirroring: read(
    "A copy of the requests goes to the mirrors of this TraefikService.",
    "pkg/server/service/loadbalancer/mirror",
  ),
  errorPages: read("Error pages come from this Service.", "pkg/middlewares/customerrors"),
  forwardedInsecure: read(
    "forwardedHeaders.insecure trusts X-Forwarded-* of every client.",
    "pkg/middlewares/forwardedheaders",
  ),

  nginxAlways: measured(
    "Every path gets a plain and a TLS router: HTTPS answers also without spec.tls, with the generated certificate.",
  ),
  nginxRedirect: measured(
    "Plain HTTP is redirected where the Ingress has spec.tls, unless ssl-redirect is any other word than true.",
  ),
  nginxForced: measured("force-ssl-redirect redirects plain HTTP with or without spec.tls."),
  nginxRedirectOff: measured("ssl-redirect with any other word than true switches the redirect off."),
  nginxProtocol: measured(
    "backend-protocol HTTPS and GRPCS dial TLS; every other word, also with a blank, means clear text.",
  ),
  nginxUnverified: measured('Without proxy-ssl-verify "on" any certificate is accepted.'),
  nginxVerified: measured(
    'proxy-ssl-verify "on", in any case, verifies; the CA is that of proxy-ssl-secret, else the system roots.',
  ),
  nginxServerName: measured("proxy-ssl-server-name is taken for the name itself where proxy-ssl-name is not set."),
  nginxSecret: measured("A proxy-ssl-secret or auth-tls-secret that cannot be used leaves the Ingress out: 404."),
  nginxElsewhere: measured(
    "This annotation answers with a redirect, over TLS too.",
    "pkg/provider/kubernetes/ingress-nginx/middleware.go",
  ),
  nginxEmpty: measured(
    "A Service that is missing, or has nobody behind it, is 503; a redirect of plain HTTP comes first.",
    "pkg/provider/kubernetes/ingress-nginx/build.go",
  ),
  nginxDefaultClear: measured(
    "The default backend of an Ingress without rules is reached in clear, whatever backend-protocol says.",
    "pkg/provider/kubernetes/ingress-nginx/translator.go",
  ),
  nginxDefaultTaken: measured(
    "Of several default backends for everybody the first one is used.",
    "pkg/provider/kubernetes/ingress-nginx/build.go",
  ),
  nginxCanary: measured(
    "A canary's Service is dialled as the Ingress says that it stands beside; the canary's own annotations do not count.",
    "pkg/provider/kubernetes/ingress-nginx/build.go",
  ),
  nginxCanaryAlone: measured(
    "A canary that no other Ingress has the path of is not served: 404.",
    "pkg/provider/kubernetes/ingress-nginx/build.go",
  ),
  nginxAuthSecret: measured(
    "auth-type with an unknown word or a missing Secret leaves the path out: 404.",
    "pkg/provider/kubernetes/ingress-nginx/build.go",
  ),
  nginxStrictPath: measured(
    "A path with characters of regular expressions and a type other than ImplementationSpecific leaves the Ingress out.",
    "pkg/provider/kubernetes/ingress-nginx/build.go",
  ),
  nginxPassthrough: measured("ssl-passthrough sends TLS of the host to the Service of path / alone."),
  nginxSnippet: read(
    "Snippets leave the Ingress out unless allowSnippetAnnotations is on.",
    "pkg/provider/kubernetes/ingress-nginx/build.go",
  ),
} as const satisfies Readonly<Record<string, Fact>>;
