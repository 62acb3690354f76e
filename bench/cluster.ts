import { createHash } from "node:crypto";
import { selfSigned } from "../test/support/certificates.ts";

type Fields = Record<string, unknown>;

const PER_NAMESPACE = 20;
const DISTINCT_CERTIFICATES = 16;
const CREATED = "2026-01-01T00:00:00Z";

/**
 * The objects of a cluster with so many Ingresses as the API server hands them out: one Service, Deployment and TLS
 * Secret per Ingress, a Role and a RoleBinding per namespace of twenty, and ingress-nginx itself.
 * The same count gives the same cluster, but for the key bytes.
 */
export function* cluster(ingresses: number): Generator<Fields> {
  const pairs = Array.from({ length: Math.min(DISTINCT_CERTIFICATES, ingresses) }, (_, index) => {
    const { certificate, key } = selfSigned([`*.team-${index}.example.test`], "rsa");
    return { certificate: base64(certificate), key: base64(key) };
  });
  yield* controller();
  for (let index = 0; index < ingresses; index++) {
    const namespace = `team-${Math.floor(index / PER_NAMESPACE)}`;
    const name = `app-${index}`;
    if (index % PER_NAMESPACE === 0) yield* tenant(namespace);
    yield ingress(namespace, name, index);
    yield service(namespace, name);
    yield deployment(namespace, name, index);
    const pair = pairs[index % pairs.length];
    if (pair !== undefined) yield secret(namespace, name, pair.certificate, pair.key);
  }
}

function ingress(namespace: string, name: string, index: number): Fields {
  const host = `${name}.team-${index % DISTINCT_CERTIFICATES}.example.test`;
  const reEncrypts = index % 4 === 0;
  const annotations = {
    "cert-manager.io/cluster-issuer": "internal",
    "nginx.ingress.kubernetes.io/proxy-body-size": "8m",
    ...(reEncrypts
      ? {
          "nginx.ingress.kubernetes.io/backend-protocol": "HTTPS",
          "nginx.ingress.kubernetes.io/proxy-ssl-secret": `${namespace}/${name}-tls`,
          "nginx.ingress.kubernetes.io/proxy-ssl-verify": index % 8 === 0 ? "on" : "off",
        }
      : { "nginx.ingress.kubernetes.io/ssl-redirect": index % 3 === 0 ? "false" : "true" }),
  };
  const spec = {
    ingressClassName: "nginx",
    rules: [
      {
        host,
        http: {
          paths: [
            {
              backend: { service: { name, port: { number: reEncrypts ? 443 : 80 } } },
              path: "/",
              pathType: "Prefix",
            },
          ],
        },
      },
    ],
    tls: [{ hosts: [host], secretName: `${name}-tls` }],
  };
  return {
    ...served("networking.k8s.io/v1", "Ingress", namespace, name, { annotations, spec }),
    status: { loadBalancer: { ingress: [{ ip: "192.0.2.10" }] } },
  };
}

function service(namespace: string, name: string): Fields {
  const spec = {
    clusterIP: "198.51.100.7",
    clusterIPs: ["198.51.100.7"],
    internalTrafficPolicy: "Cluster",
    ipFamilies: ["IPv4"],
    ipFamilyPolicy: "SingleStack",
    ports: [
      { name: "http", port: 80, protocol: "TCP", targetPort: 8080 },
      { name: "https", port: 443, protocol: "TCP", targetPort: 8443 },
    ],
    selector: { app: name },
    sessionAffinity: "None",
    type: "ClusterIP",
  };
  return { ...served("v1", "Service", namespace, name, { spec }), status: { loadBalancer: {} } };
}

function deployment(namespace: string, name: string, index: number): Fields {
  const spec = {
    progressDeadlineSeconds: 600,
    replicas: 2,
    revisionHistoryLimit: 10,
    selector: { matchLabels: { app: name } },
    strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" }, type: "RollingUpdate" },
    template: {
      metadata: { labels: { app: name, "app.kubernetes.io/version": `1.${index % 30}.0` } },
      spec: {
        containers: [
          {
            env: [{ name: "LOG_LEVEL", value: "info" }],
            image: `registry.example.test/${namespace}/${name}:1.${index % 30}.0`,
            imagePullPolicy: "IfNotPresent",
            livenessProbe: probe("/livez"),
            name: "app",
            ports: [{ containerPort: 8080, name: "http", protocol: "TCP" }],
            readinessProbe: probe("/readyz"),
            resources: { limits: { memory: "256Mi" }, requests: { cpu: "50m", memory: "128Mi" } },
            terminationMessagePath: "/dev/termination-log",
            terminationMessagePolicy: "File",
            volumeMounts: [{ mountPath: "/etc/tls", name: "tls", readOnly: true }],
          },
        ],
        dnsPolicy: "ClusterFirst",
        restartPolicy: "Always",
        schedulerName: "default-scheduler",
        securityContext: { runAsNonRoot: true },
        serviceAccount: "app",
        serviceAccountName: "app",
        terminationGracePeriodSeconds: 30,
        volumes: [{ name: "tls", secret: { defaultMode: 420, secretName: `${name}-tls` } }],
      },
    },
  };
  const conditions = ["Available", "Progressing"].map((type) => ({
    lastTransitionTime: CREATED,
    lastUpdateTime: CREATED,
    message: `Deployment "${name}" is as it should be.`,
    reason: "MinimumReplicasAvailable",
    status: "True",
    type,
  }));
  return {
    ...served("apps/v1", "Deployment", namespace, name, { spec }),
    status: { availableReplicas: 2, conditions, observedGeneration: 1, readyReplicas: 2, replicas: 2 },
  };
}

function probe(path: string): Fields {
  return {
    failureThreshold: 3,
    httpGet: { path, port: "http", scheme: "HTTP" },
    periodSeconds: 10,
    successThreshold: 1,
    timeoutSeconds: 1,
  };
}

function secret(namespace: string, name: string, certificate: string, key: string): Fields {
  const annotations = { "cert-manager.io/certificate-name": `${name}-tls` };
  return {
    ...served("v1", "Secret", namespace, `${name}-tls`, { annotations }, false),
    data: { "ca.crt": certificate, "tls.crt": certificate, "tls.key": key },
    type: "kubernetes.io/tls",
  };
}

function* tenant(namespace: string): Generator<Fields> {
  yield served("v1", "Namespace", null, namespace, {});
  yield served("v1", "ServiceAccount", namespace, "app", {});
  yield {
    ...served("rbac.authorization.k8s.io/v1", "Role", namespace, "deployer", {}),
    rules: [
      { apiGroups: ["", "apps"], resources: ["deployments", "services", "configmaps"], verbs: ["*"] },
      { apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "watch"] },
    ],
  };
  yield {
    ...served("rbac.authorization.k8s.io/v1", "RoleBinding", namespace, "deployer", {}),
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "deployer" },
    subjects: [{ kind: "ServiceAccount", name: "app", namespace }],
  };
}

function* controller(): Generator<Fields> {
  yield served("networking.k8s.io/v1", "IngressClass", null, "nginx", { spec: { controller: "k8s.io/ingress-nginx" } });
  const labels = { "app.kubernetes.io/name": "ingress-nginx" };
  const args = ["/nginx-ingress-controller", "--controller-class=k8s.io/ingress-nginx", "--ingress-class=nginx"];
  const containers = [{ args, image: "registry.k8s.io/ingress-nginx/controller:v1.15.1", name: "controller" }];
  yield served("apps/v1", "Deployment", "ingress-nginx", "ingress-nginx-controller", {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  });
}

/** An object with what the API server and `kubectl apply` add, its keys in kubectl's order. */
function served(
  apiVersion: string,
  kind: string,
  namespace: string | null,
  name: string,
  parts: { readonly annotations?: Fields; readonly spec?: Fields },
  applied = true,
): Fields {
  const place = namespace === null ? {} : { namespace };
  const spec = parts.spec === undefined ? {} : { spec: parts.spec };
  const metadata = { annotations: { ...parts.annotations }, labels: { app: name }, name, ...place };
  const text = JSON.stringify({ apiVersion, kind, metadata, ...spec });
  const annotations = applied
    ? { ...parts.annotations, "kubectl.kubernetes.io/last-applied-configuration": `${text}\n` }
    : { ...parts.annotations };
  return {
    apiVersion,
    kind,
    metadata: {
      annotations,
      creationTimestamp: CREATED,
      generation: 1,
      labels: { app: name },
      name,
      ...place,
      resourceVersion: "1001",
      uid: uid(`${kind}/${namespace}/${name}`),
    },
    ...spec,
  };
}

function uid(identity: string): string {
  const hex = createHash("sha256").update(identity).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
