import { afterEach, describe, expect, it } from "vitest";
import type { Compliance } from "../../src/model/compliance.ts";
import { folder, lasthop } from "../cli/harness.ts";
import { type FakeServer, fakeServer } from "../support/api-server.ts";
import type { Manifest } from "../support/clusters.ts";
import { WORLD } from "./world.ts";

let server: FakeServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const RBAC = "rbac.authorization.k8s.io";
const READER: readonly Manifest[] = [
  {
    apiVersion: `${RBAC}/v1`,
    kind: "Role",
    metadata: { name: "reads", namespace: "shop" },
    rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }],
  },
  {
    apiVersion: `${RBAC}/v1`,
    kind: "RoleBinding",
    metadata: { name: "reads", namespace: "shop" },
    roleRef: { apiGroup: RBAC, kind: "Role", name: "reads" },
    subjects: [{ apiGroup: RBAC, kind: "User", name: "mia" }],
  },
];

async function viewOf(manifests: readonly Manifest[], ...flags: readonly string[]): Promise<Compliance> {
  server = await fakeServer(manifests);
  const kubeconfig = server.kubeconfig(folder());
  const { out } = await lasthop(["audit", "--kubeconfig", kubeconfig, "--compliance", "soc2", "-o", "json", ...flags]);
  return (JSON.parse(out) as { compliance: Compliance }).compliance;
}

function answersOf({ secrets }: Compliance): Record<string, string[]> {
  return Object.fromEntries(
    secrets.map(({ namespace, name, answers }) => [
      `${namespace}/${name}`,
      [answers["certificate-listed"].answer, answers["key-in-one-secret"].answer, answers["key-readers"].answer],
    ]),
  );
}

describe("the compliance view of a cluster", () => {
  it("knows its certificates and who reads their keys", async () => {
    const view = await viewOf([...WORLD, ...READER]);
    expect(answersOf(view)).toEqual({
      // One key was made for both: who reads one has the other's.
      "shop/shop-tls": ["pass", "fail", "fail"],
      "other/spare": ["pass", "fail", "fail"],
    });
    expect(view.notSeen.filter(({ kind }) => kind === "absent")).toEqual([]);
  });

  it("says nothing of keys whose Secrets are not read", async () => {
    const view = await viewOf([...WORLD, ...READER], "--no-secrets");
    expect(answersOf(view)["shop/shop-tls"]).toEqual(["unknown", "unknown", "fail"]);
    expect(view.notSeen.map(({ what }) => what)).toContain("Secrets: none in the input");
  });
});
