import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folder, lasthop } from "../cli/harness.ts";
import { fakeServer } from "../support/api-server.ts";
import { selfSigned } from "../support/certificates.ts";
import { clusters, type Manifest } from "../support/clusters.ts";
import { ingress, NGINX, service, WORLD } from "./world.ts";

/** Takes a snapshot as it is and one without names. */
async function both(manifests: readonly Manifest[]) {
  const server = await fakeServer(manifests);
  const kubeconfig = server.kubeconfig(folder(), { namespace: "shop" });
  const take = async (...args: string[]): Promise<string> => {
    const file = join(folder(), "a.lasthop.gz");
    await lasthop(["snapshot", "--kubeconfig", kubeconfig, "-o", file, ...args]);
    return file;
  };
  const files = { plain: await take(), redacted: await take("--redact") };
  await server.stop();
  return files;
}

interface Verdicts {
  readonly routes: {
    pattern: string;
    weakest: string;
    client: object;
    hops: { role: string; protection: string; status: number | null }[];
  }[];
  readonly findings: { rule: string; severity: string; routes: unknown[] }[];
  readonly inputs: { skipped: unknown[] }[];
}

async function verdicts(file: string): Promise<unknown> {
  const { out } = await lasthop(["audit", file, "-o", "json"]);
  const report = JSON.parse(out) as Verdicts;
  const routes = report.routes.map(({ pattern, weakest, client, hops }) => {
    const { certificate, ...rest } = client as { certificate: { kind: string } };
    const legs = hops.map(({ role, protection, status }) => `${role} ${protection} ${status}`);
    return JSON.stringify([pattern, weakest, rest, certificate.kind, legs]);
  });
  // Of routes with one cause the first is shown, and which is the first is a matter of their names.
  // Which Secrets share a key is not in a redacted snapshot, whose certificates have others.
  const told = report.findings.filter(({ rule }) => rule !== "LH5013");
  const findings = told.map(({ rule, severity, routes }) => `${rule} ${severity} ${routes.length}`);
  return { routes: routes.sort(), findings: findings.sort(), skipped: report.inputs[0]?.skipped.length };
}

/** As the API server gives every object an age. */
function aged(manifests: readonly Manifest[]): Manifest[] {
  return manifests.map((manifest, index) => {
    const metadata = manifest["metadata"] as Record<string, unknown>;
    const creationTimestamp =
      metadata["creationTimestamp"] ?? `2026-02-01T00:00:${String(index % 20).padStart(2, "0")}Z`;
    return { ...manifest, metadata: { ...metadata, creationTimestamp } };
  });
}

const SECRET_WORDS = ["zanzibar", "acmecorp", "qwertzuiop", "wonderland", "payroll", "203.0.113.77", "4860:4860"];

/** Names where one does not look for them. */
const TALKATIVE: readonly Manifest[] = [
  ...NGINX,
  {
    ...ingress("payroll", "zanzibar", {
      labels: { "acmecorp.com/team": "wonderland", zanzibar: "x" },
      annotations: {
        "acmecorp.com/owner": "qwertzuiop@acmecorp.com",
        "nginx.ingress.kubernetes.io/auth-url": "https://login.acmecorp.com/zanzibar?x=$request_uri",
        "nginx.ingress.kubernetes.io/configuration-snippet": "more_set_headers 'X-Zanzibar: Acmecorp'; # qwertzuiop",
        "nginx.ingress.kubernetes.io/proxy-ssl-name": "zanzibar.payroll.svc",
        "nginx.ingress.kubernetes.io/whitelist-source-range": "203.0.113.77/32,2001:4860:4860::/48",
        "kubectl.kubernetes.io/restartedBy": "qwertzuiop",
      },
    }),
  },
  service("payroll", "zanzibar"),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "away", namespace: "payroll" },
    spec: {
      type: "ExternalName",
      externalName: "db.acmecorp.com",
      externalIPs: ["203.0.113.77", "2001:4860:4860::8888"],
    },
  },
  {
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    metadata: { name: "wonderland", namespace: "payroll" },
    spec: { routes: [{ match: "Host(`Wonderland.AcmeCorp.com`) && PathPrefix(`/zanzibar`)", services: [] }] },
  },
  {
    apiVersion: "traefik.io/v1alpha1",
    kind: "Middleware",
    metadata: { name: "headers", namespace: "payroll" },
    spec: { headers: { customRequestHeaders: { "X-Acmecorp-Token": "qwertzuiop", wonderland: "1" } } },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "payroll", namespace: "payroll" },
    spec: {
      selector: { matchLabels: { "acmecorp.com/app": "payroll" } },
      template: {
        metadata: { labels: { "acmecorp.com/app": "payroll" } },
        spec: {
          containers: [
            {
              name: "payroll",
              image: "registry.acmecorp.com/wonderland/payroll:v1",
              args: ["--dsn=postgres://qwertzuiop:zanzibar@203.0.113.77/payroll"],
              env: [{ name: "ACMECORP_URL", value: "https://acmecorp.com" }],
            },
          ],
        },
      },
    },
  },
  certified("payroll", "zanzibar-tls", ["zanzibar.example.com", "*.acmecorp.com"]),
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "payroll" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "wonderland" },
    subjects: [{ kind: "User", name: "qwertzuiop@acmecorp.com" }],
  },
];

function certified(namespace: string, name: string, hosts: readonly string[]): Manifest {
  const { certificate, key } = selfSigned(hosts);
  const entry = (text: string): string => Buffer.from(text).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    type: "kubernetes.io/tls",
    data: { "tls.crt": entry(certificate), "tls.key": entry(key) },
  };
}

const unpacked = (file: string): string => gunzipSync(readFileSync(file)).toString();

describe("a redacted snapshot", () => {
  it("gives the verdicts of the one it was made of", async () => {
    for (const world of [WORLD, TALKATIVE]) {
      const { plain, redacted } = await both(aged(world));
      expect(await verdicts(redacted)).toEqual(await verdicts(plain));
    }
  });

  it("gives the same verdicts whatever is in it", async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (manifests) => {
        const { plain, redacted } = await both(aged(manifests));
        expect(await verdicts(redacted)).toEqual(await verdicts(plain));
      }),
      { numRuns: 40 },
    );
  });

  it("holds no name, host, address or free text", async () => {
    const { plain, redacted } = await both(aged(TALKATIVE));
    const found = (file: string) => SECRET_WORDS.filter((word) => unpacked(file).toLowerCase().includes(word));
    expect(found(plain)).toEqual(SECRET_WORDS);
    expect(found(redacted)).toEqual([]);
    expect(unpacked(redacted)).not.toMatch(/2026-|fake/);
  });

  it("holds certificates for the new names, with nothing of the old ones but their dates", async () => {
    const { plain, redacted } = await both(aged(TALKATIVE));
    const [old, fresh] = [plain, redacted].map((file) => {
      const [, pem = ""] = /"tls\.crt":"((?:[^"\\]|\\.)*)"/.exec(unpacked(file)) ?? [];
      return new X509Certificate(JSON.parse(`"${pem}"`) as string);
    });
    expect(fresh?.validTo).toBe(old?.validTo);
    expect(fresh?.subjectAltName).toMatch(/^DNS:[a-z]+\.[a-z]+\.com, DNS:\*\.[a-z]+\.com$/);
    expect(SECRET_WORDS.filter((word) => fresh?.raw.includes(word))).toEqual([]);
    expect(fresh?.serialNumber).not.toBe(old?.serialNumber);
    expect(fresh?.publicKey.export({ type: "spki", format: "pem" })).not.toBe(
      old?.publicKey.export({ type: "spki", format: "pem" }),
    );
  });

  it("keeps what is put together of names together", async () => {
    const { redacted } = await both(aged(TALKATIVE));
    const own = unpacked(redacted)
      .split("\n")
      .find((line) => line.includes('"kind":"Ingress"'));
    const { body } = JSON.parse(own ?? "{}") as {
      body: {
        metadata: { name: string; namespace: string; annotations: Record<string, string> };
        spec: { tls: { hosts: string[] }[] };
      };
    };
    const { name, namespace, annotations } = body.metadata;
    expect(annotations["nginx.ingress.kubernetes.io/proxy-ssl-name"]).toBe(`${name}.${namespace}.svc`);
    expect(body.spec.tls[0]?.hosts[0]).toMatch(new RegExp(`^${name}\\.[a-z]+\\.com$`));
    expect(name).toHaveLength("zanzibar".length);
  });

  it("is the same to the byte for the same cluster", async () => {
    const [one, other] = [await both(aged(TALKATIVE)), await both(aged(TALKATIVE))];
    const withoutCertificates = (file: string) => unpacked(file).replaceAll(/-----BEGIN[^"]*/g, "");
    expect(withoutCertificates(one.redacted)).toBe(withoutCertificates(other.redacted));
  });
});
