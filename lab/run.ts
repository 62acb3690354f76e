/** `npm run test:lab`: the lab's tests, in a network of their own. */
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { integer, list } from "../src/model/read.ts";
import { part as ip } from "./parts/iproute2/part.ts";
import { allParts } from "./parts/list.ts";
import { CACHE, folderOf, isPresent } from "./parts/part.ts";
import { forgetResults } from "./results.ts";
import { runInOwnNetwork } from "./world/network.ts";

const ROOT = resolve(import.meta.dirname, "..");

const missing = (await allParts()).filter((part) => !isPresent(part));
if (missing.length > 0) {
  process.stderr.write(`not here: ${missing.map((part) => part.title).join(", ")}; npm run lab:setup brings them.\n`);
  if (missing.some((part) => part.needed)) process.exit(2);
}
const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
const tests = [vitest, "run", "--config", join(ROOT, "lab/vitest.config.ts"), "--root", ROOT];
const report = process.env["LASTHOP_TEST_REPORT"];
const asked = process.argv.slice(2);
const CASES = "lab/lab.test.ts";
const few = process.env["LASTHOP_LAB_ONLY"] !== undefined;
/** Some cases, or those of one controller. */
const only = few || process.env["LASTHOP_LAB_CONTROLLER"] !== undefined;
/** A case waits for two thirds of its time, so that worlds beside each other cost little. */
const shards = Number(process.env["LASTHOP_LAB_PROCESSES"] ?? Math.min(6, 2 * availableParallelism() + 1));
const cases = Array.from({ length: shards }, (_, index) => ({ files: [CASES], shard: `${index}/${shards}` }));
const others = globSync("lab/*.test.ts", { cwd: ROOT }).filter((file) => file !== CASES);

/** What was asked for, in one world; else the cases in several, and in another one each test that is no case. */
const worlds =
  asked.length > 0
    ? [{ files: asked, shard: "0/1" }]
    : [...(only ? [] : others.map((file) => ({ files: [file], shard: "0/1" }))), ...cases];

/** The first world tells as it goes, the others when they are done. */
async function run({ files, shard }: (typeof worlds)[number], index: number): Promise<number> {
  const said: Buffer[] = [];
  const env = {
    LASTHOP_LAB_SHARD: shard,
    ...(report === undefined ? {} : { LASTHOP_TEST_REPORT: `${report}.${index}` }),
  };
  const hear = index === 0 ? undefined : (chunk: Buffer): number => said.push(chunk);
  const code = await runInOwnNetwork(join(folderOf(ip), "ip"), process.execPath, [...tests, ...files], env, hear);
  process.stdout.write(Buffer.concat(said));
  return code;
}

/** What the worlds counted, as one report. */
function joinReports(file: string): void {
  const parts = worlds.map((_, index) => `${file}.${index}`);
  const counts = ["numPassedTests", "numFailedTests", "numFailedTestSuites"];
  const sums = counts.map((name) => [name, parts.reduce((sum, part) => sum + (integer(readJson(part), name) ?? 0), 0)]);
  // A world that left no report has failed as a whole.
  const lost = parts.filter((part) => readJson(part) === null).length;
  const testResults = parts.flatMap((part) => list(readJson(part), "testResults"));
  writeFileSync(
    file,
    JSON.stringify({ ...Object.fromEntries(sums), ...(lost > 0 ? { numFailedTestSuites: lost } : {}), testResults }),
  );
  for (const part of parts) rmSync(part, { force: true });
}

function readJson(file: string): unknown {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return content;
  } catch {
    return null;
  }
}

/** What a run left that was killed: folders that end in the number of a process that is no more. */
function sweep(): void {
  for (const name of readdirSync(CACHE)) {
    const id = /^[a-z]+-(\d+)(?:-[a-z]+)?$/.exec(name)?.[1];
    if (id !== undefined && !existsSync(`/proc/${id}`)) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

sweep();
if (asked.length === 0 && !few) forgetResults();
const codes = await Promise.all(worlds.map(run));
if (report !== undefined) joinReports(report);
process.exitCode = Math.max(...codes);
