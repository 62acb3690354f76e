/**
 * Checks what lasthop writes as SARIF against the official schema, which the project does not keep a copy of:
 * `node scripts/check-sarif.ts SCHEMA PATH…` audits each path and validates the result.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";

const CLI = join(import.meta.dirname, "../src/cli/main.ts");
const [schema, ...paths] = process.argv.slice(2);
if (schema === undefined || paths.length === 0) throw new Error("usage: check-sarif.ts SCHEMA PATH…");

// Formats (uri, date-time) are left to our own schema in the tests: ajv has none of them built in.
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(schema, "utf8")),
);
let results = 0;
for (const path of paths) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CLI, "audit", path, "-o", "sarif", "--allow-partial"],
    {
      encoding: "utf8",
      maxBuffer: 1024 ** 3,
    },
  );
  if (status !== 0 && status !== 1) throw new Error(`audit ${path} ended with ${status}: ${stderr}`);
  const report: { readonly runs: readonly { readonly results: readonly unknown[] }[] } = JSON.parse(stdout);
  const valid: boolean = validate(report);
  if (!valid) throw new Error(`${path}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
  results += report.runs.reduce((sum, run) => sum + run.results.length, 0);
}
if (results === 0) throw new Error("nothing was reported, so nothing was checked");
process.stdout.write(`${results} results pass the official SARIF schema\n`);
