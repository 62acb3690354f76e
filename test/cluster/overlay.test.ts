import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Comparison } from "../../src/model/report.ts";
import { folder, lasthop } from "../cli/harness.ts";
import { type FakeServer, fakeServer } from "../support/api-server.ts";
import { ingress, WORLD } from "./world.ts";

let server: FakeServer;
let kubeconfig: string;

beforeEach(async () => {
  server = await fakeServer(WORLD);
  kubeconfig = server.kubeconfig(folder(), { namespace: "shop" });
});

afterEach(() => server.stop());

function file(...manifests: unknown[]): string {
  return join(folder({ "new.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: manifests }) }), "new.json");
}

async function comparison(path: string): Promise<Comparison> {
  const { out } = await lasthop(["audit", path, "--cluster", "--kubeconfig", kubeconfig, "-o", "json"]);
  return (JSON.parse(out) as { comparison: Comparison }).comparison;
}

const CLEAR = ingress("shop", "shop");

describe("files over a cluster", () => {
  it("tell what a new route brings", async () => {
    const { findings, routes, unchangedRoutes } = await comparison(file(ingress("shop", "fresh")));
    expect(routes.map(({ change, after }) => [change, after?.host])).toEqual([["added", "fresh.example.com"]]);
    expect(new Set(findings.new.map(({ object }) => object.name))).toEqual(new Set(["fresh"]));
    expect([findings.fixed, unchangedRoutes]).toEqual([[], 2]);
  });

  it("tell hop by hop what becomes weaker", async () => {
    const { findings, routes } = await comparison(file(CLEAR));
    expect(routes).toMatchObject([{ change: "changed", direction: "weaker", fields: [{ field: "pattern" }] }]);
    expect(routes[0]?.hops).toMatchObject([{ role: "backend", before: { protection: "mtls" } }]);
    expect(routes[0]?.hops[0]?.after?.protection).toBe("plaintext");
    expect(findings.new.map(({ slug }) => slug)).toContain("backend-in-clear");
  });

  it("tell what they fix", async () => {
    const redirecting = ingress("other", "other", {
      annotations: { "nginx.ingress.kubernetes.io/force-ssl-redirect": "true" },
    });
    const { findings, routes } = await comparison(file(redirecting));
    expect(findings.fixed.map(({ slug }) => slug)).toContain("served-in-clear-beside-https");
    expect(routes).toMatchObject([{ change: "changed", direction: "stronger" }]);
  });

  it("change nothing where they say what is there", async () => {
    const [same] = WORLD.filter((manifest) => manifest["kind"] === "Ingress");
    const { findings, routes } = await comparison(file(same));
    expect([findings.new, findings.fixed, routes]).toEqual([[], [], []]);
  });

  it("are judged by what they bring alone", async () => {
    const over = async (path: string) =>
      (await lasthop(["audit", path, "--cluster", "--kubeconfig", kubeconfig, "--fail-on", "warning"])).code;
    const [same] = WORLD.filter((manifest) => manifest["kind"] === "Ingress");
    expect(await over(file(same))).toBe(0);
    expect(await over(file(ingress("shop", "fresh")))).toBe(1);
  });

  it("go into the context's namespace where they name none", async () => {
    const { metadata, ...rest } = ingress("", "fresh");
    const { routes } = await comparison(file({ ...rest, metadata: { ...(metadata as object), namespace: undefined } }));
    expect(routes[0]?.after?.object.namespace).toBe("shop");
  });

  it("ask the cluster for what they alone name", async () => {
    await comparison(file(ingress("shop", "fresh")));
    expect(server.asked.map(({ path }) => path)).toContain("/api/v1/namespaces/shop/secrets/fresh-tls");
  });

  it("are told to an auditor with everything beside them, and as what does not run yet", async () => {
    const asked = ["--cluster", "--kubeconfig", kubeconfig, "--compliance", "pci-dss-4", "-o"];
    const { out } = await lasthop(["audit", file(ingress("shop", "fresh")), ...asked, "markdown"]);
    expect(out).toContain("**Not what runs today: files are laid over the cluster.");
    expect(out).toContain("Of 3 routes, ");
    const { out: table } = await lasthop(["audit", file(ingress("shop", "fresh")), ...asked, "table"]);
    expect(table).toContain("Not what runs today");
  });

  it("read well", async () => {
    const { out } = await lasthop(["audit", file(CLEAR), "--cluster", "--kubeconfig", kubeconfig]);
    expect(out).toMatch(
      /^applying this: \d+ new findings?, 0 fixed, \d+ as before; routes: 1 changed, 1 as\s+before\n/,
    );
    expect(out).toMatch(/Routes that change\n {2}~ shop\.example\.com\/ {2}Ingress shop\/shop \(changed, weaker\)\n/);
    expect(out).toContain("      backend Service shop/shop port 443: mtls -> plaintext\n");
  });

  it.each(["sarif", "junit", "csv", "markdown"])("bring what is new alone to %s", async (format) => {
    const path = file(ingress("shop", "fresh"));
    const { out } = await lasthop(["audit", path, "--cluster", "--kubeconfig", kubeconfig, "-o", format]);
    expect(out).toContain("fresh.example.com");
    expect(out).not.toContain("other.example.com");
  });

  it("are drawn as they would be", async () => {
    const { out } = await lasthop(["path", "shop.example.com", file(CLEAR), "--cluster", "--kubeconfig", kubeconfig]);
    expect(out).toContain("bytes in clear");
  });

  it("may lie over a snapshot", async () => {
    const snapshot = join(folder(), "a.lasthop.gz");
    await lasthop(["snapshot", "--kubeconfig", kubeconfig, "-o", snapshot]);
    const { out } = await lasthop(["audit", file(CLEAR), "--snapshot", snapshot, "-o", "json"]);
    const live = await comparison(file(CLEAR));
    const placed = (value: unknown) => JSON.stringify(value, (key, inner) => (key === "source" ? undefined : inner));
    expect(placed((JSON.parse(out) as { comparison: Comparison }).comparison.routes)).toBe(placed(live.routes));
  });

  it("lie over one thing at a time", async () => {
    const { code, err } = await lasthop(["audit", file(CLEAR), "--cluster", "--snapshot", "x.lasthop.gz"]);
    expect([code, err]).toEqual([2, expect.stringContaining("name one of --snapshot and --cluster")]);
  });
});
