/** Resources of one API group: `plural singular shorts… | subresources…` */
export interface ResourceGroup {
  /** Empty for the core group. */
  readonly group: string;
  readonly namespaced: readonly string[];
  readonly cluster: readonly string[];
}

/** What kube-apiserver 1.36.3 serves, in the order in which it lists its groups, which is how names are looked up. */
export const BUILT_IN: readonly ResourceGroup[] = [
  {
    group: "",
    namespaced: [
      "bindings binding",
      "configmaps configmap cm",
      "endpoints endpoints ep",
      "events event ev",
      "limitranges limitrange limits",
      "persistentvolumeclaims persistentvolumeclaim pvc | status",
      "pods pod po | attach binding ephemeralcontainers eviction exec log portforward proxy resize status",
      "podtemplates podtemplate",
      "replicationcontrollers replicationcontroller rc | scale status",
      "resourcequotas resourcequota quota | status",
      "secrets secret",
      "serviceaccounts serviceaccount sa | token",
      "services service svc | proxy status",
    ],
    cluster: [
      "componentstatuses componentstatus cs",
      "namespaces namespace ns | finalize status",
      "nodes node no | proxy status",
      "persistentvolumes persistentvolume pv | status",
    ],
  },
  { group: "apiregistration.k8s.io", namespaced: [], cluster: ["apiservices apiservice | status"] },
  {
    group: "apps",
    namespaced: [
      "controllerrevisions controllerrevision",
      "daemonsets daemonset ds | status",
      "deployments deployment deploy | scale status",
      "replicasets replicaset rs | scale status",
      "statefulsets statefulset sts | scale status",
    ],
    cluster: [],
  },
  { group: "events.k8s.io", namespaced: ["events event ev"], cluster: [] },
  {
    group: "authentication.k8s.io",
    namespaced: [],
    cluster: ["selfsubjectreviews selfsubjectreview", "tokenreviews tokenreview"],
  },
  {
    group: "authorization.k8s.io",
    namespaced: ["localsubjectaccessreviews localsubjectaccessreview"],
    cluster: [
      "selfsubjectaccessreviews selfsubjectaccessreview",
      "selfsubjectrulesreviews selfsubjectrulesreview",
      "subjectaccessreviews subjectaccessreview",
    ],
  },
  { group: "autoscaling", namespaced: ["horizontalpodautoscalers horizontalpodautoscaler hpa | status"], cluster: [] },
  { group: "batch", namespaced: ["cronjobs cronjob cj | status", "jobs job | status"], cluster: [] },
  {
    group: "certificates.k8s.io",
    namespaced: [],
    cluster: ["certificatesigningrequests certificatesigningrequest csr | approval status"],
  },
  {
    group: "networking.k8s.io",
    namespaced: ["ingresses ingress ing | status", "networkpolicies networkpolicy netpol"],
    cluster: ["ingressclasses ingressclass", "ipaddresses ipaddress ip", "servicecidrs servicecidr | status"],
  },
  { group: "policy", namespaced: ["poddisruptionbudgets poddisruptionbudget pdb | status"], cluster: [] },
  {
    group: "rbac.authorization.k8s.io",
    namespaced: ["rolebindings rolebinding", "roles role"],
    cluster: ["clusterrolebindings clusterrolebinding", "clusterroles clusterrole"],
  },
  {
    group: "storage.k8s.io",
    namespaced: ["csistoragecapacities csistoragecapacity"],
    cluster: [
      "csidrivers csidriver",
      "csinodes csinode",
      "storageclasses storageclass sc",
      "volumeattachments volumeattachment | status",
      "volumeattributesclasses volumeattributesclass vac",
    ],
  },
  {
    group: "admissionregistration.k8s.io",
    namespaced: [],
    cluster: [
      "mutatingadmissionpolicies mutatingadmissionpolicy",
      "mutatingadmissionpolicybindings mutatingadmissionpolicybinding",
      "mutatingwebhookconfigurations mutatingwebhookconfiguration",
      "validatingadmissionpolicies validatingadmissionpolicy | status",
      "validatingadmissionpolicybindings validatingadmissionpolicybinding",
      "validatingwebhookconfigurations validatingwebhookconfiguration",
    ],
  },
  {
    group: "apiextensions.k8s.io",
    namespaced: [],
    cluster: ["customresourcedefinitions customresourcedefinition crd crds | status"],
  },
  { group: "scheduling.k8s.io", namespaced: [], cluster: ["priorityclasses priorityclass pc"] },
  { group: "coordination.k8s.io", namespaced: ["leases lease"], cluster: [] },
  { group: "node.k8s.io", namespaced: [], cluster: ["runtimeclasses runtimeclass"] },
  { group: "discovery.k8s.io", namespaced: ["endpointslices endpointslice"], cluster: [] },
  {
    group: "resource.k8s.io",
    namespaced: ["resourceclaims resourceclaim | status", "resourceclaimtemplates resourceclaimtemplate"],
    cluster: ["deviceclasses deviceclass", "resourceslices resourceslice"],
  },
  {
    group: "flowcontrol.apiserver.k8s.io",
    namespaced: [],
    cluster: ["flowschemas flowschema | status", "prioritylevelconfigurations prioritylevelconfiguration | status"],
  },
];
