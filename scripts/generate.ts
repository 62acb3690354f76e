/**
 * Writes everything that is generated: registries from the folder lists, and the reference under docs/.
 * `--check` writes nothing and fails when a file is stale.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { registries } from "./registries.ts";

const ROOT = join(import.meta.dirname, "..");
const check = process.argv.includes("--check");

function sync(wanted: ReadonlyMap<string, string>): string[] {
  const stale: string[] = [];
  for (const [path, content] of wanted) {
    const file = join(ROOT, path);
    if (existsSync(file) && readFileSync(file, "utf8") === content) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return stale;
}

/** Pages whose rule or controller is gone. Only folders that hold nothing but generated pages are looked at. */
function orphans(wanted: ReadonlyMap<string, string>, folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const path = join(ROOT, folder);
    if (!existsSync(path)) return [];
    const gone = readdirSync(path).filter((name) => !wanted.has(`${folder}/${name}`));
    if (!check) for (const name of gone) rmSync(join(path, name));
    return gone.map((name) => `${folder}/${name}`);
  });
}

const stale = sync(registries(ROOT));
if (check && stale.length > 0) report(stale);

// The reference is made from the code, so the registries have to be right before it is loaded.
const { docs } = await import("./generate-docs.ts");
const pages = await docs();
stale.push(...sync(pages), ...orphans(pages, ["docs/rules", "docs/controllers"]));
const { readme } = await import("./generate-readme.ts");
stale.push(...sync(await readme()));
const { wireTruth } = await import("../lab/wire-truth.ts");
stale.push(...sync(await wireTruth()));
report(stale);

function report(paths: readonly string[]): never {
  for (const path of paths) {
    process.stdout.write(`${check ? "stale" : "wrote"} ${relative(".", join(ROOT, path))}\n`);
  }
  if (check && paths.length > 0) process.stdout.write("run `npm run generate` and commit the result\n");
  process.exit(check && paths.length > 0 ? 1 : 0);
}
