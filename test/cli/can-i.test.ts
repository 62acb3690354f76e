import { describe, expect, it } from "vitest";
import { binding, clusterRole, role, secretRule } from "../access/support.ts";
import { folder, lasthop } from "./harness.ts";

const OBJECTS = [
  role("reader", [secretRule(["get"])]),
  binding("readers", "shop", "Role reader", ["User alice", "Group ops", "ServiceAccount app"]),
  clusterRole("deployer", [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["create"] }]),
  binding("deployers", null, "ClusterRole deployer", ["User alice"]),
];

const YAML = documents(OBJECTS.map((object) => JSON.stringify(object, null, 2)));

function documents(texts: readonly string[]): string {
  return texts.map((text) => `---\n${text}\n`).join("");
}

function rbacFolder(files: Readonly<Record<string, string>> = {}): string {
  return folder({ "rbac.yaml": YAML, ...files });
}

async function canI(line: string, files: Readonly<Record<string, string>> = {}) {
  const path = rbacFolder(files);
  const args = line.split(" ").map((word) => word.replace("@/", `${path}/`));
  return await lasthop(["can-i", ...args, "-f", `${path}/rbac.yaml`]);
}

describe("lasthop can-i", () => {
  it.each([
    ["get secrets -n shop --as alice", "yes", 0],
    ["get secret/web-tls -n shop --as alice", "yes", 0],
    ["GET secrets -n shop --as alice", "no", 1],
    ["get secrets --as alice", "no", 1],
    ["get secrets -A --as alice", "no", 1],
    ["get secrets -n shop --as bob --as-group ops", "yes", 0],
    ["get secrets -n shop --as system:serviceaccount:shop:app", "yes", 0],
    ["create deploy.apps --as alice", "yes", 0],
    ["create Deployment -A --as alice", "yes", 0],
    ["create deployments.v1.apps --as alice", "yes", 0],
    ["create deployments --subresource scale --as alice", "no", 1],
    ["get /healthz --as alice", "yes", 0],
    ["get /metrics --as alice", "no", 1],
    ["* * --as root --as-group system:masters", "yes", 0],
  ])("%s: %s", async (line, out, code) => {
    const ended = await canI(line);
    expect(ended.out).toBe(`${out}\n`);
    expect(ended.code).toBe(code);
  });

  it("shows the binding, the role and the rule that decide", async () => {
    const { out } = await canI("get secrets -n shop --as alice --why");
    expect(out.split("\n")[1]).toMatch(/rbac\.yaml:\d+:\d+ RoleBinding shop\/readers subjects\[0\]/);
    expect(out).toMatch(/rbac\.yaml:\d+:\d+ Role shop\/reader rules\[0\]/);
  });

  it.each([
    ["get pods/log --as alice", "the subresource is --subresource log"],
    ["get nodes --as alice", 'resource "nodes" is not namespace scoped'],
    ["get widgets.example.test --as alice", 'no resource "widgets.example.test"'],
    ["read secrets --as alice", 'verb "read" is not a known verb'],
  ])("%s warns", async (line, warning) => {
    expect((await canI(line)).err).toContain(warning);
  });

  it.each([
    ["get --as alice", "name a verb and a resource"],
    ["get secrets", "say who asks with --as"],
    ["get secrets --as-group ops", "a group is nobody without a user"],
    ["get /healthz --subresource x --as alice", "not with a path"],
    ["get secrets --reviews @/reviews.yaml", "VERB and RESOURCE go without it"],
  ])("%s is wrong usage", async (line, message) => {
    const ended = await canI(line);
    expect(ended.err).toContain(message);
    expect(ended.code).toBe(2);
  });

  it("names what the API server refuses, and does not count it", async () => {
    const bad = role("reader", [{ verbs: ["get"], apiGroups: [], resources: ["secrets"] }]);
    const ended = await lasthop(["can-i", "get", "secrets", "-n", "shop", "--as", "alice", "-f", "-"], {
      stdin: [bad, OBJECTS[1]].map((object) => JSON.stringify(object)).join("\n---\n"),
    });
    expect(ended.out).toBe('no - RBAC: role.rbac.authorization.k8s.io "reader" not found\n');
    expect(ended.err).toContain("Role shop/reader does not count, the API server refuses it");
    expect(ended.code).toBe(1);
  });

  it("ends with 3 for what it cannot read", async () => {
    const ended = await canI("get secrets -n shop --as alice -f @/broken.yaml", { "broken.yaml": "kind: [" });
    expect(ended.code).toBe(3);
  });

  it("finds custom resources by their definitions", async () => {
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.example.test" },
    };
    const ended = await canI("get widgets --as alice -f @/crd.json", { "crd.json": JSON.stringify(definition) });
    expect(ended).toMatchObject({ out: "no\n", err: "", code: 1 });
  });
});

const ATTRIBUTES = { namespace: "shop", verb: "get", resource: "secrets", name: "web-tls" };

function review(spec: Readonly<Record<string, unknown>>, kind = "SubjectAccessReview", metadata = {}): string {
  return JSON.stringify({ apiVersion: "authorization.k8s.io/v1", kind, metadata, spec });
}

describe("lasthop can-i --reviews", () => {
  it("fills in the status of each review, in YAML or JSON, in the order of the file", async () => {
    const reviews = documents([
      review({ user: "alice", resourceAttributes: ATTRIBUTES }),
      review({ user: "bob", groups: ["ops"], resourceAttributes: ATTRIBUTES }, "LocalSubjectAccessReview", {
        namespace: "shop",
      }),
      review({ user: "bob", resourceAttributes: ATTRIBUTES }),
      review({ groups: ["system:authenticated"], nonResourceAttributes: { verb: "get", path: "/livez" } }),
    ]);
    const json = await canI("--reviews @/reviews.yaml -o json", { "reviews.yaml": reviews });
    const { items } = JSON.parse(json.out);
    expect(items.map((item: { status: { allowed: boolean } }) => item.status.allowed)).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(items[0].status).toMatchObject({
      reason: 'RBAC: allowed by RoleBinding "readers/shop" of Role "reader" to User "alice"',
      decidedBy: { binding: "RoleBinding shop/readers", role: "Role shop/reader", rule: { verbs: ["get"] } },
    });
    expect(json.code).toBe(0);
    const yaml = await canI("--reviews @/reviews.yaml", { "reviews.yaml": reviews });
    expect(yaml.out.match(/^ {2}allowed: (?:true|false)$/gm)).toHaveLength(4);
  });

  it("loses none: what it cannot answer is printed and named, and the run ends with 3", async () => {
    const reviews = documents([
      review({ resourceAttributes: ATTRIBUTES }),
      review({ user: "alice" }),
      review({ user: "alice", resourceAttributes: ATTRIBUTES }, "LocalSubjectAccessReview", { namespace: "pay" }),
      JSON.stringify(OBJECTS[0]),
      review({ user: "alice", resourceAttributes: ATTRIBUTES }),
    ]);
    const ended = await canI("--reviews @/reviews.yaml -o json", { "reviews.yaml": reviews });
    const { items } = JSON.parse(ended.out);
    expect(items).toHaveLength(5);
    expect(items.filter((item: { status: object }) => "evaluationError" in item.status)).toHaveLength(4);
    expect(ended.err.trim().split("\n")).toHaveLength(4);
    expect(ended.code).toBe(3);
  });

  it("says when the file holds none", async () => {
    const ended = await canI("--reviews @/reviews.yaml", { "reviews.yaml": "" });
    expect(ended.code).toBe(3);
    expect(ended.err).not.toBe("");
  });
});
