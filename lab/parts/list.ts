import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Part } from "./part.ts";

/** Every folder beside this file that has a `part.ts`: adding a part is adding a folder. */
export async function allParts(): Promise<Part[]> {
  const files = readdirSync(import.meta.dirname)
    .sort()
    .map((name) => join(import.meta.dirname, name, "part.ts"))
    .filter((file) => existsSync(file));
  return Promise.all(
    files.map(async (file) => {
      const module: { readonly part: Part } = await import(pathToFileURL(file).href);
      return module.part;
    }),
  );
}
