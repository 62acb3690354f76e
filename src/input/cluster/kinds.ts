/** A kind that is read from a cluster, and why. */
export interface ClusterKind {
  readonly group: string;
  /** As the API's paths and RBAC name it. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /**
   * `list`: all of them. `named`: only those that a verdict asks for. `tls`: Secrets, of which those with a
   * certificate to serve are listed and others read by name.
   */
  readonly how: "list" | "named" | "tls";
  /** Read in all namespaces with `-n` too, where that is allowed. */
  readonly everywhere?: true;
  /** `access`: only who can read keys depends on it; a snapshot holds it, an audit does not read it. */
  readonly for: "routes" | "access";
  readonly why: string;
}

type Row = readonly [resource: string, kind: string, why: string];

const BUNDLES = "which CA bundles are made, and of what";

/**
 * Every kind that is read. Not here, on purpose: Pods (their workload says the same, once), ReplicaSets, Jobs, Nodes,
 * Events, Endpoints (EndpointSlices say the same), Helm's and GitOps' own objects (what they made is in the cluster).
 */
export const CLUSTER_KINDS: readonly ClusterKind[] = [
  { ...core("services", "Service", "where routes lead"), how: "list" },
  { ...core("secrets", "Secret", "certificates and CAs (keys are dropped as they arrive)"), how: "tls" },
  { ...core("configmaps", "ConfigMap", "settings of controllers, and CAs"), how: "named" },
  { ...core("namespaces", "Namespace", "labels that controllers select namespaces by"), namespaced: false },
  ...workloads("which controllers run, with which release and flags"),
  ...group("discovery.k8s.io", [["endpointslices", "EndpointSlice", "whether a Service has somebody to answer"]]),
  ...group("networking.k8s.io", [["ingresses", "Ingress", "routes"]]),
  ...group("networking.k8s.io", [["ingressclasses", "IngressClass", "which controller serves a route"]], "cluster"),
  ...group("traefik.io", traefik()),
  ...group("traefik.containo.us", traefik()),
  ...group("cert-manager.io", [["certificates", "Certificate", "which Secrets are made, and for which names"]]),
  ...group("trust.cert-manager.io", [["bundles", "Bundle", BUNDLES]], "cluster"),
  ...group("trust-manager.io", [["clusterbundles", "ClusterBundle", BUNDLES]], "cluster"),
  ...group("external-secrets.io", [["externalsecrets", "ExternalSecret", "which Secrets are made"]]),
  ...group("bitnami.com", [["sealedsecrets", "SealedSecret", "which Secrets are made"]]),
  ...group(
    "gateway.networking.k8s.io",
    [["gatewayclasses", "GatewayClass", "which controller serves a route"]],
    "cluster",
  ),
  ...group("gateway.networking.k8s.io", [
    ["gateways", "Gateway", "listeners and their certificates"],
    ["httproutes", "HTTPRoute", "routes"],
    ["grpcroutes", "GRPCRoute", "routes"],
    ["tlsroutes", "TLSRoute", "routes"],
    ["tcproutes", "TCPRoute", "routes"],
    ["referencegrants", "ReferenceGrant", "whether a route may use what is in another namespace"],
    ["backendtlspolicies", "BackendTLSPolicy", "whether the way to a Service is encrypted and verified"],
    ["listenersets", "ListenerSet", "listeners that are added to a Gateway"],
  ]),
  ...group("gateway.networking.x-k8s.io", [["xlistenersets", "XListenerSet", "listeners that are added to a Gateway"]]),
  ...group("gateway.envoyproxy.io", [
    ["backends", "Backend", "where routes lead"],
    ["envoyproxies", "EnvoyProxy", "settings of a Gateway"],
    ["clienttrafficpolicies", "ClientTrafficPolicy", "client certificates"],
    ["securitypolicies", "SecurityPolicy", "extra hops"],
    ["httproutefilters", "HTTPRouteFilter", "answers in place of a Service"],
  ]),
  ...group("gateway.kgateway.dev", [
    ["backendconfigpolicies", "BackendConfigPolicy", "whether the way to a Service is encrypted and verified"],
  ]),
  ...group(
    "certificates.k8s.io",
    [["clustertrustbundles", "ClusterTrustBundle", "CAs that backends are verified with"]],
    "cluster",
  ),
  ...group("projectcontour.io", [
    ["httpproxies", "HTTPProxy", "routes"],
    ["extensionservices", "ExtensionService", "extra hops"],
    ["contourconfigurations", "ContourConfiguration", "settings of Contour"],
    [
      "tlscertificatedelegations",
      "TLSCertificateDelegation",
      "whether a route may use a certificate of another namespace",
    ],
  ]),
  ...group("networking.istio.io", [
    ["gateways", "Gateway", "listeners and their certificates"],
    ["virtualservices", "VirtualService", "routes"],
    ["destinationrules", "DestinationRule", "whether the way to a Service is encrypted and verified"],
  ]),
  ...group("route.openshift.io", [["routes", "Route", "routes"]]),
  ...group("k8s.nginx.org", [
    ["virtualservers", "VirtualServer", "routes"],
    ["virtualserverroutes", "VirtualServerRoute", "routes"],
    ["transportservers", "TransportServer", "routes"],
  ]),
  ...group("getambassador.io", [
    ["mappings", "Mapping", "routes"],
    ["tcpmappings", "TCPMapping", "routes"],
  ]),
  ...group("apisix.apache.org", [["apisixroutes", "ApisixRoute", "routes"]]),
  ...group("configuration.konghq.com", [["tcpingresses", "TCPIngress", "routes"]]),
  ...group("ingress.v3.haproxy.org", [["tcps", "TCP", "routes"]]),
  access("", "serviceaccounts", "ServiceAccount", true),
  access("rbac.authorization.k8s.io", "roles", "Role", true),
  access("rbac.authorization.k8s.io", "rolebindings", "RoleBinding", true),
  access("rbac.authorization.k8s.io", "clusterroles", "ClusterRole", false),
  access("rbac.authorization.k8s.io", "clusterrolebindings", "ClusterRoleBinding", false),
  ...(["Mutating", "Validating"] as const).map((kind) => ({
    ...access(
      "admissionregistration.k8s.io",
      `${kind.toLowerCase()}webhookconfigurations`,
      `${kind}WebhookConfiguration`,
      false,
    ),
    why: "who is sent every Secret that is written",
  })),
  ...(["Issuer", "ClusterIssuer"] as const).map((kind) => ({
    ...access("cert-manager.io", `${kind.toLowerCase()}s`, kind, kind === "Issuer"),
    why: "who signs certificates for the same names",
  })),
  ...(["SecretStore", "ClusterSecretStore"] as const).map((kind) => ({
    ...access("external-secrets.io", `${kind.toLowerCase()}s`, kind, kind === "SecretStore"),
    why: "whom External Secrets hands Secrets to",
  })),
  { ...access("kyverno.io", "clusterpolicies", "ClusterPolicy", false), why: "where Secrets are copied to" },
];

function core(resource: string, kind: string, why: string): ClusterKind {
  return { group: "", resource, kind, namespaced: true, how: "list", for: "routes", why };
}

function workloads(why: string): ClusterKind[] {
  return group("apps", [
    ["deployments", "Deployment", why],
    ["daemonsets", "DaemonSet", why],
    ["statefulsets", "StatefulSet", why],
  ]).map((row) => ({ ...row, everywhere: true as const }));
}

function group(name: string, rows: readonly Row[], scope?: "cluster"): ClusterKind[] {
  const common = { group: name, namespaced: scope === undefined, how: "list", for: "routes" } as const;
  return rows.map(([resource, kind, why]) => ({ ...common, resource, kind, why }));
}

function traefik(): Row[] {
  return [
    ["ingressroutes", "IngressRoute", "routes"],
    ["ingressroutetcps", "IngressRouteTCP", "routes"],
    ["middlewares", "Middleware", "redirects, and extra hops"],
    ["traefikservices", "TraefikService", "where routes lead"],
    ["tlsoptions", "TLSOption", "client certificates"],
    ["tlsstores", "TLSStore", "the default certificate"],
    ["serverstransports", "ServersTransport", "whether the way to a Service is verified"],
    ["serverstransporttcps", "ServersTransportTCP", "whether the way to a Service is verified"],
  ];
}

function access(name: string, resource: string, kind: string, namespaced: boolean): ClusterKind {
  return { group: name, resource, kind, namespaced, how: "list", for: "access", why: "who may read which Secret" };
}

/** `ingresses.networking.k8s.io`, as kubectl and the API server's own refusals write it. */
export function resourceName({ group: name, resource }: Pick<ClusterKind, "group" | "resource">): string {
  return name === "" ? resource : `${resource}.${name}`;
}
