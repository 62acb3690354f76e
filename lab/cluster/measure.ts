import { spawn } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../parts/tools.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const CLI = join(ROOT, "dist/cli.js");

export interface Measured {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
  /** The most memory that it held, in MiB; null for what does not say so. */
  readonly peak: number | null;
  /** Of several runs, the greatest. */
  readonly worst?: number | null;
}

/** The built command line, as users have it. */
export async function build(): Promise<void> {
  // Types are another gate's business, and come after the bundle.
  await run(process.execPath, [join(ROOT, "scripts/build.ts")]).catch((error: unknown) => {
    if (!existsSync(CLI)) throw error;
  });
}

/** Runs the built lasthop as a process of its own. */
export function lasthopProcess(args: readonly string[]): Promise<Measured> {
  return measured(process.execPath, ["--require", join(ROOT, "bench/report-peak.cjs"), CLI, ...args]);
}

/** @param to where its output goes; kept in memory without it */
export function measured(command: string, args: readonly string[], to?: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { PATH: "", HOME: "/nonexistent" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    if (to === undefined) child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    else child.stdout.pipe(createWriteStream(to, { mode: 0o600 }));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      const peak = /\npeak (\d+)\n/.exec(err)?.[1];
      const said = err.replace(/\npeak \d+\nprocessors \d+\n/, "");
      const seconds = (performance.now() - begin) / 1000;
      resolve({ code, out, err: said, seconds, peak: peak === undefined ? null : Number(peak) / 1024 });
    });
  });
}
