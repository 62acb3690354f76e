import { describe, expect, it } from "vitest";
import { issue } from "../support/certificates.ts";
import { folder, lasthop } from "./harness.ts";

const AUTHORITY = issue({ cn: "Example CA", ca: true });

function secret(name: string, pair: { readonly certificate: string; readonly key: string }): object {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: "shop" },
    type: "kubernetes.io/tls",
    data: { "tls.crt": base64(pair.certificate), "tls.key": base64(pair.key) },
  };
}

function certificate(name: string, status: object): object {
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name, namespace: "shop" },
    spec: { secretName: `${name}-tls`, dnsNames: [`${name}.example.com`] },
    status,
  };
}

function input(...items: readonly object[]): string {
  return folder({ "all.json": JSON.stringify({ apiVersion: "v1", kind: "List", items }) });
}

const by = AUTHORITY;
const good = issue({ names: ["shop.example.com"], by });
const over = issue({ names: ["old.example.com"], by, from: "20250101", to: "20260101" });

describe("certs", () => {
  it("lists the most urgent first, by the date that is given", async () => {
    const { out, code } = await lasthop(["certs", input(secret("a-tls", good), secret("b-tls", over)), "-o", "json"]);
    const { certificates } = JSON.parse(out) as { certificates: { name: string; stage: string; issuance: string }[] };
    expect(certificates.map(({ name, stage, issuance }) => `${name} ${stage} ${issuance}`)).toEqual([
      "b-tls over private",
      "a-tls valid private",
    ]);
    expect(code).toBe(0);
  });

  it.each([
    { args: ["--now", "2025-06-01"], env: {}, stage: "valid" },
    { args: [], env: { SOURCE_DATE_EPOCH: "1748736000" }, stage: "valid" },
    { args: ["--now", "2027-06-01"], env: { SOURCE_DATE_EPOCH: "1748736000" }, stage: "over" },
    { args: [], env: {}, stage: "over" },
  ])("judges by --now, then SOURCE_DATE_EPOCH, then the clock: $args $env", async ({ args, env, stage }) => {
    const { out } = await lasthop(["certs", input(secret("b-tls", over)), "-o", "json", ...args], { env });
    expect((JSON.parse(out) as { certificates: { stage: string }[] }).certificates.map((item) => item.stage)).toEqual([
      stage,
    ]);
  });

  it("says of a Secret that was not read what cert-manager says, and never that it is bad", async () => {
    const status = { notBefore: "2026-03-20T00:00:00Z", notAfter: "2026-06-18T00:00:00Z" };
    const due = { ...status, renewalTime: "2026-05-19T00:00:00Z", conditions: [{ type: "Ready", status: "True" }] };
    const { out, code } = await lasthop(["certs", input(certificate("due", due), certificate("new", {}))]);
    expect(out).toMatch(/shop\/due-tls +ends in 17 days \(status\)/);
    expect(out).toMatch(/shop\/new-tls +not seen/);
    expect(out.match(/LH\d{4} .*/g)).toEqual([
      "LH5003 The renewal was due on 2026-05-19 and has not happened; the certificate ends on 2026-06-18",
    ]);
    expect(code).toBe(0);
  });

  it("fails by --fail-on", async () => {
    const status = { failedIssuanceAttempts: 2, conditions: [{ type: "Ready", status: "False", reason: "Failed" }] };
    const file = input(certificate("new", status));
    expect([
      (await lasthop(["certs", file])).code,
      (await lasthop(["certs", file, "--fail-on", "warning"])).code,
      (await lasthop(["certs", file, "--now", "soon"])).code,
      (await lasthop(["certs", file], { env: { SOURCE_DATE_EPOCH: "today" } })).code,
    ]).toEqual([0, 1, 2, 2]);
  });

  it("prints no bytes of a key, in any format", async () => {
    const file = input(secret("a-tls", good));
    const body = good.key.split("\n")[1] ?? "";
    for (const format of ["table", "json", "csv"]) {
      const { out } = await lasthop(["certs", file, "-o", format]);
      expect(out).toContain("shop");
      expect(out).not.toContain(body);
      expect(out).not.toContain("PRIVATE KEY");
    }
  });

  it("prints names from certificates so that they move no cursor", async () => {
    const hostile = issue({ cn: "\u001b[2Jshop\nnext", names: ["\u001b[31mred.example.com"] });
    const { out } = await lasthop(["certs", input(secret("a-tls", hostile))]);
    expect(out).not.toContain("\u001b");
    expect(out).toContain("\\u001b[2Jshop");
  });
});
