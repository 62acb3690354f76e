import { isDeepStrictEqual } from "node:util";
import { audit } from "../src/audit.ts";
import { untilAnswered } from "../src/cli/live.ts";
import { connect } from "../src/input/cluster/connect.ts";
import { ClusterReading } from "../src/input/cluster/reading.ts";
import type { ReadInput } from "../src/input/contract.ts";
import { readText } from "../src/input/read.ts";
import { Inventory } from "../src/inventory/inventory.ts";
import { likelyNames } from "../src/inventory/likely-names.ts";
import { groupOf, text } from "../src/model/read.ts";
import type { Report } from "../src/model/report.ts";
import { type Applied, isOnPaper } from "./world/apply.ts";
import type { Manifest } from "./world/manifests.ts";

/**
 * What the audit of the API server says otherwise than the audit of the files that were applied to it; nothing where
 * both agree. A refused object was not applied. What only stands for how a controller is installed is in no API server:
 * it is laid beside both.
 */
export async function differencesLive(
  kubeconfig: string,
  applied: readonly Applied[],
  all: readonly Manifest[],
): Promise<string[]> {
  const paper = inputOf(all.filter(isOnPaper), "paper.json");
  const files = joined(inputOf(applied.flatMap(aged), "applied.json"), paper);
  const now = Date.now();
  const live = await auditLive(kubeconfig, paper, now);
  const ofFiles = verdictsOf(audit(new Inventory(files, { whole: true }), { now }));
  const ofServer = verdictsOf(live);
  return [
    ...differences("route", ofFiles.routes, ofServer.routes),
    ...differences("finding", ofFiles.findings, ofServer.findings),
  ];
}

/** Reads the server as `lasthop audit` does, by the same parts. */
async function auditLive(kubeconfig: string, paper: ReadInput, now: number): Promise<Report> {
  const options = { kubeconfig, context: null, env: {}, as: null, asGroups: [], requestTimeout: 60_000 };
  const connection = await connect(options);
  try {
    const reading = new ClusterReading(connection, { namespace: null, secrets: true, access: false });
    await reading.list();
    await reading.fetch(likelyNames(new Inventory(reading.result())));
    return await untilAnswered(reading, (read, missed) =>
      audit(new Inventory(joined(read, paper)).telling(missed), { now }),
    );
  } finally {
    connection.close();
  }
}

function inputOf(objects: readonly unknown[], name: string): ReadInput {
  return readText(JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }), name);
}

function joined(first: ReadInput, second: ReadInput): ReadInput {
  return {
    ...first,
    objects: [...first.objects, ...second.objects],
    summaries: [...first.summaries, ...second.summaries],
  };
}

/** The manifest with the age that the server gave it: which of two is the older decides, and no file can say it before. */
function aged({ object, stored }: Applied): unknown[] {
  if (stored === null) return [];
  const age = text(stored, "metadata", "creationTimestamp");
  return [age === undefined ? object : { ...object, metadata: { ...object.metadata, creationTimestamp: age } }];
}

/** What only a text has. */
const PLACED = new Set(["source", "patch", "edits", "fingerprint"]);
/** The server shows an object in the version that it is asked for, whatever it was written in. */
const OF_THE_TEXT = new Set(["version-not-read"]);

interface Verdicts {
  readonly routes: readonly unknown[];
  readonly findings: readonly unknown[];
}

function verdictsOf({ routes, findings }: Report): Verdicts {
  const told: Verdicts = JSON.parse(
    JSON.stringify({ routes, findings: findings.filter(({ slug }) => !OF_THE_TEXT.has(slug)) }, (key, value) =>
      PLACED.has(key) ? undefined : typeof value === "string" ? evened(key, value) : value,
    ),
  );
  return told;
}

/** The server keeps the fields of an object in its own order, fills in defaults, and has a version that it prefers. */
function evened(key: string, value: string): string {
  if (key === "value" && /^[{[]/.test(value)) return value.slice(0, 1);
  if (key === "field") return value.replace(/(spec\.rules\[\d+\])\.matches\[0\]$/, "$1");
  return key === "apiVersion" ? groupOf(value) : value;
}

/** Items of one side that the other has not: what differs within two of the same name, else the item itself. */
function differences(what: string, files: readonly unknown[], server: readonly unknown[]): string[] {
  const without = (own: readonly unknown[], other: readonly unknown[]): unknown[] =>
    own.filter((item) => !other.some((candidate) => isDeepStrictEqual(item, candidate)));
  const left = without(files, server);
  const right = without(server, files);
  const found: string[] = [];
  for (const item of left) {
    const index = right.findIndex((other) => keyOf(other) === keyOf(item));
    const [other] = index < 0 ? [] : right.splice(index, 1);
    found.push(
      `${what} ${keyOf(item)}: ${other === undefined ? "of the files alone" : fork(item, other, "").join("; ")}`,
    );
  }
  return [...found, ...right.map((item) => `${what} ${keyOf(item)}: of the API server alone`)];
}

function keyOf(item: unknown): string {
  return text(item, "id") ?? `${text(item, "rule")} ${text(item, "object", "kind")} ${text(item, "object", "name")}`;
}

/** Where two values part, with what each side has there. */
function fork(files: unknown, server: unknown, path: string): string[] {
  if (isDeepStrictEqual(files, server)) return [];
  const isTree = (value: unknown): boolean => typeof value === "object" && value !== null;
  if (!isTree(files) || !isTree(server))
    return [`${path} is ${JSON.stringify(files)} of the files, ${JSON.stringify(server)} of the API server`];
  const [a, b] = [Object(files), Object(server)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => fork(a[key], b[key], `${path}.${key}`));
}
