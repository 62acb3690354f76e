import { describe, expect, it } from "vitest";
import type { NotSeen } from "../../src/model/compliance.ts";
import { report, TLS } from "../support/nginx-cluster.ts";
import { SERVED_KEY, viewed, withView } from "./support.ts";

const MESH =
  "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: strict, namespace: shop }\n";

function toldOf(text: string, kind: NotSeen["kind"]): string[] {
  return viewed(text)
    .compliance.notSeen.filter((item) => item.kind === kind)
    .map(({ what }) => what);
}

describe("what was not seen", () => {
  it.each<[string, string, NotSeen["kind"], RegExp]>([
    ["Secrets that are not in the input", SERVED_KEY, "absent", /^Secrets: none/],
    ["bindings that are not in the input", SERVED_KEY, "absent", /^RoleBindings/],
    ["workloads that are not in the input", MESH, "absent", /^Workloads/],
    ["a mesh", `${SERVED_KEY}\n---\n${MESH}`, "not-judged", /^1 PeerAuthentication/],
    ["traffic beside the routes", SERVED_KEY, "outside", /on no route/],
    ["protocol versions", SERVED_KEY, "outside", /versions and ciphers/],
  ])("names %s", (_, text, kind, what) => {
    expect(toldOf(text, kind)).toContainEqual(expect.stringMatching(what));
  });

  it("names what was assumed, with what rests on it", () => {
    const assumed = withView(report({ tls: TLS })).compliance.notSeen.filter(({ kind }) => kind === "assumed");
    expect(assumed.map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/Secret shop\/web: .*; 1 verdict rests on it$/),
    );
  });

  it("says nothing of what is there", () => {
    expect(withView(report({})).compliance.notSeen.filter(({ kind }) => kind === "absent")).toEqual([]);
  });

  it("gives one line to many files that were left out for one reason", () => {
    const skipped = Array.from({ length: 40 }, (_, index) => ({
      where: `chart/${index}.yaml:1:1`,
      reason: "a template",
    }));
    const { notSeen } = withView({
      ...report({}),
      inputs: [{ kind: "files", name: "x", objects: 0, skipped }],
    }).compliance;
    expect(notSeen.filter(({ kind }) => kind === "left-out")).toEqual([
      { kind: "left-out", what: expect.stringMatching(/^chart\/0.* and 35 more$/), note: "a template" },
    ]);
  });
});
