import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFields, list, text } from "../src/model/read.ts";
import { lasthop } from "../test/cli/harness.ts";
import { folderOf } from "./parts/part.ts";
import { part as kubernetes } from "./parts/kube-apiserver/part.ts";
import { AsSomebody } from "./rbac/as-somebody.ts";
import { CONTENT, verbsThatReturn } from "./rbac/content.ts";
import { carryOut, printedPlan } from "./rbac/plans.ts";
import { makeNamespace, post, postAny, settle } from "./rbac/real-rbac.ts";
import { leaveResults } from "./results.ts";
import { ApiServer } from "./world/api-server.ts";

const RUN = resolve(import.meta.dirname, `../.cache/lab/rbac-${process.pid}`);
const EXAMPLE = resolve(import.meta.dirname, "../examples/keys");
const SECRET = { namespace: "production", name: "web-tls" };
const ACCOUNT = "system:serviceaccount:default:default";

let server: ApiServer;
let client: AsSomebody;
const figures: Record<string, string> = {};
const objects = readFileSync(join(EXAMPLE, "production.yaml"), "utf8")
  .split(/^---$/m)
  .map((document) => load(document))
  .filter(isFields);

beforeAll(async () => {
  mkdirSync(RUN, { recursive: true });
  server = await ApiServer.start(RUN);
  client = new AsSomebody(server);
  await makeNamespace(server, "production");
  for (const object of objects) if (String(object["apiVersion"]).startsWith("rbac")) await post(server, object);
  await postAny(server, objects.find(({ kind }) => kind === "Deployment") ?? {});
  const data = { "tls.crt": CONTENT, "tls.key": CONTENT };
  await postAny(server, { apiVersion: "v1", kind: "Secret", metadata: SECRET, type: "kubernetes.io/tls", data });
  await settle(server, "example", false);
});

afterAll(async () => {
  client.close();
  await server.stop();
  leaveResults("keys", { figures });
  rmSync(RUN, { recursive: true, force: true });
});

/** The very line of kubectl, to the real server. */
function kubectl(...args: readonly string[]): { readonly out: string; readonly code: number | null } {
  const command = join(folderOf(kubernetes), "kubectl");
  const env = { PATH: "", HOME: RUN, KUBECONFIG: server.kubeconfig };
  const { stdout, status } = spawnSync(command, args, { env, encoding: "utf8" });
  return { out: stdout, code: status };
}

describe("examples/keys on a real API server", () => {
  const asked = [
    "system:serviceaccount:default:default",
    "system:serviceaccount:ci:deployer",
    "system:serviceaccount:production:web",
  ];
  const verbs = ["get", "list", "watch", "patch", "create", "delete"];

  it.each(asked)("`kubectl auth can-i` and `lasthop can-i` agree on %s", async (user) => {
    for (const verb of verbs) {
      for (const resource of ["secrets", "secrets/web-tls", "deployments.apps", "pods/exec"]) {
        const named = resource.startsWith("secrets/") ? resource : resource.replace("pods/exec", "pods");
        const line = [
          verb,
          named,
          ...(resource === "pods/exec" ? ["--subresource=exec"] : []),
          `--as=${user}`,
          "-n",
          "production",
        ];
        const own = await lasthop(["can-i", ...line, "-f", EXAMPLE, "--no-aggregation"]);
        const real = kubectl("auth", "can-i", ...line);
        expect({ line, out: own.out, code: own.code }).toEqual({ line, out: real.out, code: real.code });
      }
    }
  });

  it("answers no to the question that everybody asks, and hands the key over all the same", async () => {
    expect(kubectl("auth", "can-i", "get", "secrets", `--as=${ACCOUNT}`, "-n", "production")).toEqual({
      out: "no\n",
      code: 1,
    });
    expect(await verbsThatReturn(client, { user: ACCOUNT, groups: [] }, SECRET)).toEqual(["patch"]);
    const { out } = await lasthop(["who-can-read", "-f", EXAMPLE]);
    expect(out).toContain("ServiceAccount default/default   asks for it (patch)");
    figures["`kubectl auth can-i get secrets` on examples/keys"] =
      "no, by the real API server as by lasthop; a patch of the same ServiceAccount answers with the key, as who-can-read says";
  });

  it("keeps it once what --tighten prints is applied", async () => {
    const printed = await printedPlan(RUN, objects, []);
    const live = await lasthop(["who-can-read", "--tighten", "-q", "-o", "json", "--kubeconfig", server.kubeconfig]);
    const lost = (plan: unknown) =>
      list(plan, "losses").map((item) => `${text(item, "subject", "name")} ${text(item, "resource")}`);
    expect({ code: live.code, lost: lost(JSON.parse(live.out)) }).toEqual({ code: 0, lost: lost(printed.plan) });
    await carryOut(server, [printed], RUN);
    await settle(server, "tightened", false);
    expect(await verbsThatReturn(client, { user: ACCOUNT, groups: [] }, SECRET)).toEqual([]);
    const groups = ["--as=alice", "--as-group=support"];
    expect(kubectl("auth", "can-i", "create", "pods", "--subresource=exec", "-n", "production", ...groups).out).toBe(
      "no\n",
    );
    expect(kubectl("auth", "can-i", "create", "pods", "--subresource=exec", "-n", "default", ...groups).out).toBe(
      "yes\n",
    );
    expect(list(printed.plan, "remaining").map((item) => text(item, "how"))).toEqual([]);
  });
});
