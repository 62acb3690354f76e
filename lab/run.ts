/** `npm run test:lab`: the lab's tests, in a network of their own. */
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { part as ip } from "./parts/iproute2/part.ts";
import { allParts } from "./parts/list.ts";
import { folderOf, isPresent } from "./parts/part.ts";
import { runInOwnNetwork } from "./world/network.ts";

const ROOT = resolve(import.meta.dirname, "..");

const missing = (await allParts()).filter((part) => !isPresent(part));
if (missing.length > 0) {
  process.stderr.write(`not here: ${missing.map((part) => part.title).join(", ")}. Run npm run lab:setup first.\n`);
  process.exit(2);
}
const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
const tests = [vitest, "run", "--config", join(ROOT, "lab/vitest.config.ts"), "--root", ROOT];
const asked = process.argv.slice(2);
/** A case waits more than it works, so that worlds beside each other cost little. */
const worlds =
  asked.length > 0 ? 1 : Number(process.env["LASTHOP_LAB_WORLDS"] ?? Math.min(3, availableParallelism() + 1));

/** The first world tells as it goes, the others when they are done; the tests that are no cases run in the first. */
async function run(index: number): Promise<number> {
  const said: Buffer[] = [];
  const args = index === 0 ? asked : ["lab/lab.test.ts"];
  const env = { LASTHOP_LAB_SHARD: `${index}/${worlds}` };
  const hear = index === 0 ? undefined : (chunk: Buffer): number => said.push(chunk);
  const code = await runInOwnNetwork(join(folderOf(ip), "ip"), process.execPath, [...tests, ...args], env, hear);
  process.stdout.write(Buffer.concat(said));
  return code;
}

const codes = await Promise.all(Array.from({ length: worlds }, (_, index) => run(index)));
process.exitCode = Math.max(...codes);
