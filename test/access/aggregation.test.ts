import { describe, expect, it } from "vitest";
import { allowed, authorizerOf, binding, clusterRole, type Manifest, type RuleText, secretRule } from "./support.ts";

const GET = "get secrets/a";
const LIST = "list secrets";

function sum(selectors: readonly unknown[], rules: readonly RuleText[] = [], metadata: Manifest = {}): Manifest {
  return clusterRole("sum", rules, { aggregationRule: { clusterRoleSelectors: selectors } }, metadata);
}

function part(name: string, verb: string, labels: Readonly<Record<string, string>>, metadata: Manifest = {}): Manifest {
  return clusterRole(name, [secretRule([verb])], {}, { labels, ...metadata });
}

const BOUND = binding("b", null, "ClusterRole sum", ["User alice"]);
const LIVE = { uid: "00000000-0000-0000-0000-000000000001" };

interface Case {
  readonly what: string;
  readonly objects: readonly Manifest[];
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: "takes in what any of its selectors matches",
    objects: [
      part("p", "get", { x: "1" }),
      part("q", "list", { z: "1" }),
      sum([{ matchLabels: { x: "1" } }, { matchLabels: { z: "1" } }]),
    ],
    yes: [GET, LIST],
  },
  {
    what: "needs every label of one selector",
    objects: [part("p", "get", { x: "1" }), sum([{ matchLabels: { x: "1", z: "1" } }])],
    no: [GET],
  },
  {
    what: "reads conditions",
    objects: [
      part("p", "get", { x: "1" }),
      sum([{ matchExpressions: [{ key: "x", operator: "In", values: ["1", "2"] }] }]),
    ],
    yes: [GET],
  },
  {
    what: "keeps rules that are written in it while nothing is matched",
    objects: [part("p", "get", {}), sum([{ matchLabels: { x: "1" } }], [secretRule(["list"])])],
    yes: [LIST],
    no: [GET],
  },
  {
    what: "keeps them while what is matched has no rules",
    objects: [
      clusterRole("p", [], {}, { labels: { x: "1" } }),
      sum([{ matchLabels: { x: "1" } }], [secretRule(["list"])]),
    ],
    yes: [LIST],
  },
  {
    what: "loses them to what is matched",
    objects: [part("p", "get", { x: "1" }), sum([{ matchLabels: { x: "1" } }], [secretRule(["list"])])],
    yes: [GET],
    no: [LIST],
  },
  {
    what: "takes in everything by an empty selector, cluster-admin too",
    objects: [sum([{}])],
    yes: [GET, "create pods"],
  },
  {
    what: "takes in aggregated ones whole",
    objects: [
      part("p", "get", { x: "1" }),
      clusterRole(
        "mid",
        [],
        { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { x: "1" } }] } },
        { labels: { y2: "1" } },
      ),
      sum([{ matchLabels: { y2: "1" } }]),
    ],
    yes: [GET],
  },
  {
    what: "is as it stands where a cluster says what its rules are",
    objects: [part("p", "get", { x: "1" }, LIVE), sum([{ matchLabels: { x: "1" } }], [secretRule(["list"])], LIVE)],
    yes: [LIST],
    no: [GET],
  },
  {
    what: "is made again where a manifest brings a part of a cluster's",
    objects: [part("p", "get", { x: "1" }), sum([{ matchLabels: { x: "1" } }], [secretRule(["list"])], LIVE)],
    yes: [GET],
    no: [LIST],
  },
];

describe("an aggregated ClusterRole", () => {
  it.each(CASES)("$what", ({ objects, yes = [], no = [] }) => {
    const authorizer = authorizerOf([...objects, BOUND]);
    expect(authorizer.rbac.refused).toEqual([]);
    expect(yes.filter((short) => !allowed(authorizer, "alice", short))).toEqual([]);
    expect(no.filter((short) => allowed(authorizer, "alice", short))).toEqual([]);
  });

  it("grants what is written in it where no controller aggregates", () => {
    const objects = [part("p", "get", { x: "1" }), sum([{ matchLabels: { x: "1" } }], [secretRule(["list"])]), BOUND];
    const authorizer = authorizerOf(objects, { aggregation: false });
    expect([GET, LIST].map((short) => allowed(authorizer, "alice", short))).toEqual([false, true]);
  });
});

describe("the roles that the server ships", () => {
  const bound = (name: string): Manifest => binding("b", "shop", `ClusterRole ${name}`, ["User alice"]);

  it.each([
    ["view", [], [GET, "create pods", "create pods/exec@a"]],
    [
      "edit",
      [
        GET,
        LIST,
        "patch secrets/a",
        "create pods/exec@a",
        "impersonate serviceaccounts/app",
        "create serviceaccounts/token@app",
      ],
      ["patch pods/ephemeralcontainers@a", "create rolebindings.rbac.authorization.k8s.io"],
    ],
    [
      "admin",
      [GET, "create rolebindings.rbac.authorization.k8s.io"],
      ["patch pods/ephemeralcontainers@a", "bind clusterroles.rbac.authorization.k8s.io/admin"],
    ],
    ["cluster-admin", [GET, "escalate roles.rbac.authorization.k8s.io/a"], []],
  ] as const)("%s", (name, yes, no) => {
    const authorizer = authorizerOf([bound(name)]);
    expect(yes.filter((short) => !allowed(authorizer, "alice", short))).toEqual([]);
    expect(no.filter((short) => allowed(authorizer, "alice", short))).toEqual([]);
  });

  it("have no rules before a controller aggregates them, but their parts have", () => {
    const without = { aggregation: false };
    expect(allowed(authorizerOf([bound("edit")], without), "alice", GET)).toBe(false);
    expect(allowed(authorizerOf([bound("system:aggregate-to-edit")], without), "alice", GET)).toBe(true);
  });

  it("take in what manifests add to them", () => {
    const labels = { "rbac.authorization.k8s.io/aggregate-to-view": "true" };
    const added = clusterRole("more", [secretRule(["get"])], {}, { labels });
    expect(
      ["view", "edit", "admin"].filter((name) => allowed(authorizerOf([added, bound(name)]), "alice", GET)),
    ).toEqual(["view", "edit", "admin"]);
  });

  it("are bound to the controllers", () => {
    const user = "system:serviceaccount:kube-system:generic-garbage-collector";
    expect(allowed(authorizerOf([]), user, "list secrets *")).toBe(true);
    expect(allowed(authorizerOf([]), "system:anonymous", "get /version")).toBe(true);
    expect(allowed(authorizerOf([]), "system:anonymous", "get /openapi")).toBe(false);
  });

  it("are those of the input where it was read from a cluster", () => {
    const labels = { "kubernetes.io/bootstrapping": "rbac-defaults" };
    const shrunk = clusterRole("view", [], {}, { labels, ...LIVE });
    expect(allowed(authorizerOf([shrunk, bound("edit")]), "alice", GET)).toBe(false);
  });
});
