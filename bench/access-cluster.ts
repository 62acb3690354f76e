import { selfSigned } from "../test/support/certificates.ts";

type Fields = Record<string, unknown>;

const API = "rbac.authorization.k8s.io/v1";
const NAMESPACES = 500;
export const SECRETS = 5_000;
export const ACCOUNTS = 10_000;
/** What a namespace's bindings refer to, in turn. */
const BOUND = [
  "ClusterRole edit",
  "ClusterRole view",
  "Role config-reader",
  "ClusterRole view",
  "Role deployer",
  "ClusterRole admin",
  "Role certificate-reader",
  "ClusterRole view",
  "Role debugger",
] as const;

/**
 * A cluster with so many bindings, a tenth of them cluster-wide, over 500 namespaces with 5,000 TLS Secrets and 10,000
 * ServiceAccounts: most of it is what a platform has, some of it is too much. The same count gives the same cluster.
 */
export function* accessCluster(bindings: number): Generator<Fields> {
  yield* controller();
  for (let index = 0; index < NAMESPACES; index++) yield* tenant(`team-${index}`);
  for (let index = 0; index < ACCOUNTS; index++) {
    yield { apiVersion: "v1", kind: "ServiceAccount", metadata: meta(`app-${index}`, `team-${index % NAMESPACES}`) };
  }
  for (let index = 0; index < SECRETS; index++) {
    const { certificate, key } = selfSigned([`web-${index}.example.test`]);
    const data = { "tls.crt": base64(certificate), "tls.key": base64(key) };
    const metadata = meta(`web-${index}-tls`, `team-${index % NAMESPACES}`);
    yield { apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls", data };
  }
  for (let index = 0; index < bindings; index++) yield index % 10 === 0 ? everywhere(index) : inside(index);
}

function* controller(): Generator<Fields> {
  const reads = [{ apiGroups: [""], resources: ["secrets"], verbs: ["list", "watch"] }];
  yield role("ingress-nginx", null, reads);
  yield binding("ingress-nginx", null, "ClusterRole ingress-nginx", "ingress-nginx", "ingress-nginx");
  yield role("metrics", null, [{ apiGroups: [""], resources: ["nodes", "pods"], verbs: ["get", "list", "watch"] }]);
  yield role("backup", null, reads);
  const containers = [{ name: "controller", image: "registry.k8s.io/ingress-nginx/controller:v1.15.1" }];
  yield deployment("ingress-nginx", "ingress-nginx", { serviceAccountName: "ingress-nginx", containers });
}

function* tenant(namespace: string): Generator<Fields> {
  yield { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
  const core = (resources: string[], verbs: string[], names: string[] = []): Fields => ({
    apiGroups: [""],
    resources,
    verbs,
    ...(names.length === 0 ? {} : { resourceNames: names }),
  });
  const index = Number(namespace.slice("team-".length));
  yield role("config-reader", namespace, [core(["configmaps", "secrets"], ["get", "list"])]);
  yield role("certificate-reader", namespace, [core(["secrets"], ["get"], [`web-${index}-tls`])]);
  yield role("deployer", namespace, [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["create", "patch"] }]);
  yield role("debugger", namespace, [core(["pods/exec"], ["create"])]);
  const volumes = [{ name: "tls", secret: { secretName: `web-${index}-tls` } }];
  const containers = [{ name: "app", image: "app:1", volumeMounts: [{ name: "tls", mountPath: "/tls" }] }];
  yield deployment(namespace, "app", { serviceAccountName: `app-${index}`, containers, volumes });
}

function everywhere(index: number): Fields {
  const namespace = index % NAMESPACES;
  // Of a thousand bindings a few read every Secret.
  const to = index % 500 === 0 ? "backup" : "metrics";
  return binding(`everywhere-${index}`, null, `ClusterRole ${to}`, `app-${index % ACCOUNTS}`, `team-${namespace}`);
}

function inside(index: number): Fields {
  const namespace = `team-${index % NAMESPACES}`;
  const to = BOUND[Math.floor(index / NAMESPACES) % BOUND.length] ?? BOUND[0];
  return binding(`inside-${index}`, namespace, to, `app-${index % ACCOUNTS}`, namespace);
}

function role(name: string, namespace: string | null, rules: readonly Fields[]): Fields {
  return { apiVersion: API, kind: namespace === null ? "ClusterRole" : "Role", metadata: meta(name, namespace), rules };
}

function binding(name: string, namespace: string | null, to: string, account: string, of: string): Fields {
  const [kind, roleName] = to.split(" ");
  return {
    apiVersion: API,
    kind: namespace === null ? "ClusterRoleBinding" : "RoleBinding",
    metadata: meta(name, namespace),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name: roleName },
    subjects: [{ kind: "ServiceAccount", name: account, namespace: of }],
  };
}

function deployment(namespace: string, name: string, spec: Fields): Fields {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: meta(name, namespace),
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function meta(name: string, namespace: string | null): Fields {
  return namespace === null ? { name } : { name, namespace };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
