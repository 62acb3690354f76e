/** Bundles the command line and the library into dist/, with type declarations. */
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const ROOT = join(import.meta.dirname, "..");
const dist = join(ROOT, "dist");

rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: ROOT,
  entryPoints: { cli: "src/cli/main.ts", index: "src/index.ts" },
  outdir: "dist",
  bundle: true,
  // Commands are loaded when they run, so that `--version` reads one small file.
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22.19",
  packages: "external",
  chunkNames: "chunks/[name]-[hash]",
  logLevel: "warning",
});
chmodSync(join(dist, "cli.js"), 0o755);

const tsc = spawnSync("tsc", ["--project", "tsconfig.build.json"], { cwd: ROOT, stdio: "inherit", shell: true });
process.exit(tsc.status ?? 1);
