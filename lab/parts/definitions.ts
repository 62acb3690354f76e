import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { downloadModule } from "./go.ts";
import type { Part } from "./part.ts";

interface Definitions extends Pick<Part, "id" | "version"> {
  /** Whose they are. */
  readonly of: string;
  readonly module: string;
  /** Where the module has another version than the definitions. */
  readonly moduleVersion?: string;
  /** In the module: a file, or a folder with one file for each definition. */
  readonly path: string;
}

/** Custom resource definitions as a Go module has them, in one file. */
export function definitions({ id, version, of, module, moduleVersion = version, path }: Definitions): Part {
  return {
    id,
    title: `${of} custom resource definitions`,
    version,
    needed: false,
    from: `the Go module ${module}`,
    files: ["crds.yaml"],
    async bring(folder) {
      const { Dir } = await downloadModule(module, `v${moduleVersion}`);
      const from = join(Dir, path);
      const isFolder = (await stat(from)).isDirectory();
      const files = isFolder ? (await readdir(from)).filter((name) => name.endsWith(".yaml")).sort() : [""];
      const texts = await Promise.all(files.map((name) => readFile(join(from, name), "utf8")));
      await writeFile(join(folder, "crds.yaml"), texts.join("\n---\n"));
    },
  };
}
