import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { VERSION } from "../../src/version.ts";
import { folder, lasthop } from "../cli/harness.ts";
import { type FakeServer, fakeServer } from "../support/api-server.ts";
import { clusters } from "../support/clusters.ts";
import { WORLD } from "./world.ts";

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function take(manifests = WORLD, ...args: string[]) {
  await server?.stop();
  server = await fakeServer(manifests);
  const kubeconfig = server.kubeconfig(folder());
  const file = join(folder(), "a.lasthop.gz");
  const ended = await lasthop(["snapshot", "--kubeconfig", kubeconfig, "-o", file, ...args]);
  return { file, kubeconfig, ended };
}

/** Routes and findings. */
function verdicts(out: string): unknown {
  const { routes, findings, secrets, assumptions } = JSON.parse(out) as Record<string, unknown>;
  return { routes, findings, secrets, assumptions };
}

function unpacked(file: string): string {
  return gunzipSync(readFileSync(file)).toString();
}

function written(content: Buffer | string): string {
  const file = join(folder(), "x.lasthop.gz");
  writeFileSync(file, content);
  return file;
}

describe("a snapshot", () => {
  it("gives the report of its cluster, as a path and as what is asked for", async () => {
    const { file, kubeconfig, ended } = await take();
    expect(ended).toEqual({ code: 0, out: "", err: "" });
    const live = await lasthop(["audit", "--kubeconfig", kubeconfig, "-o", "json"]);
    for (const args of [[file], ["--snapshot", file]]) {
      const later = await lasthop(["audit", ...args, "-o", "json"]);
      expect(verdicts(later.out)).toEqual(verdicts(live.out));
      expect(later.code).toBe(live.code);
      expect(JSON.parse(later.out)).toMatchObject({ inputs: [{ kind: "snapshot", name: file, skipped: [] }] });
    }
  });

  it("is known by its content under any name", async () => {
    const { file } = await take();
    const renamed = join(folder(), "prod.gz");
    copyFileSync(file, renamed);
    const [as, under] = [await lasthop(["audit", file, "-o", "json"]), await lasthop(["audit", renamed, "-o", "json"])];
    expect(verdicts(under.out)).toEqual(verdicts(as.out));
    expect(JSON.parse(under.out)).toMatchObject({ inputs: [{ kind: "snapshot", name: renamed, skipped: [] }] });
  });

  it("gives the report of its cluster, whatever is in it", async () => {
    await fc.assert(
      fc.asyncProperty(clusters, async (manifests) => {
        const { file, kubeconfig } = await take(manifests);
        const live = await lasthop(["audit", "--kubeconfig", kubeconfig, "-o", "json"]);
        const later = await lasthop(["audit", file, "-o", "json"]);
        expect(verdicts(later.out)).toEqual(verdicts(live.out));
      }),
      { numRuns: 25 },
    );
  });

  it("is the same to the byte, in whatever order and at whatever version objects come", async () => {
    const [one, other] = [await take(WORLD), await take(WORLD.toReversed())];
    expect(readFileSync(one.file).equals(readFileSync(other.file))).toBe(true);
    // RFC 1952: no time, and an operating system that nobody knows.
    expect([...readFileSync(one.file).subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    expect(readFileSync(one.file)[9]).toBe(255);
  });

  it("says who made it and of what, and nothing that only changes", async () => {
    const { file } = await take();
    const [header = ""] = unpacked(file).split("\n");
    expect(JSON.parse(header)).toMatchObject({
      snapshot: "lasthop",
      formatVersion: "1",
      tool: { name: "lasthop", version: VERSION },
      server: "v1.36.3",
      name: "fake",
      redacted: false,
    });
    expect(unpacked(file)).not.toMatch(/resourceVersion|"uid"|managedFields|last-applied/);
  });

  it("is for its owner's eyes, and never written over by accident", async () => {
    const { file, kubeconfig } = await take();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const again = await lasthop(["snapshot", "--kubeconfig", kubeconfig, "-o", file]);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("is there already; --force writes over it")]);
    expect((await lasthop(["snapshot", "--kubeconfig", kubeconfig, "-o", file, "--force"])).code).toBe(0);
  });

  it("is complete or not there", async () => {
    const file = join(folder(), "a.lasthop.gz");
    server = await fakeServer(WORLD, { fault: ({ resource }) => (resource === "ingresses" ? { status: 401 } : null) });
    const ended = await lasthop(["snapshot", "--kubeconfig", server.kubeconfig(folder()), "-o", file]);
    expect([ended.code, existsSync(file)]).toEqual([3, false]);
  });

  it("remembers what could not be read", async () => {
    const file = join(folder(), "a.lasthop.gz");
    server = await fakeServer(WORLD, { fault: ({ resource }) => (resource === "services" ? { status: 403 } : null) });
    const ended = await lasthop(["snapshot", "--kubeconfig", server.kubeconfig(folder()), "-o", file]);
    expect([ended.code, ended.err]).toEqual([3, expect.stringContaining("lasthop: list services: forbidden")]);
    const later = await lasthop(["audit", file]);
    expect([later.code, later.out]).toEqual([3, expect.stringContaining("list services forbidden")]);
    expect((await lasthop(["audit", file, "--allow-partial"])).code).toBe(0);
  });

  it("is named by context and date where nobody names it", async () => {
    const { kubeconfig } = await take();
    const before = process.cwd();
    const here = folder();
    process.chdir(here);
    try {
      await lasthop(["snapshot", "--kubeconfig", kubeconfig]);
    } finally {
      process.chdir(before);
    }
    expect(existsSync(join(here, "lasthop-fake-2026-06-01.lasthop.gz"))).toBe(true);
  });
});

describe("what is no snapshot is refused in one line", () => {
  const header = { snapshot: "lasthop", formatVersion: "1", tool: {}, objects: 1, coverage: { whole: true } };
  const packed = (...lines: unknown[]): Buffer =>
    gzipSync(lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
  const object = { body: { apiVersion: "v1", kind: "Service", metadata: { name: "a" } } };
  const deep = `{"body":{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":${"[".repeat(5000)}${"]".repeat(5000)}}}`;

  it.each<[string, () => Buffer | string, RegExp]>([
    ["text", () => "hello", /is no snapshot: it is not packed with gzip/],
    ["nothing", () => "", /is cut off/],
    ["another gzip file", () => packed({ a: 1 }), /is no snapshot of lasthop/],
    ["another gzip file of text", () => packed("hello"), /is no snapshot of lasthop/],
    [
      "a format of a later release",
      () => packed({ ...header, formatVersion: "2" }),
      /of format 2, and this release reads 1/,
    ],
    ["one that lacks objects", () => packed(header), /is damaged: it holds 0 objects, and says 1/],
    ["one that is cut off", () => packed(header, object).subarray(0, 60), /is cut off/],
    ["one with a broken line", () => packed(header, "{"), /line 2 is no JSON/],
    ["one with a foreign line", () => packed(header, { body: {} }), /line 2 is no object/],
    ["one that is nested without end", () => packed(header, deep), /nested deeper than 256 levels/],
    ["one damaged inside", () => flipped(packed(header, { ...object, more: "abcdefgh".repeat(100) })), /is damaged/],
    ["a line without end", () => gzipSync(Buffer.alloc(17 * 1024 * 1024, "x")), /a line of more than 16777216 bytes/],
    ["a small file that unpacks to a huge one", () => bomb(), /unpacks to more than 536870912 bytes/],
  ])("%s", async (_, content, message) => {
    const file = written(content());
    const { code, out, err } = await lasthop(["audit", "--snapshot", file]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^lasthop: \S+x\.lasthop\.gz: [^\n]+\n$/);
    expect([code, out]).toEqual([3, ""]);
    const asPath = await lasthop(["audit", file]);
    expect([asPath.code, asPath.out]).toEqual([3, expect.stringContaining("INCOMPLETE")]);
  });

  it("a file that is not there", async () => {
    const { code, err } = await lasthop(["audit", "--snapshot", "/nowhere/a.lasthop.gz"]);
    expect([code, err]).toEqual([3, "lasthop: /nowhere/a.lasthop.gz: no such file or directory\n"]);
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = copy.length - 6;
  copy[middle] = (copy[middle] ?? 0) ^ 0xff;
  return copy;
}

/** 600 MiB of short lines. */
function bomb(): Buffer {
  const header = { snapshot: "lasthop", formatVersion: "1", tool: {}, objects: 1, coverage: { whole: true } };
  const line = `${JSON.stringify({ body: { apiVersion: "v1", kind: "X", metadata: { name: "a" }, pad: "x".repeat(1 << 20) } })}\n`;
  const member = gzipSync(line.repeat(20));
  return Buffer.concat([gzipSync(`${JSON.stringify(header)}\n`), ...Array.from({ length: 30 }, () => member)]);
}
