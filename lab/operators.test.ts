import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { dump, loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fields, list, text } from "../src/model/read.ts";
import { lasthop } from "../test/cli/harness.ts";
import { differencesLive } from "./live.ts";
import { part as certManager } from "./parts/crds-cert-manager/part.ts";
import { part as istio } from "./parts/crds-istio/part.ts";
import { folderOf, isPresent } from "./parts/part.ts";
import { leaveResults } from "./results.ts";
import { ApiServer } from "./world/api-server.ts";
import { type Applied, Applier } from "./world/apply.ts";
import { makeAuthorities } from "./world/keys.ts";
import { isManifest, type Manifest, namespaceOf, nameOf } from "./world/manifests.ts";
import { define } from "./world/world.ts";

/**
 * Objects that no controller of the lab serves, with the definitions that their own projects ship: what lasthop reads of
 * a real API server about them is what it reads of the manifests.
 */
const DEFINITIONS = [certManager, istio];
const RUN = resolve(import.meta.dirname, `../.cache/lab/operators-${process.pid}`);
const FILE = join(RUN, "manifests.yaml");
const isHere = DEFINITIONS.every(isPresent);

/** Renewal is overdue, one Secret is not there yet, and somebody may ask an issuer for a certificate of the shop. */
const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: nginx }
spec: { controller: k8s.io/ingress-nginx }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front, namespace: shop, annotations: { cert-manager.io/issuer: shop } }
spec:
  ingressClassName: nginx
  tls: [{ hosts: [shop.lab.test], secretName: front }]
  rules:
    - host: shop.lab.test
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: app, port: { number: 80 } } } }] }
---
apiVersion: v1
kind: Service
metadata: { name: app, namespace: shop }
spec: { selector: { app: app }, ports: [{ name: http, port: 80, protocol: TCP, targetPort: 8080 }] }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: front, namespace: shop }
spec: { secretName: front, dnsNames: [shop.lab.test], issuerRef: { name: shop, kind: Issuer } }
status:
  notBefore: "2026-01-01T00:00:00Z"
  notAfter: "2026-07-01T00:00:00Z"
  renewalTime: "2026-05-01T00:00:00Z"
  failedIssuanceAttempts: 3
  conditions:
    - { type: Ready, status: "True", reason: Ready, lastTransitionTime: "2026-01-01T00:00:00Z" }
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: new, namespace: shop }
spec: { secretName: new, dnsNames: [new.lab.test], issuerRef: { name: public, kind: ClusterIssuer } }
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: shop, namespace: shop }
spec: { ca: { secretName: shop-ca } }
---
apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: public }
spec:
  acme:
    server: https://acme.example.test/directory
    privateKeySecretRef: { name: account }
    solvers: [{ http01: { ingress: { ingressClassName: nginx } } }]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: mesh, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [mesh.lab.test], tls: { mode: SIMPLE, credentialName: front } }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: mesh, namespace: shop }
spec:
  hosts: [mesh.lab.test]
  gateways: [mesh]
  http: [{ route: [{ destination: { host: app, port: { number: 80 } } }] }]
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: strict, namespace: shop }
spec: { mtls: { mode: STRICT } }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: requests, namespace: shop }
rules:
  - { apiGroups: [cert-manager.io], resources: [certificates], verbs: [create] }
  - { apiGroups: [""], resources: [secrets], resourceNames: [build-tls], verbs: [get] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: requests, namespace: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: requests }
subjects: [{ kind: ServiceAccount, name: build, namespace: shop }]
`;

let server: ApiServer;
let applied: readonly Applied[] = [];

beforeAll(async () => {
  if (!isHere) return;
  server = await ApiServer.start(RUN);
  await define(
    server,
    DEFINITIONS.map((part) => join(folderOf(part), "crds.yaml")),
  );
  const objects = [...(loadAll(MANIFESTS) as unknown[]).filter(isManifest), pair()];
  writeFileSync(FILE, objects.map((object) => dump(object)).join("---\n"));
  applied = await new Applier(server).apply(objects);
  for (const { object, refusal, unknownFields } of applied) {
    if ((refusal ?? unknownFields) !== null) throw new Error(`${object.kind}: ${refusal ?? unknownFields}`);
    if (object["status"] !== undefined) await putStatus(object);
  }
});

afterAll(async () => {
  if (!isHere) return;
  await server.stop();
  leaveResults("operators", {
    figures: {
      "objects of other operators": `with the definitions of cert-manager ${certManager.version} and Istio ${istio.version}: routes, findings, certificates and readers of keys, live as in files`,
    },
  });
  if (process.env["LASTHOP_LAB_KEEP"] === undefined) rmSync(RUN, { recursive: true, force: true });
});

function pair(): Manifest {
  const { certificate, key } = makeAuthorities().own.issue({ dns: ["shop.lab.test"] });
  const data = { "tls.crt": base64(certificate), "tls.key": base64(key) };
  const metadata = { name: "front", namespace: "shop" };
  return { apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls", data };
}

function base64(content: string): string {
  return Buffer.from(content).toString("base64");
}

/** What only a controller writes. */
async function putStatus(object: Manifest): Promise<void> {
  const path = `/apis/cert-manager.io/v1/namespaces/${namespaceOf(object)}/certificates/${nameOf(object)}/status`;
  const patch = { status: object["status"] };
  const { status, body } = await server.call("PATCH", path, patch, "application/merge-patch+json");
  if (status !== 200) throw new Error(text(body, "message") ?? `status ${status}`);
}

async function told(...args: string[]): Promise<unknown> {
  const { out, err } = await lasthop([...args, "-q", "-o", "json"]);
  if (out === "") throw new Error(err);
  return JSON.parse(out, (key, value: unknown) => (PLACED.has(key) ? undefined : value));
}

/** Who reads which Secret and how; the server's own roles are there in both. */
function readersOf(secrets: unknown): unknown {
  return list({ secrets }, "secrets").map((secret) => ({
    secret: `${text(secret, "namespace")}/${text(secret, "name")}`,
    managedBy: text(secret, "managedBy"),
    usedBy: list(secret, "usedBy"),
    readers: [...list(secret, "readers"), ...list(secret, "imitators")].map((reader) => [
      text(reader, "subject", "name"),
      text(reader, "how"),
    ]),
  }));
}

/** What only a text has, and what only a server has. */
const PLACED = new Set(["source", "patch", "fingerprint", "inputs"]);

describe.skipIf(!isHere)("a real API server with the definitions of cert-manager and Istio", () => {
  it("gives the routes and findings of the manifests, and the kinds that are not judged", async () => {
    expect(await differencesLive(server.kubeconfig, applied, [])).toEqual([]);
    const report = await told("audit", "--kubeconfig", server.kubeconfig, "--fail-on", "never");
    const rules = list(report, "findings").map((finding) => text(finding, "slug"));
    expect(rules).toContain("renewal-overdue");
    expect(Object.keys(fields(report, "notJudged"))).toContain("VirtualService.networking.istio.io");
  });

  it("gives the certificates that are there, and those that are still to be issued", async () => {
    const found = list(await told("certs", "--kubeconfig", server.kubeconfig), "certificates");
    expect(found.map((item) => [text(item, "name"), text(item, "managedBy"), text(item, "seen")])).toEqual([
      ["new", "Certificate/shop/new", "missing"],
      ["front", "Certificate/shop/front", "read"],
    ]);
  });

  it("gives the readers of the manifests, whoever can ask an issuer of the namespace included", async () => {
    const question = ["who-can-read", "--no-aggregation"];
    const live = readersOf(await told(...question, "--kubeconfig", server.kubeconfig));
    expect(live).toEqual(readersOf(await told(...question, "-f", FILE, "--whole")));
    expect(JSON.stringify(live)).toContain('"build"');
  });
});
