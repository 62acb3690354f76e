import { spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

const TIME_LIMIT = 60_000;

/** The file that a command's name stands for, or null. */
export function findTool(name: string, searchPath: string): string | null {
  for (const folder of searchPath.split(delimiter)) {
    if (folder === "") continue;
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not there: the next folder may have it.
    }
  }
  return null;
}

export type ToolRun = { readonly output: Buffer } | { readonly problem: string };

/** Runs a tool that prints manifests. It gets no input and may take a minute. */
export function runTool(file: string, args: readonly string[], searchPath: string, limit: number): ToolRun {
  const run = spawnSync(file, args, {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIME_LIMIT,
    maxBuffer: limit,
    env: { ...process.env, PATH: searchPath },
  });
  if (run.error !== undefined) {
    const code = "code" in run.error ? run.error.code : "";
    if (code === "ETIMEDOUT") return { problem: `it took more than ${TIME_LIMIT / 1000} seconds` };
    if (code === "ENOBUFS") return { problem: `it printed more than ${limit} bytes, the limit` };
    return { problem: "it could not be started" };
  }
  if (run.status === 0) return { output: run.stdout };
  const said = run.stderr.toString("utf8").trim().split("\n").at(-1) ?? "";
  return { problem: said === "" ? `it ended with exit code ${run.status}` : said.slice(0, 400) };
}
