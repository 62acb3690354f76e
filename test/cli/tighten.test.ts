import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { tightenLines } from "../../src/cli/tighten-lines.ts";
import { binding, clusterRole, role, secretRule } from "../access/support.ts";
import { afterPlan } from "../support/tightened.ts";
import { folder, lasthop } from "./harness.ts";

const OBJECTS = [
  { apiVersion: "v1", kind: "Secret", metadata: { namespace: "shop", name: "web-tls" }, type: "kubernetes.io/tls" },
  role("reader", [secretRule(["get"]), { apiGroups: [""], resources: ["pods"], verbs: ["create"] }]),
  binding("readers", "shop", "Role reader", ["User alice", "Group ops"]),
  clusterRole("all", [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]),
  binding("all", null, "ClusterRole all", ["ServiceAccount pay/ci"]),
];

function pathOf(objects: readonly unknown[]): string {
  return folder({ "objects.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }) });
}

async function tightened(line: string, objects: readonly unknown[] = OBJECTS) {
  return await lasthop(["who-can-read", "--tighten", ...line.split(" ").filter(Boolean), "-f", pathOf(objects)]);
}

/** The documents of a plan, as kubectl reads them. */
function documents(yaml: string): unknown[] {
  return yaml
    .split("---\n")
    .slice(1)
    .map((text) => load(text));
}

describe("lasthop who-can-read --tighten", () => {
  it("says who loses what, who is left and why, and prints the manifests", async () => {
    const { out, code } = await tightened("");
    expect(out.split("\nManifests")[0]).toMatchInlineSnapshot(`
      "3 readers of 1 Secret that nobody expects: 1 left after this

      What is lost
        Group ops
          get secrets in shop -> nothing (reads it; RoleBinding shop/readers)
          create pods in shop -> nothing (runs a pod that mounts it; RoleBinding shop/readers)
        User alice
          get secrets in shop -> nothing (reads it; RoleBinding shop/readers)
          create pods in shop -> nothing (runs a pod that mounts it; RoleBinding shop/readers)

      Who still reads them, and why
        ServiceAccount pay/ci: asks for it (get, list, watch, patch, deletecollection, delete); ClusterRole all allows "*",
          and RBAC has no "all but": it needs a role that names what it uses (shop/web-tls)

      Before you apply it
        Some of what is lost is not about Secrets: whoever runs pods or gets into them reads what they mount. Where that
          work has to go on, keep the Secrets in a namespace of their own, or leave the way open with --keep. A program that
          needs a right for its work can be stated with --expect.
        Of other Secrets only those that the input holds stay readable: add the names of those that are needed.
        Apply in this order, and delete last: nobody is without what he keeps in between.
      "
    `);
    expect(code).toBe(0);
  });

  it("prints manifests alone, which do what it says", async () => {
    const { out } = await tightened("-o yaml");
    expect(out.match(/^# .*$/gm)).toEqual([
      "# Then delete what grants more:",
      "# kubectl delete rolebinding/readers -n shop",
      "# kubectl delete role/reader -n shop",
    ]);
    const json = JSON.parse((await tightened("-o json")).out);
    expect(json.unexpectedReaders).toEqual({ before: 3, after: 1 });
    expect(json.secrets).toEqual([{ namespace: "shop", name: "web-tls" }]);
    expect(documents(out)).toEqual(json.apply.map(({ manifest }: { manifest: unknown }) => manifest));
    const after = await lasthop(["who-can-read", "-f", pathOf(afterPlan(OBJECTS, json))]);
    expect(after.out).toMatch(/1 reader that nobody expects[^]*ServiceAccount pay\/ci/);
    expect(after.out).not.toContain("alice");
  });

  it("leaves ways open, and takes the user's word for who is expected", async () => {
    const { out } = await tightened("--keep workloads --expect group:ops --expect system:serviceaccount:pay:ci");
    expect(out).toContain("User alice: runs a pod that mounts it; --keep workloads leaves that way open");
    expect(out).toContain("User alice\n    get secrets in shop -> nothing");
    expect(out).not.toContain("Group ops\n");
    expect(out).not.toContain("ServiceAccount pay/ci: asks");
  });

  it("has nothing to do once it is done", async () => {
    const plan = JSON.parse((await tightened("-o json")).out);
    const { out } = await tightened("-o yaml", afterPlan(OBJECTS, plan));
    expect(out).toBe("# Nothing to change.\n");
  });

  it("keeps names that play tricks inside their quotes", async () => {
    const evil = "x'; rm -rf \u001b[31m\n#";
    const objects = [
      OBJECTS[0],
      role(evil, [secretRule(["deletecollection"])]),
      binding(evil, "shop", `Role ${evil}`, ["User yes"]),
    ];
    const { out } = await tightened("-o yaml", objects);
    expect(out).not.toContain("\u001b");
    expect(
      out
        .trimEnd()
        .split("\n")
        .every((line) => line.startsWith("#")),
    ).toBe(true);
  });

  it("prints no plan that would take from expected readers what they need", () => {
    const subject = { kind: "ServiceAccount", namespace: "edge", name: "c" } as const;
    const lists = {
      apply: [],
      remove: [],
      losses: [],
      gains: [],
      writtenOut: [],
      kept: [],
      remaining: [],
      secrets: [],
    };
    const plan = { ...lists, readers: 0, broken: [subject] };
    for (const format of ["table", "yaml", "json"] as const) {
      const options = { format, whole: true, width: null, color: false, unicode: false };
      expect([...tightenLines(plan, options)].join("")).toMatch(/^# No plan: .* \(ServiceAccount edge\/c\)/);
    }
  });

  it.each<[string, string, RegExp]>([
    ["a tree", "-o tree", /--tighten prints table, yaml or json/],
    ["one reader", "--subject alice", /leave --subject away/],
    ["a list", "--all", /leave --all away/],
    ["reasons", "--why", /leave --why away/],
    [
      "an unknown way",
      "--keep exec",
      /--keep: there is no way "exec"; it is one of workloads, pods, nodes, webhooks, ingresses, gitops/,
    ],
  ])("is not for %s", async (_what, line, message) => {
    expect(await tightened(line)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(message) });
  });

  it.each<[string, string, RegExp]>([
    ["manifests", "-o yaml", /-o yaml prints the manifests of --tighten: add it/],
    ["ways", "--keep pods", /--keep says what --tighten leaves open: add it/],
  ])("is what prints %s", async (_what, line, message) => {
    const ended = await lasthop(["who-can-read", ...line.split(" "), "-f", pathOf(OBJECTS)]);
    expect(ended).toMatchObject({ code: 2, err: expect.stringMatching(message) });
  });
});
