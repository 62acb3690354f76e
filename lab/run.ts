/** `npm run test:lab`: the lab's tests, in a network of their own. */
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
process.exitCode = runInOwnNetwork(join(folderOf(ip), "ip"), process.execPath, [...tests, ...process.argv.slice(2)]);
