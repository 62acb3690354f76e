import type { InputLimits } from "./contract.ts";

const MIB = 1024 * 1024;

/** What a run accepts unless told otherwise. An object in a cluster is at most 1.5 MiB (etcd), so these are generous. */
export const DEFAULT_LIMITS: InputLimits = {
  fileBytes: 512 * MIB,
  documentBytes: 16 * MIB,
  depth: 256,
  aliases: 10_000,
  aliasNodes: 200_000,
};

/** Lists within lists that are followed. */
export const LIST_DEPTH = 4;
