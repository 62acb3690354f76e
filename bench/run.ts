/**
 * Whole-process time and peak memory of the built command line, as ratios to a process that does nothing but parse the
 * same bytes: JSON.parse for JSON, js-yaml's own events for YAML. Runs are interleaved, and medians compared.
 * Usage: npm run bench [-- --repeats N] [-- --sizes 100,1000]
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataFile, SIZES } from "./generate.ts";

const ROOT = join(import.meta.dirname, "..");
const CLI = join(ROOT, "dist/cli.js");
const { values } = parseArgs({ options: { repeats: { type: "string", default: "5" }, sizes: { type: "string" } } });
const repeats = Number(values.repeats);
const sizes = values.sizes?.split(",").map(Number) ?? SIZES;

interface Sample {
  readonly seconds: number;
  readonly mebibytes: number;
}

const BARE = {
  json: `const fs = require("node:fs"); JSON.parse(fs.readFileSync(process.argv[1], "utf8"));`,
  yaml: `const fs = require("node:fs"); const { parseEvents } = require("js-yaml"); parseEvents(fs.readFileSync(process.argv[1], "utf8"));`,
  start: "",
} as const;

function measure(args: readonly string[]): Sample {
  const begin = process.hrtime.bigint();
  const child = spawnSync(process.execPath, ["--require", preload(), ...args], {
    cwd: ROOT,
    maxBuffer: 1024 ** 3,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const peak = /\npeak (\d+)\n/.exec(child.stderr.toString());
  if (peak === null || (child.status !== 0 && child.status !== 1)) throw new Error(child.stderr.toString().slice(-500));
  return { seconds, mebibytes: Number(peak[1]) / 1024 };
}

function preload(): string {
  return join(import.meta.dirname, "report-peak.cjs");
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function compare(ours: readonly string[], bare: readonly string[]): { ours: Sample; bare: Sample } {
  const samples: { ours: Sample; bare: Sample }[] = [];
  for (let run = 0; run < repeats; run++) samples.push({ bare: measure(bare), ours: measure(ours) });
  const middle = (pick: (sample: (typeof samples)[number]) => Sample): Sample => ({
    seconds: median(samples.map((sample) => pick(sample).seconds)),
    mebibytes: median(samples.map((sample) => pick(sample).mebibytes)),
  });
  return { ours: middle((sample) => sample.ours), bare: middle((sample) => sample.bare) };
}

if (!existsSync(CLI)) throw new Error("run `npm run build` first");
const rows: string[] = [];
for (const size of sizes) {
  for (const format of ["json", "yaml"] as const) {
    const file = dataFile(size, format);
    const { ours, bare } = compare([CLI, "audit", file, "--fail-on", "never"], ["-e", BARE[format], file]);
    const target = size >= 10_000 ? (format === "json" ? "≤ 2.5, ≤ 300 MiB" : "≤ 2") : "";
    rows.push(
      `| ${size} Ingresses, ${format.toUpperCase()} | ${bare.seconds.toFixed(2)} s | ${ours.seconds.toFixed(2)} s | ${(ours.seconds / bare.seconds).toFixed(2)} | ${ours.mebibytes.toFixed(0)} MiB | ${target} |`,
    );
  }
}
const start = compare([CLI, "--version"], ["-e", BARE.start]);
rows.push(
  `| --version | ${start.bare.seconds.toFixed(3)} s | ${start.ours.seconds.toFixed(3)} s | ${(start.ours.seconds / start.bare.seconds).toFixed(2)} | ${start.ours.mebibytes.toFixed(0)} MiB | ≤ 2 |`,
);
process.stdout.write(
  `| input | bare parser | lasthop | ratio | peak memory | to reach |\n|---|--:|--:|--:|--:|---|\n${rows.join("\n")}\n`,
);
