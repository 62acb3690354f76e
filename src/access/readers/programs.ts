import { text } from "../../model/read.ts";
import type { PodSpec } from "./pods.ts";

const INGRESS = "an ingress controller: serves certificates";
const GATEWAY = "a gateway controller: serves certificates";
const FLUX = "Flux: applies what repositories hold";

/** Programs whose work it is to read Secrets, by the end of their image's repository. */
const PLATFORM: Readonly<Record<string, string>> = {
  "ingress-nginx/controller": INGRESS,
  "ingress-nginx/controller-chroot": INGRESS,
  "nginx-ingress-controller": INGRESS,
  "nginx/nginx-ingress": INGRESS,
  "nginx-ic/nginx-plus-ingress": INGRESS,
  "nginx-ic-dos/nginx-plus-ingress": INGRESS,
  "nginx-ic-nap/nginx-plus-ingress": INGRESS,
  "nginx-ic-nap-dos/nginx-plus-ingress": INGRESS,
  "nginx-ic-nap-v5/nginx-plus-ingress": INGRESS,
  traefik: INGRESS,
  contour: INGRESS,
  "haproxy-ingress": INGRESS,
  "kubernetes-ingress": INGRESS,
  "kong/kubernetes-ingress-controller": INGRESS,
  emissary: INGRESS,
  aes: INGRESS,
  "apisix-ingress-controller": INGRESS,
  "ose-cluster-ingress-operator": INGRESS,
  "cluster-ingress-operator": INGRESS,
  "ose-haproxy-router": INGRESS,
  "origin-haproxy-router": INGRESS,
  "kube-webhook-certgen": "makes the certificate of a webhook",
  "envoyproxy/gateway": GATEWAY,
  "envoyproxy/gateway-dev": GATEWAY,
  "nginx-gateway-fabric": GATEWAY,
  kgateway: GATEWAY,
  "cilium/operator": GATEWAY,
  "cilium/operator-generic": GATEWAY,
  "cilium/operator-aws": GATEWAY,
  "cilium/operator-azure": GATEWAY,
  "cilium/operator-alibabacloud": GATEWAY,
  "cilium/cilium": "Cilium: its proxies serve certificates",
  "cert-manager-controller": "cert-manager: makes and renews certificates",
  "cert-manager-cainjector": "cert-manager: makes and renews certificates",
  "trust-manager": "trust-manager: distributes CA bundles",
  pilot: "Istio's control plane: hands certificates to gateways",
  "external-secrets": "External Secrets: makes Secrets",
  "sealed-secrets-controller": "Sealed Secrets: makes Secrets",
  "kubernetes-reflector": "copies Secrets between namespaces",
  "kubernetes-replicator": "copies Secrets between namespaces",
  "secrets-store-csi-driver/driver": "the Secrets Store CSI driver: makes Secrets",
  "csi-secrets-store/driver": "the Secrets Store CSI driver: makes Secrets",
  velero: "Velero: backs up the cluster",
  argocd: "Argo CD: applies what repositories hold",
  "helm-controller": FLUX,
  "kustomize-controller": FLUX,
};

/** Programs whose work it is to check what is written, and which have it sent to their webhooks. */
const CHECKERS: ReadonlySet<string> = new Set(["kyverno", "gatekeeper", "opa", "policy-server"]);

/** What a pod does whose work it is to read Secrets, with how that is known; null for any other. */
export function workOf(pod: Pick<PodSpec, "images" | "words" | "annotations">): string | null {
  const templates = text(pod.annotations, "inject.istio.io/templates");
  if (templates?.split(",").includes("gateway") === true) {
    return "the proxy of an Istio gateway: serves certificates (by its annotation)";
  }
  for (const image of pod.images) {
    const known = programOf(image);
    if (known === null) continue;
    return `${pod.words.includes("certgen") ? "makes the certificates of its own controller" : known} (by its image)`;
  }
  return null;
}

const byLastPart: ReadonlyMap<string, readonly (readonly [string, string])[]> = Map.groupBy(
  Object.entries(PLATFORM),
  ([name]) => name.slice(name.lastIndexOf("/") + 1),
);

/** What a program does whose work it is to read Secrets; null for any other. Most images fail at their last part. */
function programOf(image: string): string | null {
  const repository = nameOfImage(image);
  const known = byLastPart.get(repository.slice(repository.lastIndexOf("/") + 1));
  const found = known?.find(([name]) => repository === name || repository.endsWith(`/${name}`));
  return found?.[1] ?? null;
}

export function isChecker(image: string): boolean {
  const repository = nameOfImage(image);
  return CHECKERS.has(repository.slice(repository.lastIndexOf("/") + 1));
}

/** The image without tag and digest; a registry's port is no tag. */
export function nameOfImage(image: string): string {
  const at = image.indexOf("@");
  const name = at < 0 ? image : image.slice(0, at);
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(0, colon) : name;
}
