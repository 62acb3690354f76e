import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { VERSION } from "../../src/version.ts";

const MAIN = resolve(import.meta.dirname, "../../src/cli/main.ts");

describe("the program's file", () => {
  it("loads the version and nothing else before it knows what is asked", () => {
    const text = readFileSync(MAIN, "utf8");
    expect([...text.matchAll(/^import .* from "([^"]+)"/gm)].map(([, file]) => file)).toEqual(["../version.ts"]);
    expect(readFileSync(resolve(MAIN, "../../version.ts"), "utf8")).not.toMatch(/^import/m);
  });

  it.each(["--version", "-V"])("answers %s", (flag) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, flag], { encoding: "utf8" });
    expect([status, stdout, stderr]).toEqual([0, `${VERSION}\n`, ""]);
  });

  it("hands the exit code to the shell", () => {
    // With no home directory there is no kubeconfig, and so no cluster to read.
    expect(spawnSync(process.execPath, [MAIN, "audit"], { env: {} }).status).toBe(2);
    expect(spawnSync(process.execPath, [MAIN, "rules"]).status).toBe(0);
  });

  it("says nothing when its reader goes away", async () => {
    const child = spawn(process.execPath, [MAIN, "rules", "-o", "json"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let err = "";
    child.stderr.on("data", (chunk) => (err += String(chunk)));
    const status = await new Promise((done) => child.on("close", done));
    expect([status, err]).toEqual([0, ""]);
  });
});
