import { groupOf } from "../model/read.ts";
import { keeping, type Shape } from "./shape.ts";

/** A copy of the whole object as it was applied, a Secret's values included. */
export const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

const METADATA: Shape = {
  rest: true,
  keys: new Map<string, Shape | null>([
    ["managedFields", null],
    ["selfLink", null],
    ["annotations", { rest: true, keys: new Map([[LAST_APPLIED, null]]) }],
  ]),
};

/** Kinds that no verdict needs are kept as names, labels and annotations. */
const METADATA_ONLY: Shape = withMetadata(keeping(["apiVersion", "kind"]));

const WHOLE: Shape = {
  rest: true,
  keys: new Map<string, Shape | null>([
    ["metadata", METADATA],
    ["status", null],
  ]),
};

/**
 * Of a status the load balancer's addresses alone: no verdict reads them, but a probe connects to them, and nothing else
 * in a cluster says where its routes are reached.
 */
const WITH_ADDRESSES: Shape = {
  rest: true,
  keys: new Map<string, Shape | null>([
    ["metadata", METADATA],
    ["status", keeping(["loadBalancer.ingress.ip", "loadBalancer.ingress.hostname", "addresses.value"])],
  ]),
};

/** What cert-manager says of a certificate: dates and why it is not renewed, which needs no permission on Secrets. */
const ISSUED: Shape = {
  rest: true,
  keys: new Map<string, Shape | null>([
    ["metadata", METADATA],
    [
      "status",
      keeping([
        "notBefore",
        "notAfter",
        "renewalTime",
        "failedIssuanceAttempts",
        "lastFailureTime",
        "conditions.type",
        "conditions.status",
        "conditions.reason",
        "conditions.message",
      ]),
    ],
  ]),
};

function withMetadata(shape: Shape): Shape {
  return { rest: shape.rest, keys: new Map([...shape.keys, ["metadata", METADATA]]) };
}

/** Parts of a pod's spec that tell which controller runs, how it is set up, and who can read what. */
const POD = [
  "containers.name",
  "containers.image",
  "containers.command",
  "containers.args",
  "containers.env",
  "containers.envFrom",
  "containers.ports",
  "containers.volumeMounts",
  "initContainers.name",
  "initContainers.image",
  "initContainers.restartPolicy",
  "initContainers.ports",
  "initContainers.args",
  "initContainers.envFrom",
  "initContainers.env",
  "initContainers.volumeMounts",
  "volumes",
  "serviceAccountName",
  "serviceAccount",
  "automountServiceAccountToken",
  "hostNetwork",
  "nodeName",
  "imagePullSecrets",
];

const TEMPLATE = [
  "template.metadata.labels",
  "template.metadata.annotations",
  ...POD.map((path) => `template.spec.${path}`),
];

const WORKLOAD = under("spec", ["replicas", "selector", "serviceName", ...TEMPLATE]);

function under(prefix: string, paths: readonly string[]): string[] {
  return paths.map((path) => `${prefix}.${path}`);
}

function parts(paths: readonly string[]): Shape {
  return withMetadata(keeping(["apiVersion", "kind", ...paths]));
}

/** Kinds by `Kind.group`, with what is kept of each. */
const KINDS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["Pod.", parts(under("spec", POD))],
  ["ReplicationController.", parts(WORKLOAD)],
  ["Deployment.apps", parts(WORKLOAD)],
  ["Deployment.extensions", parts(WORKLOAD)],
  ["DaemonSet.apps", parts(WORKLOAD)],
  ["DaemonSet.extensions", parts(WORKLOAD)],
  ["StatefulSet.apps", parts(WORKLOAD)],
  ["ReplicaSet.apps", parts(WORKLOAD)],
  ["Job.batch", parts(WORKLOAD)],
  ["CronJob.batch", parts(under("spec.jobTemplate.spec", TEMPLATE))],
  ["Service.", WITH_ADDRESSES],
  ["Ingress.networking.k8s.io", WITH_ADDRESSES],
  ["Gateway.gateway.networking.k8s.io", WITH_ADDRESSES],
  ["HTTPProxy.projectcontour.io", WITH_ADDRESSES],
  ["Endpoints.", WHOLE],
  ["EndpointSlice.discovery.k8s.io", WHOLE],
  ["ConfigMap.", WHOLE],
  ["Secret.", WHOLE],
  ["Namespace.", METADATA_ONLY],
  ["Node.", METADATA_ONLY],
  ["ServiceAccount.", parts(["secrets", "imagePullSecrets", "automountServiceAccountToken"])],
  ["Application.argoproj.io", WHOLE],
  ["Certificate.cert-manager.io", ISSUED],
  ["Certificate.networking.internal.knative.dev", WHOLE],
]);

/** Groups of which every kind is kept whole, but for its status. */
const GROUPS: ReadonlySet<string> = new Set([
  "acme.cert-manager.io",
  "admissionregistration.k8s.io",
  "alb.networking.azure.io",
  "apisix.apache.org",
  "appgw.ingress.k8s.io",
  "authorization.k8s.io",
  "bitnami.com",
  "cert-manager.io",
  "cilium.io",
  "cloud.google.com",
  "configuration.haproxy.com",
  "configuration.konghq.com",
  "core.haproxy.org",
  "crd.projectcalico.org",
  "elbv2.k8s.aws",
  "extensions",
  "external-secrets.io",
  "externaldns.k8s.io",
  "gateway.envoyproxy.io",
  "gateway.kgateway.dev",
  "gateway.networking.k8s.io",
  "gateway.networking.x-k8s.io",
  "gateway.nginx.org",
  "gateway.solo.io",
  "getambassador.io",
  "helm.cattle.io",
  "helm.toolkit.fluxcd.io",
  "ingress.v1.haproxy.org",
  "ingress.v3.haproxy.org",
  "k8s.nginx.org",
  "kyverno.io",
  "lasthop.dev",
  "linkerd.io",
  "multicluster.x-k8s.io",
  "networking.gke.io",
  "networking.istio.io",
  "networking.k8s.io",
  "operator.openshift.io",
  "policy.linkerd.io",
  "projectcontour.io",
  "rbac.authorization.k8s.io",
  "route.openshift.io",
  "secrets-store.csi.x-k8s.io",
  "security.istio.io",
  "telemetry.istio.io",
  "traefik.containo.us",
  "traefik.io",
  "trust.cert-manager.io",
  "trust-manager.io",
  "x.getambassador.io",
]);

/** What is kept of an object as it is read. */
export function keptOf(apiVersion: string, kind: string): Shape {
  const group = groupOf(apiVersion);
  return KINDS.get(`${kind}.${group}`) ?? (GROUPS.has(group) ? WHOLE : METADATA_ONLY);
}

/** Kinds that have no namespace, by `Kind.group`; a kind that is not listed is supposed to have one. */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  "APIService.apiregistration.k8s.io",
  "BGPConfiguration.crd.projectcalico.org",
  "CertificateSigningRequest.certificates.k8s.io",
  "CiliumClusterwideEnvoyConfig.cilium.io",
  "CiliumClusterwideNetworkPolicy.cilium.io",
  "ClusterExternalSecret.external-secrets.io",
  "ClusterIssuer.cert-manager.io",
  "Bundle.trust.cert-manager.io",
  "ClusterBundle.trust-manager.io",
  "ClusterPolicy.kyverno.io",
  "ClusterRole.rbac.authorization.k8s.io",
  "ClusterRoleBinding.rbac.authorization.k8s.io",
  "ClusterSecretStore.external-secrets.io",
  "ClusterTrustBundle.certificates.k8s.io",
  "CustomResourceDefinition.apiextensions.k8s.io",
  "CSIDriver.storage.k8s.io",
  "CSINode.storage.k8s.io",
  "FlowSchema.flowcontrol.apiserver.k8s.io",
  "GatewayClass.gateway.networking.k8s.io",
  "GlobalNetworkPolicy.crd.projectcalico.org",
  "IngressClass.networking.k8s.io",
  "IngressClassParams.elbv2.k8s.aws",
  "KongClusterPlugin.configuration.konghq.com",
  "KongVault.configuration.konghq.com",
  "MutatingWebhookConfiguration.admissionregistration.k8s.io",
  "Namespace.",
  "Node.",
  "PersistentVolume.",
  "PodSecurityPolicy.policy",
  "PriorityClass.scheduling.k8s.io",
  "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io",
  "RuntimeClass.node.k8s.io",
  "StorageClass.storage.k8s.io",
  "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
  "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
  "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
  "VolumeAttachment.storage.k8s.io",
]);

export function isClusterScoped(apiVersion: string, kind: string): boolean {
  return CLUSTER_SCOPED.has(`${kind}.${groupOf(apiVersion)}`);
}
