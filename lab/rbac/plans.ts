import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Plan } from "../../src/access/tighten/plan.ts";
import { lasthop } from "../../test/cli/harness.ts";
import { folderOf } from "../parts/part.ts";
import { part as kubernetes } from "../parts/kube-apiserver/part.ts";
import type { ApiServer } from "../world/api-server.ts";
import { each } from "../world/each.ts";

type Manifest = Readonly<Record<string, unknown>>;

/** What lasthop prints for a world: the plan for programs, the manifests, and the lines that delete. */
export interface Printed {
  readonly plan: Pick<Plan, "losses" | "gains" | "writtenOut" | "remaining" | "apply" | "remove">;
  readonly yaml: string;
  readonly deletions: readonly string[];
}

/** Runs `lasthop who-can-read --tighten` on the files of a world. */
export async function printedPlan(
  folder: string,
  objects: readonly Manifest[],
  flags: readonly string[],
): Promise<Printed> {
  const file = join(folder, "world.json");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
  const line = ["who-can-read", "--tighten", "--no-aggregation", "-f", file, ...flags];
  const [json, yaml] = [await lasthop([...line, "-o", "json"]), await lasthop([...line, "-o", "yaml"])];
  if (json.code !== 0 || yaml.code !== 0) throw new Error(`${json.err}${yaml.err}`);
  const deletions = yaml.out.split("\n").flatMap((text) => (text.startsWith("# kubectl ") ? text.slice(2) : []));
  return { plan: JSON.parse(json.out), yaml: yaml.out, deletions };
}

/** Does what the plans say, with kubectl: applies all, then deletes, as the lines have it. */
export async function carryOut(server: ApiServer, printed: readonly Printed[], folder: string): Promise<void> {
  const file = join(folder, "tightened.yaml");
  const changing = printed.filter(({ plan }) => plan.apply.length > 0);
  writeFileSync(file, changing.map(({ yaml }) => yaml).join(""));
  if (changing.length > 0) await shell(server, `kubectl apply --request-timeout=60s -f ${file}`);
  await each(
    printed.flatMap(({ deletions }) => deletions),
    (line) => shell(server, `${line} --wait=false`),
  );
}

/** @throws when the command fails, with what it said */
function shell(server: ApiServer, line: string): Promise<void> {
  const env = { PATH: `${folderOf(kubernetes)}:/usr/bin:/bin`, KUBECONFIG: server.kubeconfig, HOME: server.folder };
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", line], { env, stdio: ["ignore", "ignore", "pipe"] });
    const said: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${line}: ${Buffer.concat(said).toString().slice(-2000)}`));
    });
  });
}
