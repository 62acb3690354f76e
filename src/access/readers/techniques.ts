import type { Fact } from "../../model/evidence.ts";

function measured(text: string): Fact {
  return { text, reference: "measured: kube-apiserver 1.36.3", basis: "measured" };
}

function read(text: string, reference: string): Fact {
  return { text, reference, basis: "read" };
}

function documented(text: string, reference: string): Fact {
  return { text, reference, basis: "documented" };
}

const PRACTICES = "kubernetes.io/docs/concepts/security/rbac-good-practices";

/** A way to the content of a Secret. */
export interface Technique {
  /** In a few words, with the verb that follows `who`. */
  readonly title: string;
  readonly fact: Fact;
  /** What else has to hold; null where nothing has to. */
  readonly condition: string | null;
}

function technique(title: string, fact: Fact, condition: string | null = null): Technique {
  return { title, fact, condition };
}

/** Every step that leads to a Secret, each with its fact and its condition. */
export const TECHNIQUES = {
  direct: technique("reads it", measured("A request with this verb answers with the Secret's content.")),
  kubelet: technique(
    "runs pods that refer to it",
    read(
      "The Node authorizer lets a kubelet read the Secrets that pods on its node refer to.",
      "kubernetes v1.36.3 plugin/pkg/auth/authorizer/node/node_authorizer.go",
    ),
  ),
  makeWorkload: technique(
    "runs a pod that mounts it",
    documented(
      "Whoever can create workloads in a namespace can mount any Secret of it.",
      `${PRACTICES}/#workload-creation`,
    ),
    "no admission policy forbids the pod; Pod Security does not",
  ),
  makeCustom: technique(
    "has an operator run a pod that mounts it",
    documented(
      "Objects of this kind hold the template of a pod, or name Secrets for its pods, and an operator makes the pods.",
      `${PRACTICES}/#workload-creation`,
    ),
    "that operator runs, and no admission policy forbids the pod",
  ),
  editWorkload: technique(
    "makes a workload mount it",
    documented(
      "Whoever can change a workload can have it mount any Secret of its namespace.",
      `${PRACTICES}/#workload-creation`,
    ),
    "a workload of that kind is there, and no admission policy forbids the change",
  ),
  runAs: technique(
    "runs a pod as a ServiceAccount of the namespace",
    documented(
      "Whoever can create or change workloads in a namespace can run them as any ServiceAccount of it.",
      `${PRACTICES}/#workload-creation`,
    ),
    "no admission policy forbids the pod",
  ),
  exec: technique(
    "runs programs in a pod",
    measured("create on pods/exec is enough to run a program in a pod."),
    "the pod is running, and its image has a program that reads files",
  ),
  attach: technique(
    "takes over a pod's terminal",
    measured("create on pods/attach is enough to take over a pod's terminal."),
    "the process in the pod takes commands",
  ),
  debug: technique(
    "adds a container to a pod",
    read(
      "An ephemeral container can mount the volumes of its pod.",
      "kubernetes v1.36.3 pkg/apis/core/validation/validation.go",
    ),
    "the pod is running",
  ),
  editPod: technique(
    "changes the image of a pod",
    read(
      "The image of a running pod can be changed; its volumes and its ServiceAccount stay.",
      "kubernetes v1.36.3 pkg/apis/core/validation/validation.go ValidatePodUpdate",
    ),
    "the pod is running",
  ),
  nodeProxy: technique(
    "runs programs in pods through a kubelet",
    measured("get or create on nodes/proxy reaches the kubelet's exec path, past admission and audit."),
    "the pod runs on the node",
  ),
  nodeFiles: technique(
    "reads the files of a node through a volume of its own",
    documented(
      "A PersistentVolume can be any folder of a node, where the volumes of its pods are; Pod Security does not look at it.",
      `${PRACTICES}/#persistent-volume-creation`,
    ),
    "the pod runs on the same node, and no admission policy forbids the volume",
  ),
  mounts: technique(
    "a pod has it",
    read("A program in the container sees this Secret.", "kubernetes v1.36.3 pkg/api/v1/pod/util.go"),
  ),
  podRunsAs: technique(
    "a pod runs as",
    documented(
      "The token of its ServiceAccount is in the pod.",
      "kubernetes.io/docs/tasks/configure-pod-container/configure-service-account",
    ),
  ),
  token: technique(
    "has a token issued",
    measured("create on serviceaccounts/token issues a token of the ServiceAccount; resourceNames count."),
  ),
  tokenSecret: technique(
    "makes a token Secret",
    documented(
      "A hand-made Secret of type kubernetes.io/service-account-token is filled with a token of the ServiceAccount that it names.",
      "kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin",
    ),
    "the token controller runs",
  ),
  holdsToken: technique(
    "a Secret holds the token of",
    documented(
      "This Secret holds a token that never expires.",
      "kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets",
    ),
  ),
  impersonate: technique(
    "acts as somebody else",
    measured("impersonate on users or serviceaccounts, with it on groups, makes the API server take one for another."),
  ),
  constrained: technique(
    "acts as somebody else for this request",
    measured(
      "impersonate:MODE on the identity and impersonate-on:MODE:VERB on secrets let one read as somebody else who may.",
    ),
    "the gate ConstrainedImpersonation is on, as it is since 1.36",
  ),
  constrainedNode: technique(
    "acts as a node for this request",
    read(
      "impersonate:MODE on nodes and impersonate-on:MODE:VERB on secrets let one read as a node, which may read what its pods refer to.",
      "k8s.io/apiserver v0.36.3 pkg/endpoints/filters/impersonation/mode.go",
    ),
    "a pod that refers to it runs on that node, and the gate ConstrainedImpersonation is on, as it is since 1.36",
  ),
  bind: technique(
    "binds itself to a role",
    measured("create on bindings with bind on the role gives one whatever the role allows."),
  ),
  escalate: technique(
    "adds rules to a role of its own",
    measured("escalate with update or patch on roles adds any rule to a role."),
  ),
  certificate: technique(
    "has a client certificate signed",
    measured(
      "Whoever can create a certificate request, approve it, and approve for the signer kubernetes.io/kube-apiserver-client can be anybody but system:masters.",
    ),
    "the signing controller runs",
  ),
  nodeCertificate: technique(
    "has the certificate of a node signed",
    read(
      "Whoever can create a certificate request for a node, and approve it or create certificatesigningrequests/nodeclient, can be any node.",
      "kubernetes v1.36.3 pkg/controller/certificates/approver/sarapprove.go",
    ),
    "the signing controller runs",
  ),
  webhook: technique(
    "has every write of a Secret sent to itself",
    measured("An admission webhook sees the content of each Secret that is created, updated or deleted."),
    "the Secret is written again, as a renewal does",
  ),
  webhookServed: technique(
    "a webhook is sent every write of it",
    measured("This admission webhook sees the content of each Secret that is created, updated or deleted."),
    "the Secret is written again, as a renewal does",
  ),
  pushSecret: technique(
    "has External Secrets push it to a place of its own",
    documented(
      "A PushSecret sends a Secret of its namespace to the provider that it names.",
      "external-secrets.io/latest/api/pushsecret",
    ),
    "External Secrets runs",
  ),
  fetchSecret: technique(
    "has External Secrets copy it",
    documented(
      "A store with the kubernetes provider copies Secrets of its remote namespace to whoever can create ExternalSecrets.",
      "external-secrets.io/latest/provider/kubernetes",
    ),
    "External Secrets runs, and the store's own account may read the Secret",
  ),
  ownStore: technique(
    "has External Secrets read as a ServiceAccount",
    documented(
      "A store with the kubernetes provider reads with a token of the ServiceAccount that it names.",
      "external-secrets.io/latest/provider/kubernetes",
    ),
    "External Secrets runs",
  ),
  mirror: technique(
    "has it mirrored into a namespace of its own",
    documented(
      "A controller copies a Secret that allows it to any Secret of an allowed namespace that asks for it.",
      "emberstack/kubernetes-reflector and mittwald/kubernetes-replicator README.md",
    ),
    "that controller runs",
  ),
  copied: technique(
    "reads a copy of it",
    documented(
      "A controller copies this Secret into other namespaces.",
      "emberstack/kubernetes-reflector and mittwald/kubernetes-replicator README.md",
    ),
    "that controller runs",
  ),
  snippet: technique(
    "writes an Ingress with a snippet",
    documented(
      "A snippet of an Ingress becomes a part of the controller's configuration.",
      "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#configuration-snippet",
    ),
    "neither the controller's word block list nor an admission policy refuses the snippet",
  ),
  takesSnippets: technique(
    "the controller takes snippets",
    documented(
      "A snippet can serve the controller's own files, the token of its ServiceAccount among them.",
      "https://github.com/kubernetes/kubernetes/issues/126811",
    ),
  ),
  injection: technique(
    "writes an Ingress that takes the controller over",
    documented(
      "In this release what an Ingress says can become a part of the controller's configuration.",
      "https://kubernetes.io/docs/reference/issues-security/official-cve-feed/",
    ),
    "no admission policy refuses the Ingress",
  ),
  hasFlaw: technique(
    "the controller has a published flaw",
    documented(
      "In this release what an Ingress says can become a part of the controller's configuration.",
      "https://kubernetes.io/docs/reference/issues-security/official-cve-feed/",
    ),
  ),
  gitops: technique(
    "has a GitOps controller apply what it wants",
    documented(
      "A GitOps controller applies the manifests of the repository that the object names.",
      "fluxcd.io/flux/security and argo-cd.readthedocs.io/en/stable/operator-manual/security",
    ),
    "the controller takes the repository and lets the object do all that it may do itself",
  ),
  applies: technique(
    "the controller applies it",
    documented(
      "A GitOps controller applies with its own rights.",
      "fluxcd.io/flux/security and argo-cd.readthedocs.io/en/stable/operator-manual/security",
    ),
  ),
  cloned: technique(
    "reads a copy of it",
    documented(
      "A generate rule of Kyverno clones this Secret into other namespaces.",
      "kyverno.io/docs/policy-types/cluster-policy/generate",
    ),
    "Kyverno runs, and the policy matches that namespace",
  ),
  delivered: technique(
    "is handed it by Istio",
    read(
      "Istio hands a Gateway's certificates to the Gateway's proxies, without asking RBAC.",
      "istio/istio pilot/pkg/xds/sds.go, pilot/pkg/model/gateway.go",
    ),
    "Istio serves the Gateway",
  ),
  asProxy: technique(
    "poses as the Gateway's proxy and is handed it by Istio",
    read(
      "Istio knows the proxies of a Gateway by their namespace and labels, and hands them its certificates.",
      "istio/istio pilot/pkg/xds/sds.go, pilot/pkg/model/gateway.go",
    ),
    "Istio serves the Gateway, and lets a pod with these labels be its proxy",
  ),
  synced: technique(
    "reads the copy that Cilium keeps for its proxies",
    read(
      "Cilium copies what its Gateways serve into a namespace of its own, cilium-secrets by default.",
      "cilium/cilium operator/pkg/secretsync",
    ),
    "Cilium serves the Gateway and keeps its copies in cilium-secrets",
  ),
  unseals: technique(
    "opens the SealedSecret that it comes from",
    documented(
      "The key of the Sealed Secrets controller opens every SealedSecret.",
      "bitnami-labs/sealed-secrets README.md",
    ),
    "the SealedSecret can be had, as from the API or a repository",
  ),
  release: technique(
    "reads the Helm release that made it",
    documented(
      "A release's own Secret holds all manifests of the release.",
      "helm.sh/docs/topics/advanced/#storage-backends",
    ),
    "the chart's manifests or values hold the key",
  ),
  requestsSigning: technique(
    "has a certificate signed for a key of its own",
    documented(
      "A CertificateRequest names any issuer that its namespace may use, and its status holds what was signed.",
      "cert-manager.io/docs/usage/certificaterequest",
    ),
    "cert-manager's approver lets the request through, as it does by itself",
  ),
  makesCertificate: technique(
    "has a Certificate of its own issued",
    documented(
      "A Certificate names any issuer that its namespace may use, and its Secret holds key and certificate.",
      "cert-manager.io/docs/usage/certificate",
    ),
    "cert-manager's approver lets the request through, as it does by itself",
  ),
  annotatesIngress: technique(
    "has a certificate issued for an Ingress of its own",
    documented(
      "For an Ingress with its annotation cert-manager makes the Certificate.",
      "cert-manager.io/docs/usage/ingress",
    ),
    "cert-manager's approver lets the request through, as it does by itself",
  ),
  signs: technique(
    "the issuer signs it",
    documented(
      "An issuer signs any name that it is asked for.",
      "cert-manager.io/docs/configuration/ca and cert-manager.io/docs/policy/approval",
    ),
    "clients trust the issuer",
  ),
  signsProved: technique(
    "the issuer signs it once the name is proved",
    documented(
      "An ACME issuer signs a name when its challenge is solved, which cert-manager does for whoever asks.",
      "cert-manager.io/docs/configuration/acme",
    ),
    "the challenge for the name is solved for the new request too",
  ),
  maySign: technique(
    "the issuer signs it",
    documented(
      "An issuer that is not self-signed signs what it is asked for.",
      "cert-manager.io/docs/configuration and cert-manager.io/docs/policy/approval",
    ),
    "the issuer, which is not in the input, signs the name, and clients trust it",
  ),
  sameKey: technique(
    "reads another Secret with the same key",
    read("Two certificates with one public key have one private key.", "RFC 5280 section 4.1.2.7"),
  ),
  member: technique("is in the group", measured("Every ServiceAccount is in this group.")),
  covers: technique("reads it", measured("A right to all Secrets, or to all of this name, covers this one.")),
  administers: technique("may do everything there", measured("It may do everything in the namespace.")),
  missingRole: technique(
    "is bound to a role that is not in the input",
    measured("A binding of a role that is not there grants whatever somebody puts into the role."),
    "the role is there or somebody makes it, and it reads Secrets",
  ),
  masters: technique(
    "may do everything",
    measured("Members of system:masters are allowed everything, and no binding shows or removes it."),
  ),
} as const satisfies Readonly<Record<string, Technique>>;

export type TechniqueId = keyof typeof TECHNIQUES;
