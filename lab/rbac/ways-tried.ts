import type { AsSomebody } from "./as-somebody.ts";
import type { WayWorld } from "./ways-worlds.ts";

/** A certificate request for CN=anybody, made once: nobody keeps its key. */
const CERTIFICATE_REQUEST =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlITE1IUUNBUUF3RWpFUU1BNEdBMVVFQXd3SFlXNTVZbTlrZVRCWk1CTUdCeXFHU000OUFnRUdDQ3FHU000OQpBd0VIQTBJQUJNRTlVWUl5SmpnK1IzY2E1YlZ4Q0VwZk5HeG4zTnduazU2bWFZZEtMWndrVWh1Zk94V2dyQTc4CkRHNy9aaWUyUVJXZGkwL2daNWxEUTdnZm5McDhUT3lnQURBS0JnZ3Foa2pPUFFRREFnTkhBREJFQWlBWjIrNzQKdmowVWVqaWY1MVhCc0J6UDhmaTEvRUJwUlRKZDAyRjNxUEhUbmdJZ1RsMDdnWlRaTTRJdnp0TncxSTE1bldNLwp4YTdXdnBXZUFYU3c4dlNqditFPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K";

const POD = {
  containers: [{ name: "c", image: "i", volumeMounts: [{ name: "t", mountPath: "/t" }] }],
  volumes: [{ name: "t", secret: { secretName: "web-tls" } }],
};
const TEMPLATE = { metadata: { labels: { app: "x" } }, spec: POD };
const WORKLOAD = { selector: { matchLabels: { app: "x" } }, template: TEMPLATE };

/** Objects that mount the Secret, by the path of their collection. */
const MAKES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "api/v1/pods": { apiVersion: "v1", kind: "Pod", spec: POD },
  "apis/apps/v1/deployments": { apiVersion: "apps/v1", kind: "Deployment", spec: WORKLOAD },
  "apis/apps/v1/statefulsets": { apiVersion: "apps/v1", kind: "StatefulSet", spec: { ...WORKLOAD, serviceName: "x" } },
  "apis/batch/v1/cronjobs": {
    apiVersion: "batch/v1",
    kind: "CronJob",
    spec: { schedule: "0 0 * * *", jobTemplate: { spec: { template: { spec: { ...POD, restartPolicy: "Never" } } } } },
  },
};

const RBAC_PATH = "apis/rbac.authorization.k8s.io/v1";
const MERGE = "application/merge-patch+json";
const APPLY = "application/apply-patch+yaml";

/** Tries every way to the Secret for real, with dryRun where something would change. @returns those that the server lets pass */
export async function waysThatPass(client: AsSomebody, { namespace, user, kind }: WayWorld): Promise<string[]> {
  const passed: string[] = [];
  const index = namespace.slice("ways-".length);
  const ask = async (method: string, path: string, body?: unknown, type = "application/json"): Promise<number> =>
    await client.status({ user, groups: [] }, { method, path, body, type });
  const attempt = async (way: string, passes: () => Promise<boolean>): Promise<void> => {
    if (await passes()) passed.push(way);
  };
  const inside = (collection: string): string => {
    const [, head, resource] = /^(.+)\/([^/]+)$/.exec(collection) ?? [];
    return `/${head}/namespaces/${namespace}/${resource}`;
  };
  const ok = (status: number): boolean => status === 200 || status === 201;

  await attempt("get", async () => ok(await ask("GET", `${inside("api/v1/secrets")}/web-tls`)));
  await attempt("patch", async () =>
    ok(await ask("PATCH", `${inside("api/v1/secrets")}/web-tls?dryRun=All`, {}, MERGE)),
  );
  await attempt("delete", async () =>
    ok(await ask("DELETE", `${inside("api/v1/secrets")}/web-tls?dryRun=All&propagationPolicy=Foreground`)),
  );
  for (const [collection, object] of Object.entries(MAKES)) {
    const path = inside(collection);
    const named = { ...object, metadata: { name: "fresh" } };
    await attempt(`create ${collection}`, async () => ok(await ask("POST", `${path}?dryRun=All`, named)));
    await attempt(`apply ${collection}`, async () =>
      ok(await ask("PATCH", `${path}/fresh?dryRun=All&fieldManager=lab`, named, APPLY)),
    );
  }
  const deployment = `${inside("apis/apps/v1/deployments")}/web`;
  const edited = { spec: { template: { spec: POD } } };
  await attempt("patch deployment", async () => ok(await ask("PATCH", `${deployment}?dryRun=All`, edited, MERGE)));
  await attempt("update deployment", async () => !(await refused(ask("PUT", `${deployment}?dryRun=All`, {}))));
  const pod = `${inside("api/v1/pods")}/web`;
  for (const way of ["exec?command=true", "attach"]) {
    await attempt(way, async () => !(await refused(ask("POST", `${pod}/${way}`))));
  }
  const container = {
    spec: { ephemeralContainers: [{ name: "d", image: "i", volumeMounts: [{ name: "t", mountPath: "/t" }] }] },
  };
  await attempt("debug", async () =>
    ok(
      await ask("PATCH", `${pod}/ephemeralcontainers?dryRun=All`, container, "application/strategic-merge-patch+json"),
    ),
  );
  await attempt("update debug", async () => !(await refused(ask("PUT", `${pod}/ephemeralcontainers?dryRun=All`, {}))));
  const image = { spec: { containers: [{ name: "web", image: "mine:1" }] } };
  await attempt("image", async () =>
    ok(await ask("PATCH", `${pod}?dryRun=All`, image, "application/strategic-merge-patch+json")),
  );
  await attempt("update image", async () => !(await refused(ask("PUT", `${pod}?dryRun=All`, {}))));
  const token = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  await attempt("token", async () => ok(await ask("POST", `${inside("api/v1/serviceaccounts")}/reader/token`, token)));

  for (const name of ["fresh", "api-tls"]) {
    await attempt(`token secret ${name}`, async () => {
      const annotations = { "kubernetes.io/service-account.name": "reader" };
      const secret = {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name, annotations },
        type: "kubernetes.io/service-account-token",
      };
      const path = inside("api/v1/secrets");
      const made =
        ok(await ask("POST", `${path}?dryRun=All`, secret)) ||
        ok(await ask("PATCH", `${path}/${name}?dryRun=All&fieldManager=lab`, secret, APPLY));
      if (!made) return false;
      const reads = [
        ask("GET", `${path}/${name}`),
        ask("PATCH", `${path}/${name}`, {}, MERGE),
        ask("DELETE", `${path}/${name}?dryRun=All`),
      ];
      return (await Promise.all(reads)).some((status) => status !== 403);
    });
  }

  const bindingOf = (roleKind: string, name: string, collection: string): unknown => ({
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: collection === "clusterrolebindings" ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name: "fresh" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: roleKind, name },
    subjects: [{ kind: "User", name: user }],
  });
  const bind = async (roleKind: string, name: string, collection: string): Promise<boolean> => {
    const path =
      collection === "clusterrolebindings" ? `/${RBAC_PATH}/${collection}` : inside(`${RBAC_PATH}/${collection}`);
    const binding = bindingOf(roleKind, name, collection);
    if (ok(await ask("POST", `${path}?dryRun=All`, binding))) return true;
    return ok(await ask("PATCH", `${path}/fresh?dryRun=All&fieldManager=lab`, binding, APPLY));
  };
  for (const collection of ["rolebindings", "clusterrolebindings"]) {
    for (const name of [`reads-${index}`, "cluster-admin"]) {
      await attempt(`${collection} ${name.replace(`-${index}`, "")}`, () => bind("ClusterRole", name, collection));
    }
  }
  const more = { rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }] };
  const escalate = async (path: string): Promise<boolean> => {
    if (ok(await ask("PATCH", `${path}?dryRun=All`, more, MERGE))) return true;
    return ok(
      await ask("PUT", `${path}?dryRun=All`, {
        apiVersion: "rbac.authorization.k8s.io/v1",
        metadata: { name: path.split("/").at(-1) },
        kind: path.includes("clusterroles") ? "ClusterRole" : "Role",
        ...more,
      }),
    );
  };
  // Rules are added to a role of one's own, or to one that is emptied first and then bound.
  const [roles, clusterRoles] = [inside(`${RBAC_PATH}/roles`), `/${RBAC_PATH}/clusterroles`];
  if (kind === "Role") await attempt("escalate own", () => escalate(`${roles}/own`));
  else await attempt("escalate own cluster role", () => escalate(`${clusterRoles}/own-${index}`));
  await attempt("escalate a role and bind it", async () => {
    if (!(await bind("Role", "other", "rolebindings"))) return false;
    return (await escalate(`${roles}/other`)) || (await escalate(`${roles}/own`));
  });
  await attempt("escalate a cluster role and bind it", async () => {
    const empty = `empty-${index}`;
    const bound =
      (await bind("ClusterRole", empty, "clusterrolebindings")) || (await bind("ClusterRole", empty, "rolebindings"));
    if (!bound) return false;
    const tried = [empty, `reads-${index}`, "view"].map((role) => escalate(`${clusterRoles}/${role}`));
    return (await Promise.all(tried)).includes(true);
  });

  const certificates = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  const request = {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { name: user },
    spec: { request: CERTIFICATE_REQUEST, signerName: "kubernetes.io/kube-apiserver-client", usages: ["client auth"] },
  };
  const condition = { status: { conditions: [{ type: "Approved", status: "True", reason: "Lab", message: "lab" }] } };
  const approvedByPut = async (): Promise<boolean> => {
    const stored: unknown = JSON.parse(await client.ask(null, "GET", `${certificates}/${user}`));
    return ok(await ask("PUT", `${certificates}/${user}/approval?dryRun=All`, { ...Object(stored), ...condition }));
  };
  await attempt("certificate", async () => {
    if (!ok(await ask("POST", certificates, request))) return false;
    return (
      ok(await ask("PATCH", `${certificates}/${user}/approval?dryRun=All`, condition, MERGE)) || (await approvedByPut())
    );
  });
  const webhooks = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
  const webhook = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "fresh" },
  };
  await attempt("webhook", async () => ok(await ask("POST", `${webhooks}?dryRun=All`, webhook)));
  for (const method of ["GET", "POST"]) {
    await attempt(`${method} nodes/proxy`, async () => !(await refused(ask(method, "/api/v1/nodes/n1/proxy/exec"))));
  }
  return passed;
}

async function refused(status: Promise<number>): Promise<boolean> {
  return (await status) === 403;
}
