import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CLUSTER_KINDS } from "../../src/input/cluster/kinds.ts";

const CONTROLLERS = resolve(import.meta.dirname, "../../src/controllers");

/** In files alone: what made the cluster's objects, and workloads that say the same as another one. */
const NOT_IN_A_CLUSTER =
  /\.(?:helm\.cattle\.io|helm\.toolkit\.fluxcd\.io|argoproj\.io|lasthop\.dev)$|^(?:Pod|ReplicaSet|Job|CronJob)\./;
const KIND = /"([A-Z]\w+\.(?:apps|[a-z0-9-]+(?:\.[a-z0-9-]+)+)?)"/g;

/** Kinds that the controllers ask the inventory for by a name in their source. */
function kindsAskedFor(): string[] {
  const sources = globSync("**/*.ts", { cwd: CONTROLLERS }).filter((name) => !name.endsWith(".test.ts"));
  const asked = sources.flatMap((name) => {
    const source = readFileSync(resolve(CONTROLLERS, name), "utf8");
    const named = [...source.matchAll(KIND)].map((match) => match[1] ?? "");
    const ofGateway = [...source.matchAll(/(?:ofKind|named)\(world, "([A-Z]\w+)"/g)].map(
      (match) => `${match[1]}.gateway.networking.k8s.io`,
    );
    return [...named, ...ofGateway];
  });
  return [...new Set(asked)].filter((kind) => !NOT_IN_A_CLUSTER.test(kind)).sort();
}

describe("a live audit", () => {
  it("reads every kind that a controller asks for", () => {
    const read = new Set(CLUSTER_KINDS.map(({ kind, group }) => `${kind}.${group}`));
    const asked = kindsAskedFor();
    expect(asked).toContain("ListenerSet.gateway.networking.k8s.io");
    expect(asked.filter((kind) => !read.has(kind))).toEqual([]);
  });
});
