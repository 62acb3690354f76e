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
      "LH5003 The renewal was due on 2026-05-19 and has not happened; the certificate ends on 2026-06-18 (Certificate shop/due)",
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

/** The lines of the table, with the names that they begin with and their state. */
async function states(...items: readonly object[]): Promise<string[]> {
  const { out } = await lasthop(["certs", input(...items), "--whole"]);
  return [...out.matchAll(/^shop\/(\S+) +(.*?)  /gm)].map(([, name, state]) => `${name} ${state}`);
}

describe("the state of a certificate", () => {
  const soon = issue({ cn: "Soon CA", ca: true, by: AUTHORITY, to: "20260610" });
  const gone = issue({ cn: "Gone CA", ca: true, by: AUTHORITY, to: "20260510" });
  const under = (issuer: typeof soon) => {
    const leaf = issue({ names: ["shop.example.com"], by: issuer });
    return { certificate: leaf.certificate + issuer.certificate, key: leaf.key };
  };

  it.each([
    ["expired", over],
    ["wrong key", { certificate: good.certificate, key: over.key }],
    ["leaf not first", { certificate: AUTHORITY.certificate + good.certificate, key: good.key }],
    ["key unreadable", { certificate: good.certificate, key: "none" }],
    ["tls.crt unreadable", { certificate: "none", key: good.key }],
    ["no tls.key", { certificate: good.certificate, key: "" }],
    ["empty", { certificate: "", key: "" }],
    ["issuer expired", under(gone)],
    ["issuer ends in 9 days", under(soon)],
    ["3136 days left", good],
  ])("is %s", async (state, pair) => {
    expect(await states(secret("a-tls", pair))).toEqual([`a-tls ${state}`]);
  });

  it("is told of a Secret that is named and does not exist, and by whom", async () => {
    const ingress = {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "shop", namespace: "shop" },
      spec: { ingressClassName: "other", tls: [{ hosts: ["shop.example.com"], secretName: "gone-tls" }] },
    };
    const { out } = await lasthop(["certs", input(ingress), "--whole"]);
    expect(out).toMatch(/^0 certificates, 1 named that does not exist\n/);
    expect(out).toMatch(/^shop\/gone-tls +does not exist .* named by Ingress shop$/m);
    expect(out).toContain("LH5016 Secret shop/gone-tls does not exist");
  });
});

describe("the limit of the next one", () => {
  const named = { names: ["shop.example.com"], by: AUTHORITY, public: true } as const;
  const year = issue({ ...named, from: "20260301", to: "20270330" });

  it.each([
    ["for a year, by hand", [secret("a-tls", year)], { days: 100, from: "2027-03-15T00:00:00.000Z" }],
    ["for 90 days", [secret("a-tls", issue({ ...named, from: "20260501", to: "20260730" }))], null],
    ["of a private CA", [secret("a-tls", good)], null],
    ["that cert-manager makes", [secret("a-tls", year), certificate("a", {})], null],
  ])("of one %s", async (_, items, wanted) => {
    const { out } = await lasthop(["certs", input(...items), "-o", "json"]);
    const { certificates } = JSON.parse(out) as { certificates: { nextLimit: object | null }[] };
    expect(certificates.map(({ nextLimit }) => nextLimit)).toEqual([wanted]);
  });

  it("is a line under the table, and no finding", async () => {
    const { out } = await lasthop(["certs", input(secret("a-tls", year)), "--fail-on", "note"]);
    expect(out).toContain(
      "Public CAs issue for 100 days at most from 2027-03-15. Valid for longer now, and renewed by nobody known: shop/a-tls\n",
    );
    expect(out).not.toContain("LH");
  });
});

it("names the Secrets that hold the same key", async () => {
  const { out } = await lasthop(["certs", input(secret("a-tls", good), secret("b-tls", good)), "-o", "json"]);
  const { certificates } = JSON.parse(out) as { certificates: { name: string; sameKey: string[] }[] };
  expect(certificates.map(({ name, sameKey }) => [name, sameKey])).toEqual([
    ["a-tls", ["shop/b-tls"]],
    ["b-tls", ["shop/a-tls"]],
  ]);
});
