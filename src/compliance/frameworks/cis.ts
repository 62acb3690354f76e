import type { Framework } from "../contract.ts";

/** Numbers of aquasecurity/kube-bench cfg/cis-1.12 and kubescape/regolibrary for the managed clusters. */
export const CIS: Framework = {
  id: "cis",
  name: "CIS Benchmarks",
  version: "Kubernetes 1.12, EKS 1.8, AKS 1.8, GKE 1.9",
  caveats: [
    "Numbers move between releases and between benchmarks: those used here are of the releases named above.",
    "CIS Kubernetes has no item on TLS of an Ingress or between pods. Only the benchmarks of managed clusters speak of certificates of load balancers.",
    "Items on rights are answered for TLS keys alone: who cannot obtain one is not listed, whatever else he may do.",
  ],
  controls: [
    {
      id: "EKS 5.4.5",
      alsoAs: ["AKS 5.4.5"],
      title: "Load balancers in front of workloads serve TLS",
      topics: ["client-encrypted"],
      caveat: "Told of every route. Which ones a cloud's load balancer serves is seen only in part.",
    },
    {
      id: "GKE 5.6.7",
      title: "HTTPS load balancers use certificates that Google manages",
      topics: ["client-encrypted", "served-certificate"],
      caveat:
        "Certificates that are kept in the cloud are not in the input: a pass says that TLS is served, not by whose certificate.",
    },
    {
      id: "Kubernetes 5.1.1",
      alsoAs: ["EKS 4.1.1", "AKS 4.1.1", "GKE 4.1.1"],
      title: "cluster-admin is given only where it is needed",
      topics: ["key-by-admin"],
    },
    {
      id: "Kubernetes 5.1.2",
      alsoAs: ["EKS 4.1.2", "AKS 4.1.2", "GKE 4.1.2"],
      title: "Few can read Secrets",
      topics: ["key-by-asking"],
      advisory: ["key-readers"],
    },
    {
      id: "Kubernetes 5.1.4",
      alsoAs: ["EKS 4.1.4", "AKS 4.1.4"],
      title: "Few can create pods",
      topics: ["key-by-pods"],
      caveat: "Whoever can create or change a workload can have it mount any Secret of its namespace.",
    },
    {
      id: "Kubernetes 5.1.8",
      alsoAs: ["EKS 4.1.8", "GKE 4.1.7"],
      title: "Few can bind, impersonate and escalate",
      topics: ["key-by-roles"],
    },
    { id: "Kubernetes 5.1.10", title: "Few can use nodes/proxy", topics: ["key-by-kubelet"] },
    { id: "Kubernetes 5.1.11", title: "Few can approve certificate requests", topics: ["key-by-signing"] },
    { id: "Kubernetes 5.1.12", title: "Few can configure webhooks", topics: ["key-by-webhook"] },
    {
      id: "Kubernetes 5.1.13",
      title: "Few can issue tokens of ServiceAccounts",
      topics: ["key-by-token"],
      caveat: "EKS and AKS have what Kubernetes has as 5.1.10 to 5.1.13 as 4.1.9 to 4.1.12, in orders of their own.",
    },
  ],
  silent: [
    { id: "Kubernetes 5.1.3", about: "wildcards in roles" },
    { id: "Kubernetes 5.1.5, 5.1.6", about: "default ServiceAccounts and mounted tokens" },
    { id: "Kubernetes 5.1.7", about: "members of system:masters, which no object shows" },
    { id: "Kubernetes 5.1.9", about: "who can create PersistentVolumes" },
    {
      id: "Kubernetes 5.4.1, 5.4.2",
      about: "Secrets as environment variables, beyond what findings say of keys, and stores outside of the cluster",
    },
    { id: "Kubernetes 1.2.27, 1.2.28", about: "encryption of etcd" },
    { id: "Kubernetes 1.2.29, 4.2.12", about: "ciphers of the API server and the kubelet" },
  ],
};
