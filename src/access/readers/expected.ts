import type { Inventory } from "../../inventory/inventory.ts";
import { MASTERS, serviceAccountOf, serviceAccountUser } from "../request.ts";
import { isShippedGrant } from "../shipped/shipped-grants.ts";
import { type Actor, groupKey, type Permit, userKey } from "./actors.ts";
import type { Edge } from "./graph.ts";
import type { PodIndex } from "./pods.ts";
import { isChecker, workOf } from "./programs.ts";

/** ServiceAccounts of charts and manifests, for an input that leaves the workload out. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  "cert-manager/cert-manager": "cert-manager, by its name",
  "cert-manager/cert-manager-cainjector": "cert-manager, by its name",
  "istio-system/istiod": "Istio's control plane, by its name",
  "istio-system/istio-reader-service-account": "Istio's control plane of other clusters, by its name",
  "ingress-nginx/ingress-nginx": "an ingress controller, by its name",
  "traefik/traefik": "an ingress controller, by its name",
  "nginx-ingress/nginx-ingress": "an ingress controller, by its name",
  "haproxy-controller/haproxy-kubernetes-ingress": "an ingress controller, by its name",
  "kong/kong-serviceaccount": "an ingress controller, by its name",
  "projectcontour/contour": "an ingress controller, by its name",
  "projectcontour/contour-gateway-provisioner": "Contour's provisioner, by its name",
  "default/traefik-controller": "an ingress controller, by its name",
  "default/traefik-ingress-nginx-controller": "an ingress controller, by its name",
  "ingress-controller/ingress-controller": "an ingress controller, by its name",
  "openshift-ingress-operator/ingress-operator": "an ingress controller, by its name",
  "openshift-ingress/router": "an ingress controller, by its name",
  "default/traefik-ingress-controller": "an ingress controller, by its name",
  "kube-system/traefik-ingress-controller": "an ingress controller, by its name",
  "kube-system/traefik": "an ingress controller, by its name",
  "kube-system/cilium": "Cilium: its proxies serve certificates, by its name",
  "kube-system/cilium-operator": "a gateway controller, by its name",
  "envoy-gateway-system/envoy-gateway": "a gateway controller, by its name",
  "external-secrets/external-secrets": "External Secrets, by its name",
  "kube-system/sealed-secrets-controller": "Sealed Secrets, by its name",
};

/** Why a ServiceAccount may read Secrets, by a name that charts and manifests give it; null for any other. */
export function expectedAccount(namespace: string, name: string): string | null {
  return ACCOUNTS[`${namespace}/${name}`] ?? null;
}

/** Says why a reader is normal, as far as the input tells who runs behind it. */
export class Expectations {
  readonly #byAccount = new Map<string, string>();
  readonly #checkers = new Set<string>();
  readonly #stated: ReadonlySet<string>;

  /** @param stated readers that somebody expects, as `sameSubject` takes them */
  constructor(pods: PodIndex, stated: readonly string[]) {
    this.#stated = new Set(
      stated.map((who) => (who.startsWith("group:") ? groupKey(who.slice("group:".length)) : userKey(who))),
    );
    for (const pod of pods.pods) {
      const name = `${pod.namespace}/${pod.account}`;
      if (pod.images.some(isChecker)) this.#checkers.add(name);
      const known = workOf(pod);
      if (known !== null) this.#byAccount.set(name, known);
    }
  }

  /** Keys of those who are expected whatever they hold: ServiceAccounts of the input, and whom somebody stated. */
  keys(inventory: Inventory): readonly string[] {
    const there = Object.keys(ACCOUNTS).filter((key) => {
      const [namespace = "", name = ""] = key.split("/");
      return inventory.find("ServiceAccount.", namespace, name) !== undefined;
    });
    const accounts = [...this.#byAccount.keys(), ...there].map((key) => {
      const [namespace = "", name = ""] = key.split("/");
      return userKey(serviceAccountUser(namespace, name));
    });
    return [...new Set([...this.#stated, ...accounts])];
  }

  /** @param edge the first step of the reader towards the Secret */
  reason(key: string, edge: Edge): string | null {
    const held = edge.permits[0]?.held ?? null;
    if (held !== null && isShippedGrant(held.binding, held.subject)) {
      return key === `group ${MASTERS}` ? PLATFORM_ADMIN : PART_OF_KUBERNETES;
    }
    if (this.#stated.has(key)) return "stated with --expect";
    if (key.startsWith("group ")) {
      const group = key.slice("group ".length);
      if (group === MASTERS || group === "kubeadm:cluster-admins") return PLATFORM_ADMIN;
      if (group === "system:nodes" && edge.technique === "kubelet") return "kubelets: their pods refer to it";
      return isClusterAdmin(edge.permits) && !isBroad(group) ? PLATFORM_ADMIN : null;
    }
    if (edge.technique === "delivered") return "the proxy of a Gateway: serves this certificate";
    const user = key.slice("user ".length);
    const account = serviceAccountOf(user);
    if (account === null) return isClusterAdmin(edge.permits) && !isBroad(user) ? PLATFORM_ADMIN : null;
    const name = `${account.namespace}/${account.name}`;
    if (edge.technique === "webhookServed" && this.#checkers.has(name)) return "checks what is written (by its image)";
    return this.#byAccount.get(name) ?? expectedAccount(account.namespace, account.name);
  }
}

/** Whether somebody administers the platform by one of his bindings: whatever else he has is his, too. */
export function isAdministrator({ node: { key }, bindings }: Actor): boolean {
  const name = key.slice(key.indexOf(" ") + 1);
  if (isBroad(name) || (key.startsWith("user ") && serviceAccountOf(name) !== null)) return false;
  return bindings.some(({ namespace, roleName }) => namespace === null && roleName === ADMIN_ROLE);
}

/** Controllers of Kubernetes itself, by the bindings that every API server makes. */
export const PART_OF_KUBERNETES = "a part of Kubernetes: every API server makes this binding";
export const PLATFORM_ADMIN = "a platform administrator";
const ADMIN_ROLE = "cluster-admin";

/** A ServiceAccount with that role is no administrator: its token is in a pod. */
function isClusterAdmin(permits: readonly Permit[]): boolean {
  const held = permits[0]?.held ?? null;
  return held !== null && held.binding.namespace === null && held.binding.roleName === ADMIN_ROLE;
}

/** Groups that nearly everybody is in (that of OAuth is OpenShift's), and the user that everybody can be. */
export function isBroad(name: string): boolean {
  return /^system:(?:anonymous|unauthenticated|authenticated(?::oauth)?|serviceaccounts(?::.*)?)$/.test(name);
}
