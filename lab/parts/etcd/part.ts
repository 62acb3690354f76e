import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { unpackPackage } from "../debian.ts";
import type { Part } from "../part.ts";

/**
 * The store of the API server. Debian's 3.4 answers a WatchList with an error, after which clients list and watch:
 * enough for everything here, and nothing has to be built.
 */
export const part: Part = {
  id: "etcd",
  title: "etcd",
  version: "debian",
  needed: true,
  from: "Debian's package etcd-server",
  files: ["etcd"],
  async bring(folder) {
    await unpackPackage("etcd-server", folder);
    await copyFile(join(folder, "usr/bin/etcd"), join(folder, "etcd"));
  },
};
