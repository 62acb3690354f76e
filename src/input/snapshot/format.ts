import type { KeyFault, SecretFacts } from "../../model/objects.ts";
import { at, flag, integer, list, text, texts } from "../../model/read.ts";
import type { Skipped } from "../../model/report.ts";
import type { Coverage } from "../contract.ts";
import { InputError } from "../errors.ts";

/** How a snapshot's file name ends, so that it is known among paths. */
export const SNAPSHOT_SUFFIX = ".lasthop.gz";

const FORMAT = "1";

/** The first line of a snapshot. It holds no time: an unchanged cluster gives the same bytes. */
export interface SnapshotHeader {
  /** Of lasthop. */
  readonly version: string;
  /** The API server's version; null where it did not say. */
  readonly server: string | null;
  /** How the cluster is called: the kubeconfig's context. */
  readonly name: string;
  readonly redacted: boolean;
  readonly objects: number;
  readonly skipped: readonly Skipped[];
  readonly coverage: Coverage;
}

export function headerLine({ version, server, name, redacted, objects, skipped, coverage }: SnapshotHeader): string {
  const tool = { name: "lasthop", version };
  return JSON.stringify({
    snapshot: "lasthop",
    formatVersion: FORMAT,
    tool,
    server,
    name,
    redacted,
    objects,
    skipped,
    coverage,
  });
}

/** @throws InputError when the line begins no snapshot that this release can read */
export function parseHeader(line: unknown): SnapshotHeader {
  if (text(line, "snapshot") !== "lasthop") throw new InputError("is no snapshot of lasthop");
  const format = text(line, "formatVersion");
  if (format !== FORMAT)
    throw new InputError(`is a snapshot of format ${format ?? "?"}, and this release reads ${FORMAT}`);
  const objects = integer(line, "objects");
  if (objects === undefined) throw new InputError("is damaged: its first line does not count its objects");
  return {
    version: text(line, "tool", "version") ?? "",
    server: text(line, "server") ?? null,
    name: text(line, "name") ?? "",
    redacted: flag(line, "redacted") ?? false,
    objects,
    skipped: list(line, "skipped").map((item) => ({
      where: text(item, "where") ?? "",
      reason: text(item, "reason") ?? "",
      ...(flag(item, "error") === true ? { error: true } : {}),
    })),
    coverage: {
      whole: flag(line, "coverage", "whole") ?? false,
      absentSecrets: texts(line, "coverage", "absentSecrets"),
    },
  };
}

const FAULTS: readonly KeyFault[] = ["encrypted", "of-later"];

export function parseFacts(value: unknown): SecretFacts {
  const pem = Object.entries(at(value, "pem") ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[1].includes("PRIVATE KEY"),
  );
  const fault = FAULTS.find((item) => item === text(value, "keyFault"));
  return {
    type: text(value, "type") ?? null,
    keys: texts(value, "keys"),
    emptyKeys: texts(value, "emptyKeys"),
    pem: Object.fromEntries(pem),
    keyMatches: flag(value, "keyMatches") ?? null,
    ...(fault === undefined ? {} : { keyFault: fault }),
    ...(flag(value, "filledLater") === true ? { filledLater: true } : {}),
  };
}
