/**
 * Uses the installed package as a stranger would, from the folder it was installed into:
 * both command names, a real audit, and the library.
 */
import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const example = process.argv[2] ?? "";
const here = process.cwd();
const { version } = createRequire(join(here, "package.json"))("lasthop/package.json");

function run(command: string, ...args: string[]): { status: number | null; stdout: string } {
  // The commands take the Node that is found first, which on a machine may be older than the package asks for.
  const env = { ...process.env, PATH: [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter) };
  const { status, stdout } = spawnSync(join(here, "node_modules/.bin", command), args, { encoding: "utf8", env });
  return { status, stdout };
}

for (const command of ["lasthop", "kubectl-lasthop"]) {
  assert.equal(run(command, "--version").stdout.trim(), version, `${command} --version`);
}
const audited = run("lasthop", "audit", example, "-o", "json");
assert.equal(audited.status, 1, "the example has findings");
const report = JSON.parse(audited.stdout);
assert.equal(report.formatVersion, "1");
assert.ok(report.routes.length >= 6, "every route of the example");
assert.match(run("lasthop", "explain", "LH2001").stdout, /LH2001/);

const library = await import(pathToFileURL(join(here, "node_modules/lasthop/dist/index.js")).href);
const inventory = new library.Inventory(await library.readInput([example]));
assert.deepEqual(JSON.parse(JSON.stringify(library.audit(inventory))).summary, report.summary, "library and CLI agree");
process.stdout.write(`lasthop ${version}: ${report.summary.routes} routes, both commands and the library work\n`);
