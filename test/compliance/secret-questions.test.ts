import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { Answer, SecretTopic } from "../../src/model/compliance.ts";
import { selfSigned } from "../support/certificates.ts";
import { viewed } from "./support.ts";

const KEYS = readFileSync(resolve(import.meta.dirname, "../../examples/keys/production.yaml"), "utf8");
const pair = selfSigned(["web.example.com"]);

function secret(name: string, own = pair): string {
  const encoded = (text: string): string => Buffer.from(text).toString("base64");
  return dump({
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name, namespace: "shop" },
    data: { "tls.crt": encoded(own.certificate), "tls.key": encoded(own.key) },
  });
}

interface Grant {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly group?: string;
}

/** Rules of one role in the namespace of the Secret, bound to a user. */
function grant(...rules: readonly Grant[]): string {
  const metadata = { name: "own", namespace: "shop" };
  const role = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata,
    rules: rules.map(({ resources, verbs, group = "" }) => ({ apiGroups: [group], resources, verbs })),
  };
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "own" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "mia" }],
  };
  return `${dump(role)}---\n${dump(binding)}`;
}

function answers(text: string, topic: SecretTopic, whole = true): [Answer, string] {
  const found = viewed(text, "cis", whole).compliance.secrets.find(({ name }) => name === "web");
  if (found === undefined) throw new Error("no Secret web");
  return [found.answers[topic].answer, found.answers[topic].because];
}

const NOBODY = grant({ resources: ["configmaps"], verbs: ["get"] });
const READS = grant({ resources: ["secrets"], verbs: ["get"] });
const RUNS = grant({ resources: ["pods"], verbs: ["create"] });
const BINDS = grant(
  { resources: ["rolebindings"], verbs: ["create"], group: "rbac.authorization.k8s.io" },
  { resources: ["clusterroles"], verbs: ["bind"], group: "rbac.authorization.k8s.io" },
);

describe("who can obtain a key", () => {
  it.each<[string, string, SecretTopic, boolean, Answer, RegExp]>([
    ["without any binding", "", "key-readers", true, "unknown", /holds no RoleBinding/],
    ["with bindings that lead nowhere", NOBODY, "key-readers", true, "pass", /^(?:Nobody|Expected readers only)/],
    ["with bindings of a part of a cluster", NOBODY, "key-readers", false, "unknown", /more may be elsewhere/],
    ["by asking", READS, "key-readers", true, "fail", /Not expected: User mia/],
    ["by asking, of that way", READS, "key-by-asking", true, "fail", /User mia/],
    ["by asking, of another way", READS, "key-by-pods", true, "unknown", /whether by this one too is not told/],
    ["by a pod", RUNS, "key-by-pods", true, "fail", /User mia/],
    ["by binding a role", BINDS, "key-by-roles", true, "fail", /User mia/],
    ["by nobody, of one way", NOBODY, "key-by-token", true, "pass", /./],
  ])("%s", (_, roles, topic, whole, answer, because) => {
    const [given, why] = answers(`${secret("web")}---\n${roles}`, topic, whole);
    expect([given, why]).toEqual([answer, expect.stringMatching(because)]);
  });

  it("says of the example what who-can-read says", () => {
    const view = viewed(
      `${KEYS}\n---\n${dump({ apiVersion: "v1", kind: "Secret", type: "kubernetes.io/tls", metadata: { name: "web-tls", namespace: "production" }, data: {} })}`,
    ).compliance;
    expect(
      view.secrets.map(({ name, answers: own }) => [name, own["key-readers"].answer, own["key-readers"].because]),
    ).toEqual([
      [
        "web-tls",
        "fail",
        "Not expected: Group system:serviceaccounts:ci, ServiceAccount default/default, Group support.",
      ],
    ]);
  });
});

describe("a certificate", () => {
  it("is known where it was read, and its key is counted in every Secret", () => {
    const text = [secret("web"), secret("copy"), secret("other", selfSigned(["other.example.com"]))].join("---\n");
    expect(answers(text, "certificate-listed")[0]).toBe("pass");
    expect(answers(text, "key-in-one-secret")).toEqual(["fail", "The same key is in shop/copy."]);
    expect(answers(secret("web"), "key-in-one-secret")[0]).toBe("pass");
  });
});
