import type { ShippedBinding, ShippedRole } from "./shipped.ts";

/** Roles that every API server makes: kubernetes v1.36.3 plugin/pkg/auth/authorizer/rbac/bootstrappolicy/namespace_policy.go. */
export const SHIPPED_ROLES: readonly ShippedRole[] = [
  {
    name: "system:controller:bootstrap-signer",
    namespace: "kube-public",
    rules: [
      "get,list,watch core configmaps",
      "update core configmaps cluster-info",
      "create,patch,update core,events.k8s.io events",
    ],
  },
  {
    name: "extension-apiserver-authentication-reader",
    namespace: "kube-system",
    rules: ["get,list,watch core configmaps extension-apiserver-authentication"],
  },
  {
    name: "system::leader-locking-kube-controller-manager",
    namespace: "kube-system",
    rules: [
      "create,get,list,update,watch coordination.k8s.io leases",
      "create,get,list,update,watch coordination.k8s.io leasecandidates",
    ],
  },
  {
    name: "system::leader-locking-kube-scheduler",
    namespace: "kube-system",
    rules: [
      "create,get,list,update,watch coordination.k8s.io leases",
      "create,get,list,update,watch coordination.k8s.io leasecandidates",
    ],
  },
  { name: "system:controller:bootstrap-signer", namespace: "kube-system", rules: ["get,list,watch core secrets"] },
  {
    name: "system:controller:cloud-provider",
    namespace: "kube-system",
    rules: ["create,get,list,watch core configmaps"],
  },
  {
    name: "system:controller:token-cleaner",
    namespace: "kube-system",
    rules: ["delete,get,list,watch core secrets", "create,patch,update core,events.k8s.io events"],
  },
];

/** Bindings that every API server makes; each controller's ServiceAccount is bound to the ClusterRole of its name beside. */
export const SHIPPED_BINDINGS: readonly ShippedBinding[] = [
  { name: "cluster-admin", role: "cluster-admin", subjects: ["Group system:masters"] },
  { name: "system:basic-user", role: "system:basic-user", subjects: ["Group system:authenticated"] },
  { name: "system:discovery", role: "system:discovery", subjects: ["Group system:authenticated"] },
  {
    name: "system:kube-controller-manager",
    role: "system:kube-controller-manager",
    subjects: ["User system:kube-controller-manager"],
  },
  { name: "system:kube-dns", role: "system:kube-dns", subjects: ["ServiceAccount kube-system/kube-dns"] },
  { name: "system:kube-scheduler", role: "system:kube-scheduler", subjects: ["User system:kube-scheduler"] },
  { name: "system:monitoring", role: "system:monitoring", subjects: ["Group system:monitoring"] },
  { name: "system:node", role: "system:node", subjects: [] },
  { name: "system:node-proxier", role: "system:node-proxier", subjects: ["User system:kube-proxy"] },
  {
    name: "system:public-info-viewer",
    role: "system:public-info-viewer",
    subjects: ["Group system:authenticated", "Group system:unauthenticated"],
  },
  {
    name: "system:service-account-issuer-discovery",
    role: "system:service-account-issuer-discovery",
    subjects: ["Group system:serviceaccounts"],
  },
  { name: "system:volume-scheduler", role: "system:volume-scheduler", subjects: ["User system:kube-scheduler"] },
  {
    name: "system:controller:bootstrap-signer",
    namespace: "kube-public",
    role: "system:controller:bootstrap-signer",
    subjects: ["ServiceAccount kube-system/bootstrap-signer"],
  },
  {
    name: "system::extension-apiserver-authentication-reader",
    namespace: "kube-system",
    role: "extension-apiserver-authentication-reader",
    subjects: ["User system:kube-controller-manager", "User system:kube-scheduler"],
  },
  {
    name: "system::leader-locking-kube-controller-manager",
    namespace: "kube-system",
    role: "system::leader-locking-kube-controller-manager",
    subjects: [
      "User system:kube-controller-manager",
      "ServiceAccount kube-system/kube-controller-manager",
      "ServiceAccount kube-system/leader-election-controller",
    ],
  },
  {
    name: "system::leader-locking-kube-scheduler",
    namespace: "kube-system",
    role: "system::leader-locking-kube-scheduler",
    subjects: ["User system:kube-scheduler", "ServiceAccount kube-system/kube-scheduler"],
  },
  {
    name: "system:controller:bootstrap-signer",
    namespace: "kube-system",
    role: "system:controller:bootstrap-signer",
    subjects: ["ServiceAccount kube-system/bootstrap-signer"],
  },
  {
    name: "system:controller:cloud-provider",
    namespace: "kube-system",
    role: "system:controller:cloud-provider",
    subjects: ["ServiceAccount kube-system/cloud-provider"],
  },
  {
    name: "system:controller:token-cleaner",
    namespace: "kube-system",
    role: "system:controller:token-cleaner",
    subjects: ["ServiceAccount kube-system/token-cleaner"],
  },
];
