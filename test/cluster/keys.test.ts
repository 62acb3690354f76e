import { execFile } from "node:child_process";
import { createReadStream, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { folder, lasthop } from "../cli/harness.ts";
import { fakeServer } from "../support/api-server.ts";
import type { Manifest } from "../support/clusters.ts";
import { WORLD } from "./world.ts";

const SOURCE = resolve(import.meta.dirname, "../../src");

/** Put together at run time, so that it stands in no source text that is in memory. */
const MARK = ["Planted", "Key", "Of", "The", "Test"].map((word) => word.toUpperCase()).join("-");
const FORMS = [MARK, Buffer.from(MARK).toString("base64").slice(0, 24)];

const entry = (text: string): string => Buffer.from(text).toString("base64");

/** A key in every place where one can stand. */
const PLANTED: readonly Manifest[] = [
  ...WORLD,
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "planted",
      namespace: "shop",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ key: MARK }) },
    },
    type: "kubernetes.io/tls",
    data: { "tls.key": entry(MARK), "tls.crt": entry("no certificate"), token: entry(MARK) },
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "annotated",
      namespace: "shop",
      annotations: { note: `-----BEGIN PRIVATE KEY-----\n${MARK}${"A".repeat(64)}\n-----END PRIVATE KEY-----\n` },
    },
    spec: {},
  },
];

describe("a private key", () => {
  it("is in no report, no snapshot, no error and no log", async () => {
    const server = await fakeServer(PLANTED);
    const kubeconfig = server.kubeconfig(folder());
    const file = join(folder(), "a.lasthop.gz");
    const texts: string[] = [];
    for (const format of ["table", "json", "sarif", "junit", "markdown", "csv"]) {
      const { out, err } = await lasthop(["audit", "--kubeconfig", kubeconfig, "-o", format]);
      texts.push(out, err);
    }
    for (const args of [["snapshot", "-o", file], ["lint"], ["path", "shop.example.com"], ["doctor"]]) {
      const { out, err } = await lasthop([...args, "--kubeconfig", kubeconfig]);
      texts.push(out, err);
    }
    texts.push(gunzipSync(readFileSync(file)).toString());
    await server.stop();
    for (const form of FORMS) expect(texts.filter((text) => text.includes(form))).toEqual([]);
  });

  it("is in no message on an answer that cannot be read", async () => {
    const server = await fakeServer(PLANTED, {
      fault: ({ resource }) => (resource === "secrets" ? { status: 200, body: `{"items": [{"data": "${MARK}"` } : null),
    });
    const { out, err } = await lasthop(["audit", "--kubeconfig", server.kubeconfig(folder())]);
    await server.stop();
    expect(out).toContain("no valid JSON");
    expect(`${out}${err}`).not.toContain(MARK);
  });

  it("is not in memory when the cluster has been read and audited", async () => {
    const server = await fakeServer(PLANTED);
    const file = join(folder(), "a.heapsnapshot");
    // In a process of its own: this one holds the key, to serve it.
    await promisify(execFile)(process.execPath, [
      "--input-type=module",
      "-e",
      READER,
      server.kubeconfig(folder()),
      file,
    ]);
    await server.stop();
    const found = await searched(file, [...FORMS, "planted"]);
    rmSync(file);
    // The search itself works: the Secret's name is kept.
    expect(found).toEqual(["planted"]);
  });
});

/** Reads and audits a cluster, and writes its own memory to a file while it still holds all of it. */
const READER = `
  import { writeHeapSnapshot } from "node:v8";
  const source = (path) => import(${JSON.stringify(`${SOURCE}/`)} + path);
  const [, kubeconfig, file] = process.argv;
  const { openCluster } = await source("input/cluster/read.ts");
  const { untilAnswered } = await source("cli/live.ts");
  const { Inventory } = await source("inventory/inventory.ts");
  const { audit } = await source("audit.ts");
  const options = { kubeconfig, context: null, env: {}, as: null, asGroups: [], requestTimeout: 10_000 };
  const open = await openCluster(options, { namespace: null, secrets: true, access: true });
  const inventory = await untilAnswered(open.reading, (read, missed) => {
    const telling = new Inventory(read).telling(missed);
    audit(telling);
    return telling;
  });
  globalThis.held = { open, inventory, report: audit(inventory) };
  writeHeapSnapshot(file);
  open.connection.close();
`;

/** Which of some words stand in a file. */
async function searched(file: string, words: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  let tail = "";
  for await (const chunk of createReadStream(file, { encoding: "latin1", highWaterMark: 1 << 20 })) {
    const text = tail + String(chunk);
    for (const word of words) if (text.includes(word)) found.add(word);
    tail = text.slice(-100);
  }
  return [...found];
}
