/**
 * All readers of all Secrets: whole-process time, time of processors and peak memory of the built command line, beside a
 * process that does nothing but parse the same bytes. Runs are interleaved, and medians compared.
 * Usage: npm run bench:access [-- --repeats N] [-- --bindings 1000,10000]
 */
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ACCOUNTS, accessCluster, SECRETS } from "./access-cluster.ts";
import { DATA } from "./generate.ts";

const ROOT = join(import.meta.dirname, "..");
const CLI = join(ROOT, "dist/cli.js");
const BARE = `const fs = require("node:fs"); JSON.parse(fs.readFileSync(process.argv[1], "utf8"));`;
const { values } = parseArgs({
  options: {
    repeats: { type: "string", default: "3" },
    bindings: { type: "string", default: "1000,3000,10000,30000" },
  },
});

interface Sample {
  readonly seconds: number;
  readonly processors: number;
  readonly mebibytes: number;
}

function measure(args: readonly string[]): Sample {
  const begin = process.hrtime.bigint();
  const child = spawnSync(process.execPath, ["--require", join(import.meta.dirname, "report-peak.cjs"), ...args], {
    cwd: ROOT,
    maxBuffer: 1024 ** 3,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const said = /\npeak (\d+)\nprocessors (\d+)\n/.exec(child.stderr.toString());
  if (said === null || child.status !== 0) throw new Error(child.stderr.toString().slice(-500));
  return { seconds, mebibytes: Number(said[1]) / 1024, processors: Number(said[2]) / 1e6 };
}

function median(samples: readonly Sample[], part: keyof Sample): number {
  const sorted = samples.map((sample) => sample[part]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** The List of a cluster with so many bindings; it is written when it is not there. */
function fileOf(bindings: number): string {
  const file = join(DATA, `access-${bindings}.json`);
  if (existsSync(file)) return file;
  mkdirSync(DATA, { recursive: true });
  const handle = openSync(`${file}.part`, "w");
  let separator = '{"apiVersion":"v1","kind":"List","items":[\n';
  for (const object of accessCluster(bindings)) {
    writeSync(handle, separator + JSON.stringify(object));
    separator = ",\n";
  }
  writeSync(handle, "\n]}\n");
  closeSync(handle);
  renameSync(`${file}.part`, file);
  return file;
}

if (!existsSync(CLI)) throw new Error("run `npm run build` first");
process.stdout.write(`${SECRETS} TLS Secrets, ${ACCOUNTS} ServiceAccounts\n\n`);
process.stdout.write(
  "| bindings | what | bare parser | lasthop | its processors | peak memory |\n|--:|---|--:|--:|--:|--:|\n",
);
for (const bindings of values.bindings.split(",").map(Number)) {
  const file = fileOf(bindings);
  for (const [what, ...flags] of [
    ["all readers", "-o", "table"],
    ["as JSON", "-o", "json"],
  ] as const) {
    const pairs = Array.from({ length: Number(values.repeats) }, () => ({
      bare: measure(["-e", BARE, file]),
      ours: measure([CLI, "who-can-read", "-f", file, ...flags]),
    }));
    const [bare, ours] = [pairs.map((pair) => pair.bare), pairs.map((pair) => pair.ours)];
    const cells = [
      String(bindings),
      what,
      `${median(bare, "seconds").toFixed(2)} s`,
      `${median(ours, "seconds").toFixed(2)} s`,
      `${median(ours, "processors").toFixed(2)} s`,
      `${median(ours, "mebibytes").toFixed(0)} MiB`,
    ];
    process.stdout.write(`| ${cells.join(" | ")} |\n`);
  }
}
