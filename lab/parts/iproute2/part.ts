import { copyFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { unpackPackage } from "../debian.ts";
import type { Part } from "../part.ts";
import { run } from "../tools.ts";

/** `ip`, for the lab's own network. The machine's own where it has one. */
export const part: Part = {
  id: "iproute2",
  title: "ip",
  version: "debian",
  needed: true,
  from: "the machine, or Debian's package iproute2",
  files: ["ip"],
  async bring(folder) {
    const own = (await run("sh", ["-c", "PATH=$PATH:/sbin:/usr/sbin command -v ip || true"])).trim();
    if (own !== "") return symlink(own, join(folder, "ip"));
    await unpackPackage("iproute2", folder);
    await copyFile(join(folder, "bin/ip"), join(folder, "ip"));
  },
};
