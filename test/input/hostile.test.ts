import { describe, expect, it } from "vitest";
import { readText } from "../../src/input/read.ts";

const HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: ";

function bomb(): string {
  const row = (name: string, of: string): string => `${name}: &${name} [${Array(9).fill(of).join(", ")}]\n`;
  const names = [..."abcdefghij"];
  return (
    names.map((name, index) => row(name, index === 0 ? "x" : `*${names[index - 1]}`)).join("") + `${HEAD}{name: x}\n`
  );
}

const REFUSED: readonly (readonly [what: string, content: string | Buffer, where: RegExp, reason: RegExp])[] = [
  ["a YAML file that is cut off", "a: [1,\n", /^x\.yaml:2:1$/, /unexpected end/],
  [
    "a JSON file that is cut off",
    '{"apiVersion":"v1","kind":"List","items":[{"a":1,',
    /^x\.yaml:1:\d+$/,
    /cut off|unexpected end/,
  ],
  ["tabs", "apiVersion: v1\nkind: Service\n\tmetadata: x\n", /^x\.yaml:3:1$/, /tab/],
  [
    "a key that stands twice",
    "apiVersion: v1\nkind: Service\nkind: Pod\n",
    /^x\.yaml:3:1$/,
    /"kind" stands here twice/,
  ],
  ["aliases that multiply", bomb(), /^x\.yaml:\d+:\d+$/, /aliases, the limit/],
  ["deep nesting in YAML", HEAD + "[".repeat(20_000), /^x\.yaml:3:\d+$/, /nested deeper/],
  ["deep nesting in JSON", `{"apiVersion":"v1","kind":"x","a":${"[".repeat(20_000)}`, /^x\.yaml/, /nested deeper/],
  ["another encoding", Buffer.from(`${HEAD}{name: é}\n`, "latin1"), /^x\.yaml/, /not UTF-8/],
  ["binary data", Buffer.from(Array.from({ length: 2_560 }, (_, index) => index % 256)), /^x\.yaml/, /UTF-16|binary/],
];

describe("input that cannot be read", () => {
  it.each(REFUSED)("%s is one clear line with its place, marked as an error", (_, content, where, reason) => {
    const { objects, summaries } = readText(content, "x.yaml");
    const errors = summaries.flatMap((summary) => summary.skipped).filter((item) => item.error === true);
    expect(objects).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.where).toMatch(where);
    expect(errors[0]?.reason).toMatch(reason);
    expect(errors[0]?.reason).not.toMatch(/\n/);
  });
});

describe("private keys", () => {
  const KEY = `-----BEGIN PRIVATE KEY-----\n${"QUJD".repeat(30)}\n-----END PRIVATE KEY-----\n`;

  it.each([
    [
      "in a Secret's data",
      { kind: "Secret", type: "kubernetes.io/tls", data: { "tls.key": Buffer.from(KEY).toString("base64") } },
    ],
    ["in a Secret's stringData", { kind: "Secret", stringData: { "tls.key": KEY } }],
    ["beside a certificate", { kind: "Secret", data: { "tls.crt": Buffer.from(KEY).toString("base64") } }],
    ["in a ConfigMap", { kind: "ConfigMap", data: { "server.pem": KEY } }],
  ])("%s are nowhere in what is read", (_, object) => {
    const manifest = { apiVersion: "v1", metadata: { name: "x", namespace: "shop" }, ...object };
    const read = readText(JSON.stringify(manifest), "x.json");
    const text = JSON.stringify(read);
    expect(read.objects).toHaveLength(1);
    expect(text).not.toContain("QUJDQUJD");
    expect(text).not.toContain(Buffer.from("QUJDQUJDQUJD").toString("base64").slice(0, 12));
  });
});

describe("UTF-16 with a byte order mark", () => {
  it("is read as the API server's clients write it", () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${HEAD}{name: x}\n`, "utf16le")]);
    expect(readText(bytes, "x.yaml").objects.map((object) => object.name)).toEqual(["x"]);
  });
});
