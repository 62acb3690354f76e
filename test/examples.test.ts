import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { folder, lasthop } from "./cli/harness.ts";

const EXAMPLES = resolve(import.meta.dirname, "../examples");
const copied = readdirSync(join(EXAMPLES, "copied")).sort();

describe("the manifests that everyone copies", () => {
  it.each(copied)("%s prints what stands beside it", async (name) => {
    const { out } = await lasthop(["audit", `examples/copied/${name}/ingress.yaml`]);
    await expect(out).toMatchFileSnapshot(join(EXAMPLES, "copied", name, "expected.txt"));
  });

  it("says that the usual fix fails every request, and prints the set that works", async () => {
    const { out, code } = await lasthop(["audit", "examples/copied/usual-fix/ingress.yaml"]);
    expect(code).toBe(1);
    expect(out).toContain("LH2005");
    expect(out).toContain('nginx.ingress.kubernetes.io/proxy-ssl-name: "app.default.svc"');
    expect(out).toContain('nginx.ingress.kubernetes.io/proxy-ssl-server-name: "on"');
  });

  it('does not repeat that ssl-redirect: "True" is wrong: ssl-protocols is', async () => {
    const { out } = await lasthop(["lint", "examples/copied/ssl-protocols/ingress.yaml"]);
    expect(out).toContain("ssl-protocols");
    expect(out).not.toMatch(/LH\d+ .*ssl-redirect/);
  });
});

describe("the shop behind the Gateway API", () => {
  it("prints what stands beside it: what the move lost", async () => {
    const { out, code } = await lasthop(["audit", "examples/shop-gateway"]);
    expect(code).toBe(1);
    await expect(out).toMatchFileSnapshot(join(EXAMPLES, "shop-gateway", "expected.txt"));
  });

  it("says of each host what it had behind Ingress controllers, and what it has now", async () => {
    const weakest = async (example: string): Promise<Record<string, string>> => {
      const { out } = await lasthop(["audit", `examples/${example}`, "-o", "json"]);
      const { routes } = JSON.parse(out) as { routes: { host: string; weakest: string; object: { name: string } }[] };
      return Object.fromEntries(
        routes.filter(({ object }) => object.name !== "redirect").map((route) => [route.host, route.weakest]),
      );
    };
    expect([await weakest("shop"), await weakest("shop-gateway")]).toMatchInlineSnapshot(`
      [
        {
          "checkout.example.com": "tls-unverified",
          "payments.example.com": "tls-verified",
          "reviews.example.com": "plaintext",
          "shop.example.com": "plaintext",
          "stock.example.com": "tls-unverified",
          "vault.example.com": "plaintext",
        },
        {
          "checkout.example.com": "plaintext",
          "payments.example.com": "plaintext",
          "reviews.example.com": "tls-verified",
          "shop.example.com": "plaintext",
          "stock.example.com": "tls-unverified",
          "vault.example.com": "passthrough",
        },
      ]
    `);
  });
});

describe("certificates", () => {
  it("prints what stands beside the snapshot: the most urgent first, and what is wrong with each", async () => {
    const { out, code } = await lasthop(["certs", "examples/certs/shop.lasthop.gz", "--now", "2026-06-01"]);
    expect(code).toBe(0);
    await expect(out).toMatchFileSnapshot(join(EXAMPLES, "certs", "expected.txt"));
  });

  it("has no key in the snapshot", () => {
    const text = gunzipSync(readFileSync(join(EXAMPLES, "certs", "shop.lasthop.gz"))).toString();
    expect(text).toContain("BEGIN CERTIFICATE");
    expect(text).not.toContain("PRIVATE KEY");
  });
});

describe("--controller-config", () => {
  it("takes Helm values: release, flags and ConfigMap", async () => {
    const root = folder({
      "values.yaml": 'controller:\n  image:\n    tag: v1.11.3\n  config:\n    ssl-redirect: "false"\n',
    });
    const { out } = await lasthop([
      "audit",
      "examples/copied/edge/ingress.yaml",
      "--controller-config",
      join(root, "values.yaml"),
      "-o",
      "json",
    ]);
    const report = JSON.parse(out);
    expect(report.routes[0].controller.version).toBe("1.11.3");
    expect(report.routes[0].client.http).toBe("serves");
    expect(report.findings.map((finding: { rule: string }) => finding.rule)).toContain("LH1019");
  });
});
