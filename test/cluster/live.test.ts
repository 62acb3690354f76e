import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { folder, lasthop, type Ended } from "../cli/harness.ts";
import { type FakeServer, fakeServer } from "../support/api-server.ts";
import { clusters, type Manifest } from "../support/clusters.ts";
import { ingress, NGINX, WORLD } from "./world.ts";

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

type Options = Parameters<typeof fakeServer>[1];

async function live(manifests: readonly Manifest[], args: readonly string[], options?: Options): Promise<Ended> {
  server = await fakeServer(manifests, options);
  return await lasthop([...args, "--kubeconfig", server.kubeconfig(folder())]);
}

interface Findings {
  readonly routes: { id: string; hops: { protection: string }[] }[];
  readonly findings: { message: string; object: { name: string } }[];
  readonly inputs: { kind: string; objects: number; skipped: { where: string; reason: string; error?: boolean }[] }[];
  readonly assumptions: { fact: string }[];
}

function report(ended: Ended): Findings {
  return JSON.parse(ended.out) as Findings;
}

/** Routes and findings without what only a text has. */
function verdicts(ended: Ended): unknown {
  const { routes, findings } = report(ended);
  const placed = ["source", "patch", "edits", "fingerprint"];
  return JSON.parse(JSON.stringify({ routes, findings }, (key, value) => (placed.includes(key) ? undefined : value)));
}

const paths = (): string[] => (server?.asked ?? []).map(({ path }) => path);

describe("a cluster", () => {
  it("gives the routes and findings of the files it was made of", async () => {
    const ended = await live(WORLD, ["audit", "-o", "json"]);
    const file = folder({ "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: WORLD }) });
    const files = await lasthop(["audit", file, "--whole", "-o", "json"]);
    expect(verdicts(ended)).toEqual(verdicts(files));
    expect(report(ended).routes.map(({ hops }) => hops.map(({ protection }) => protection))).toEqual([
      // The ConfigMap of the controller switches the redirect off.
      ["plaintext", "plaintext"],
      ["plaintext", "mtls"],
    ]);
    expect(report(ended).inputs).toMatchObject([{ kind: "cluster", name: "fake", skipped: [] }]);
  });

  it("gives for any world what its files give", async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (manifests) => {
        const ended = await live(manifests, ["audit", "-o", "json"]);
        await server?.stop();
        const items = { apiVersion: "v1", kind: "List", items: manifests };
        const files = await lasthop(["audit", folder({ "a.json": JSON.stringify(items) }), "--whole", "-o", "json"]);
        expect(verdicts(ended)).toEqual(verdicts(files));
      }),
      { numRuns: 40 },
    );
  });

  it("is read page by page", async () => {
    const ended = await live(WORLD, ["audit", "-o", "json"], { page: 1 });
    const many = verdicts(ended);
    expect(paths().filter((path) => path.endsWith("/ingresses"))).toHaveLength(2);
    await server?.stop();
    expect(many).toEqual(verdicts(await live(WORLD, ["audit", "-o", "json"])));
  });

  it("begins a list anew when its pages have expired", async () => {
    const { inputs, routes } = report(
      await live(WORLD, ["audit", "-o", "json"], {
        page: 1,
        fault: ({ resource, query, before }) =>
          resource === "ingresses" && query.has("continue") && before === 0 ? { status: 410 } : null,
      }),
    );
    expect(routes).toHaveLength(2);
    expect(inputs[0]?.skipped).toEqual([]);
    expect(paths().filter((path) => path.endsWith("/ingresses"))).toHaveLength(4);
  });

  it("asks for smaller pages where one is too large", async () => {
    const large = "x".repeat(65 * 1024 * 1024);
    const ended = await live(WORLD, ["audit", "-o", "json"], {
      fault: ({ resource, query }) =>
        resource === "services" && query.get("limit") === "500" ? { status: 200, body: large } : null,
    });
    expect(report(ended).inputs[0]?.skipped).toEqual([]);
    expect(
      server?.asked.filter(({ resource }) => resource === "services").map(({ query }) => query.get("limit")),
    ).toEqual(["500", "50"]);
  });

  it("is read with the discovery of older servers too, and with what is not installed left out", async () => {
    const without = ["traefik.io", "traefik.containo.us", "gateway.networking.k8s.io", "cert-manager.io"];
    const ended = await live(WORLD, ["audit", "-o", "json"], { oldDiscovery: true, without });
    expect(report(ended).routes).toHaveLength(2);
    expect(report(ended).inputs[0]?.skipped).toEqual([]);
    expect(paths().filter((path) => without.some((group) => path.includes(`/${group}/`)))).toEqual([]);
  });

  it("is never asked for more than to read, and of Secrets only for certificates and what is named", async () => {
    await live(WORLD, ["audit"]);
    expect(new Set(server?.asked.map(({ method }) => method))).toEqual(new Set(["GET"]));
    const secrets = server?.asked.filter(({ resource }) => resource === "secrets") ?? [];
    expect(
      secrets.filter(({ path }) => path.endsWith("/secrets")).map(({ query }) => query.get("fieldSelector")),
    ).toEqual(["type=kubernetes.io/tls"]);
    expect(
      secrets
        .map(({ path }) => path)
        .filter((path) => !path.endsWith("/secrets"))
        .sort(),
    ).toEqual(["/api/v1/namespaces/other/secrets/other-tls", "/api/v1/namespaces/shop/secrets/backend-ca"]);
    expect(paths().filter((path) => path.includes("/configmaps"))).toEqual([
      "/api/v1/namespaces/edge/configmaps/settings",
    ]);
    expect(paths().filter((path) => path.includes("rbac"))).toEqual([]);
  });

  it("is told whom to act as", async () => {
    await live(WORLD, ["audit", "--as", "jane", "--as-group", "a", "--as-group", "b"]);
    for (const { headers } of server?.asked ?? []) {
      expect([headers["impersonate-user"], headers["impersonate-group"]]).toEqual(["jane", "a, b"]);
    }
  });

  it("knows that a Secret is missing though a Certificate promises it, which files cannot know", async () => {
    const certificate = {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: "other", namespace: "other" },
      spec: { secretName: "other-tls", dnsNames: ["other.example.com"], issuerRef: { name: "ca" } },
    };
    const served = (ended: Ended) =>
      (JSON.parse(ended.out) as { routes: { host: string; client: { certificate: { kind: string } } }[] }).routes.find(
        ({ host }) => host === "other.example.com",
      )?.client.certificate.kind;
    const world = [...WORLD, certificate];
    expect(served(await live(world, ["audit", "-o", "json"]))).toBe("controller-default");
    await server?.stop();
    expect(served(await live(world, ["audit", "-o", "json", "--no-secrets"]))).toBe("secret");
  });

  it("is read whole and shown in part with -l", async () => {
    const { routes } = report(await live(WORLD, ["audit", "-o", "json", "-l", "team=a"]));
    expect(routes.map(({ id }) => id)).toEqual([expect.stringContaining("Ingress/shop/shop")]);
    expect(server?.asked.filter(({ query }) => query.has("labelSelector"))).toEqual([]);
  });

  it("says nothing of absence with --no-whole", async () => {
    const { assumptions } = report(await live(WORLD, ["audit", "-o", "json", "--no-whole"]));
    expect(assumptions.map(({ fact }) => fact)).toContain("the content of Secret other/other-tls");
  });

  it("is shown by object where there is no file", async () => {
    const { out } = await live(WORLD, ["audit", "-q", "--fail-on", "never"]);
    expect(out).toMatch(/^Ingress other\/other warning LH1003 /m);
  });
});

describe("progress", () => {
  it("is shown to a person at a terminal, and to nobody else", async () => {
    server = await fakeServer(WORLD);
    const args = ["audit", "--kubeconfig", server.kubeconfig(folder()), "--fail-on", "never"];
    expect((await lasthop(args, { tty: true })).err).toMatch(/reading the cluster/);
    expect((await lasthop(args)).err).toBe("");
    expect((await lasthop([...args, "-q"], { tty: true })).err).toBe("");
  });
});

describe("one namespace", () => {
  it("is listed alone, and what its routes name elsewhere is asked for by name", async () => {
    const ended = await live(WORLD, ["audit", "-n", "shop", "-o", "json"]);
    expect(report(ended).routes).toHaveLength(1);
    expect(paths()).toContain("/apis/networking.k8s.io/v1/namespaces/shop/ingresses");
    expect(paths()).not.toContain("/apis/networking.k8s.io/v1/ingresses");
    expect(paths()).toContain("/apis/apps/v1/deployments");
    expect(paths()).toContain("/api/v1/namespaces/edge/configmaps/settings");
    expect(ended.code).not.toBe(3);
    expect(report(ended).inputs[0]?.skipped[0]?.reason).toContain("only namespace shop was read");
  });

  it("needs nothing that a Role of the namespace cannot give", async () => {
    const ended = await live(WORLD, ["audit", "-n", "shop", "-o", "json", "--fail-on", "never"], {
      fault: ({ path, namespace, resource }) =>
        resource !== "" && namespace !== "shop" && path !== "/version" ? { status: 403 } : null,
    });
    expect(report(ended).routes).toHaveLength(1);
    expect(ended.code).toBe(0);
  });
});

describe("what is forbidden", () => {
  const forbid = (...resources: string[]): Options => ({
    fault: ({ resource }) => (resources.includes(resource) ? { status: 403 } : null),
  });

  it("is named, and ends with 3 unless that is allowed", async () => {
    const ended = await live(WORLD, ["audit"], forbid("ingresses"));
    expect(ended.out).toMatch(/INCOMPLETE: 1 part.*error {2}list ingresses\.networking\.k8s\.io forbidden/s);
    expect(ended.code).toBe(3);
    await server?.stop();
    expect((await live(WORLD, ["audit", "--allow-partial"], forbid("ingresses"))).code).toBe(0);
  });

  it.each(["services", "deployments", "ingressclasses", "namespaces", "configmaps", "endpointslices"])(
    "is not taken for missing: %s",
    async (resource) => {
      const ended = await live(WORLD, ["audit", "-o", "json", "--fail-on", "never"], forbid(resource));
      expect(ended.code).toBe(3);
      for (const { hops } of report(ended).routes) {
        expect(hops.map(({ protection }) => protection)).not.toContain("broken");
      }
    },
  );

  it("as to Secrets leaves every route, each with the assumption", async () => {
    const ended = await live(WORLD, ["audit", "-o", "json"], forbid("secrets"));
    const { routes, assumptions, inputs } = report(ended);
    expect(routes).toHaveLength(2);
    expect(assumptions.map(({ fact }) => fact)).toEqual(
      expect.arrayContaining(["the content of Secret shop/shop-tls", "the content of Secret shop/backend-ca"]),
    );
    expect(inputs[0]?.skipped.filter(({ error }) => error).map(({ where }) => where)).toEqual([
      "get secrets",
      "list secrets",
    ]);
    expect(ended.code).toBe(3);
  });

  it("as to listing Secrets still lets each be asked for by name", async () => {
    const ended = await live(WORLD, ["audit", "-o", "json"], {
      fault: ({ path }) => (path.endsWith("/secrets") ? { status: 403 } : null),
    });
    expect(report(ended).assumptions).toEqual([]);
    expect(ended.code).toBe(3);
  });

  it("in all namespaces is read in the context's own", async () => {
    server = await fakeServer(WORLD, {
      fault: ({ resource, namespace }) => (resource === "ingresses" && namespace === null ? { status: 403 } : null),
    });
    const kubeconfig = server.kubeconfig(folder(), { namespace: "shop" });
    const ended = await lasthop(["audit", "-o", "json", "--kubeconfig", kubeconfig]);
    expect(report(ended).routes).toHaveLength(1);
    expect(report(ended).inputs[0]?.skipped[0]?.reason).toMatch(/^forbidden in all namespaces; read in shop alone/);
    expect(ended.code).toBe(3);
  });

  it("is not asked for with --no-secrets", async () => {
    const ended = await live(WORLD, ["audit", "--no-secrets", "--fail-on", "never"], forbid("secrets"));
    expect(paths().filter((path) => path.includes("/secrets"))).toEqual([]);
    expect(ended.out).toContain("not read (--no-secrets): what they hold is assumed");
    expect(ended.code).toBe(0);
  });

  it("may be all but a Secret's name, and nothing more is asked after some refusals", async () => {
    const many = Array.from({ length: 30 }, (_, index) => ingress("shop", `a${index}`));
    await live([...NGINX, ...many], ["audit"], forbid("secrets"));
    const gets = paths().filter((path) => /\/secrets\/./.test(path));
    expect(gets.length).toBeLessThan(12);
  });
});
