import type { Fact } from "../../model/evidence.ts";

const RELEASE = "ingress-nginx 1.15.1";

function measured(text: string): Fact {
  return { text, reference: `measured: ${RELEASE}`, basis: "measured" };
}

function read(text: string, reference: string): Fact {
  return { text, reference: `kubernetes/ingress-nginx ${reference}`, basis: "read" };
}

/** What the controller does, each fact once. Rows of the test tables cite these by name. */
export const FACTS = {
  classByObject: read(
    "It serves the classes whose IngressClass names its controller value.",
    "internal/ingress/controller/store/store.go GetIngressClass",
  ),
  classByAnnotation: measured("It compares the old class annotation with --ingress-class, never with an IngressClass."),
  classWithout: read(
    "With --watch-ingress-without-class it serves Ingresses that name no class.",
    "internal/ingress/controller/store/store.go GetIngressClass",
  ),
  workload: read("This workload runs the controller.", "charts/ingress-nginx"),
  version: read("The image's tag names the release.", "charts/ingress-nginx"),
  chart: read("This release of the chart runs the controller.", "charts/ingress-nginx"),

  clearByDefault: measured("Without backend-protocol requests go to the pods in clear."),
  clearByProtocol: measured("This backend-protocol sends requests to the pods in clear."),
  protocolInvalid: measured("A backend-protocol that it does not know means HTTP, with a line in the log only."),
  protocolNewline: measured("A backend-protocol that ends in a line break passes the check and then means HTTP."),
  autoHttp: measured("AUTO_HTTP dials TLS for clients that came by HTTPS and sends clear text for the others."),
  grpcs: measured("GRPCS dials TLS and never verifies, whatever proxy-ssl-* says."),
  unverifiedByDefault: measured("Without a usable proxy-ssl-secret the pods' certificate is not verified."),
  verifyOff: measured('proxy-ssl-verify is off unless the value is exactly "on".'),
  verifyNeedsSecret: measured("Without proxy-ssl-secret every other proxy-ssl-* setting is ignored."),
  secretWithoutCa: measured("A proxy-ssl-secret without ca.crt verifies nothing and sends no client certificate."),
  verified: measured(
    "With the CA of proxy-ssl-secret and proxy-ssl-name, chain and name of the pods' certificate are checked.",
  ),
  verifier: measured(
    "A certificate is accepted where it leads to a root of the CA bundle, over no more intermediates than proxy-ssl-verify-depth, and has the name; all others are 502. A common name counts where there are no DNS names.",
  ),
  clientCertificateSent: measured(
    "tls.crt and tls.key beside ca.crt in proxy-ssl-secret are sent as client certificate.",
  ),
  nameIsBalancer: measured(
    'Without proxy-ssl-name the name that is checked is "upstream_balancer": every sane certificate is refused, 502.',
  ),
  nameDropped: measured(
    'A proxy-ssl-name that fails validation is dropped: the name that is checked is "upstream_balancer", 502.',
  ),
  nameVariable: measured("A variable in proxy-ssl-name is expanded for each request."),
  leaksFromSibling: measured(
    "The first Ingress of a host whose proxy-ssl-secret has a ca.crt sets proxy-ssl-* for every HTTPS location of the host that has none of its own.",
  ),
  foreignCa: measured(
    "The CA comes from another Ingress of the host and the name from this one: certificates of that CA for that name are not the ones it is for, 502.",
  ),
  secretDenied: measured("A proxy-ssl-secret that cannot be used denies the location: 503."),
  keepalive: measured(
    "Connections to the pods are kept in one pool for all locations: a verified location reuses one that was opened without verification.",
  ),
  httpSnippetVerify: measured(
    'Verification that a snippet of the ConfigMap switches on checks the name "upstream_balancer": 502.',
  ),

  certificateOldest: read(
    "The oldest Ingress of a host with a tls section decides the certificate, for good.",
    "internal/ingress/controller/controller.go createServers",
  ),
  certificateServed: measured("The certificate of the tls section is served."),
  certificateDefault: measured("No usable certificate for the host: its own generated one is served."),
  certificateDefaultFlag: measured(
    "No usable certificate for the host: the one of --default-ssl-certificate is served.",
  ),
  certificateHostless: measured("The tls section of a rule without host is never used."),
  certificateAlias: measured("An alias has TLS only where the host's certificate lists it."),
  wildcardCertificate: measured("A host without a certificate of its own uses that of the wildcard host above it."),

  handshakeRejected: read(
    "With ssl-reject-handshake the server without a host refuses every TLS handshake.",
    "rootfs/etc/nginx/template/nginx.tmpl",
  ),

  redirects: measured(
    "Port 80 redirects to HTTPS since the host has a certificate entry and ssl-redirect is on by default.",
  ),
  redirectForced: measured("force-ssl-redirect redirects port 80 to HTTPS, with or without a tls section."),
  redirectOff: measured("ssl-redirect is off: port 80 serves."),
  redirectNoEntry: measured(
    "ssl-redirect needs a tls section on some Ingress of the host: without one port 80 serves.",
  ),
  redirectHostless: measured("A rule without host never redirects to HTTPS by its tls section."),
  redirectDefaultBackend: measured("The catch-all backend never redirects to HTTPS, not even with force-ssl-redirect."),
  redirectExcepted: measured("no-tls-redirect-locations keeps paths with this prefix from redirecting."),
  redirectForwarded: measured(
    "With use-forwarded-headers any client that sends X-Forwarded-Proto: https skips the redirect.",
  ),
  redirectAnswer: measured(
    "The location answers with this redirect itself, on both ports, before any redirect to HTTPS.",
  ),
  appRoot: measured("app-root answers / with a redirect that keeps the scheme, before any redirect to HTTPS."),
  wwwRedirect: measured("from-to-www-redirect answers for the other name and keeps the scheme."),
  snippetRedirect: measured("The snippet redirects plain HTTP to HTTPS."),
  snippetRefuses: read("The snippet answers by itself.", "rootfs/etc/nginx/template/nginx.tmpl"),
  alwaysPort80: read(
    "Port 80 always listens; no setting turns it off.",
    "internal/ingress/controller/template/template.go buildHTTPListener",
  ),

  passthrough: measured("With --enable-ssl-passthrough TLS of the host goes raw to the Service of path /."),
  passthroughPort80: measured(
    "Beside passthrough, port 80 of the host stays open and goes to the pods by backend-protocol.",
  ),
  passthroughNoFlag: measured(
    "Without --enable-ssl-passthrough the annotation does nothing: TLS ends at the controller.",
  ),
  passthroughNoRoot: measured("Passthrough needs a path / on the host: without one nothing answers on 443."),
  passthroughNoAddress: read(
    "Passthrough goes to the Service's ClusterIP and port: nothing answers on 443 with a headless, ExternalName or missing Service, a port that the Service does not have, or one that is also a spec.defaultBackend.",
    "internal/ingress/controller/nginx.go generateTemplate, util.go newUpstream",
  ),
  passthroughExactHost: measured(
    "Passthrough compares the server name with the host exactly: wildcard hosts and aliases are terminated.",
  ),
  passthroughOldestOnly: read(
    "Before 1.15.0 only the oldest Ingress of a host could ask for passthrough.",
    "internal/ingress/controller/controller.go createServers",
  ),

  clientCertificate: measured("auth-tls-secret with ca.crt asks clients for a certificate on the whole host."),
  clientCertificateNotAsked: measured("auth-tls-verify-client does not demand a certificate."),
  clientCertificateNoCa: measured("An auth-tls-secret without ca.crt asks nobody for a certificate."),
  clientCertificateDenied: measured("An auth-tls-secret that cannot be used answers 403 for the whole host."),
  clientCertificatePort80: measured("auth-tls-* guards TLS alone: plain HTTP gets in without a certificate."),
  matchCn: measured("auth-tls-match-cn refuses requests without a matching certificate, plain HTTP too: 403."),

  rejectedValue: measured("A value that fails this annotation's check takes the whole Ingress out: 404."),
  rejectedRisk: measured("An annotation above annotations-risk-level takes the whole Ingress out: 404."),
  rejectedWord: measured("A value with a word of annotation-value-word-blocklist takes the whole Ingress out: 404."),
  rejectedByServer: measured("The API server refuses this object."),
  catchAllDisabled: read(
    "With --disable-catch-all an Ingress with a default backend is not served.",
    "internal/ingress/controller/store/store.go",
  ),
  deniedValue: measured("A value that fails this annotation's check denies the Ingress's locations: 503."),
  noEndpoints: measured("A Service that is missing, or has no such port or endpoints, answers 503."),
  externalNameDisabled: measured("With --disable-svc-external-name a Service of type ExternalName answers 503."),
  externalNamePort: read(
    "A port name that the ExternalName Service does not have means port 0: 502.",
    "internal/ingress/controller/controller.go externalNamePorts",
  ),
  dialledByTls: read(
    "ssl-passthrough beside default-backend and custom-http-errors on path / makes the controller dial this Service by TLS for every location, with or without --enable-ssl-passthrough.",
    "internal/ingress/controller/controller.go getBackendServers, template.go buildProxyPass",
  ),
  noService: read(
    "A backend that is no Service is left to the default backend: 404.",
    "internal/ingress/controller/controller.go createUpstreams",
  ),
  shadowed: measured("Another Ingress has this host and path: the older one serves it."),
  outranked: read(
    "Another path of the host takes these requests: with use-regex or rewrite-target on any Ingress of a host all its paths are expressions without regard to letter case, the longest first; an exact path goes before a prefix.",
    "internal/ingress/controller/template/template.go buildLocation, controller.go getBackendServers",
  ),
  canary: measured("A canary gets the protocol and TLS settings of its primary; its own are ignored."),
  canaryAlone: read(
    "A canary without a primary for its host and path is not served.",
    "internal/ingress/controller/controller.go mergeAlternativeBackends",
  ),
  defaultBackendUsed: read(
    "While the Service has no endpoints, the default-backend Service gets the requests.",
    "internal/ingress/controller/controller.go getBackendServers",
  ),

  authUrl: measured(
    "Every request is first sent, with its headers, to auth-url; an https URL is not verified unless proxy-ssl-* of the host applies.",
  ),
  authUrlVerified: measured(
    "Requests to auth-url use the host's proxy-ssl-* settings: its CA, its name, its client certificate.",
  ),
  mirror: measured(
    "A copy of every request goes to mirror-target; an https target is not verified unless proxy-ssl-* of the host applies.",
  ),
  customErrors: measured("Error pages come from the default backend by clear text, also behind a verified backend."),
  tcpNotServed: read(
    "This entry is passed over: the port is the controller's own, the reference has no such Service and port, or the Service has no endpoints.",
    "internal/ingress/controller/controller.go getStreamServices",
  ),
  tcpService: measured("TCP services are passed on byte for byte: TLS, if any, ends in the pod."),

  snippet: measured("The snippet is copied into the server's configuration."),
  snippetReadsFiles: {
    text: "A snippet can serve the controller's own files, the token of its ServiceAccount among them (CVE-2021-25742).",
    reference: "https://github.com/kubernetes/kubernetes/issues/126811",
    basis: "documented",
  },
  snippetBlanked: read(
    "While allow-snippet-annotations is off the snippet's text is dropped.",
    "internal/ingress/controller/controller.go dropSnippetDirectives",
  ),
  hsts: measured("Strict-Transport-Security goes out on every HTTPS answer, also with the generated certificate."),
  freeze: measured("nginx refuses the rendered configuration, and from then on no change of any Ingress is taken."),
  ageTie: measured("Between Ingresses of the same age the later name comes first."),
  retired: {
    text: "The project is retired: 1.15.1 was the last release.",
    reference: "https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
    basis: "documented",
  },
} as const satisfies Readonly<Record<string, Fact>>;
