/** The whole local gate, cheapest first; every step runs even when an earlier one failed. */
import { spawnSync } from "node:child_process";

const STEPS = ["types", "lint", "format:check", "dead-code", "generated", "test"];

const failed = STEPS.filter((step) => {
  process.stdout.write(`\n> ${step}\n`);
  return spawnSync("npm", ["run", "--silent", step], { stdio: "inherit", shell: true }).status !== 0;
});
process.stdout.write(failed.length === 0 ? "\nall steps passed\n" : `\nfailed: ${failed.join(", ")}\n`);
process.exit(failed.length === 0 ? 0 : 1);
