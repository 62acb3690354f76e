import { describe, expect, it } from "vitest";
import { annotationEdit, edit } from "../model/edits.ts";
import { annotation } from "../model/read.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import type { Edit } from "../model/report.ts";
import { readText } from "./read.ts";

const KEY = "nginx.ingress.kubernetes.io/force-ssl-redirect";
const HEAD = "apiVersion: networking.k8s.io/v1\nkind: Ingress\n";

function objectOf(text: string): KubeObject {
  const [object] = readText(text, "x.yaml").objects;
  if (object === undefined) throw new Error("no object");
  return object;
}

/** The text with a patch made, as an editor would make it. */
function applied(text: string, { patch }: Edit): string | null {
  if (patch === null || patch === undefined) return null;
  const lines = text.split("\n");
  const offset = ({ line, column }: { line: number; column: number }): number =>
    lines.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1;
  return text.slice(0, offset(patch.start)) + patch.text + text.slice(offset(patch.end));
}

const YAML = `${HEAD}metadata:\n  name: a\n  annotations:\n    a/b: old # why\n    "c/d": 'it''s'\n  labels: {x: old}\nspec: {}\n`;

describe("setting an annotation", () => {
  it.each([
    ["beside others", YAML],
    ["where there are none", `${HEAD}metadata:\n  name: a\nspec: {}\n`],
    ["in a flow mapping", `${HEAD}metadata: {name: a, annotations: {a: b}}\n`],
    ["in an empty flow mapping", `${HEAD}metadata:\n  name: a\n  annotations: {}\n`],
    [
      "behind a dash",
      "apiVersion: v1\nkind: List\nitems:\n- metadata:\n    name: a\n  apiVersion: networking.k8s.io/v1\n  kind: Ingress\n",
    ],
    ["in the second document", `${HEAD}metadata:\n  name: z\n---\n${HEAD}metadata:\n  name: a\n`],
    [
      "in JSON",
      '{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "a", "annotations": {"x": "1"}}}',
    ],
    ["in JSON that has none", '{"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "a"}}'],
    [
      "behind letters of several bytes",
      `${HEAD}metadata:\n  labels: {ä: 日本}\n  name: a\n  annotations:\n    x: "日"\n`,
    ],
  ])("%s", (_, text) => {
    const object = readText(text, "x").objects.find((item) => item.name === "a");
    if (object === undefined) throw new Error("no object");
    const changed = applied(text, annotationEdit(object, KEY, "true"));
    const again = readText(changed ?? "", "x").objects.find((item) => item.name === "a");
    expect(again === undefined ? null : annotation(again, KEY)).toBe("true");
    expect(readText(changed ?? "", "x").summaries[0]?.skipped).toEqual([]);
  });

  it("keeps every other byte", () => {
    expect(applied(YAML, annotationEdit(objectOf(YAML), KEY, "true"))).toBe(
      YAML.replace("    a/b", `    ${KEY}: "true"\n    a/b`),
    );
  });
});

function annotations(key: string): FieldPath {
  return ["metadata", "annotations", key];
}

describe("changing and removing a field", () => {
  it.each<[string, FieldPath, string | null, string]>([
    ["a plain value", annotations("a/b"), "new", YAML.replace("old #", '"new" #')],
    ["a quoted value", annotations("c/d"), "new", YAML.replace("'it''s'", '"new"')],
    ["a value in a flow mapping", ["metadata", "labels", "x"], "z", YAML.replace("{x: old}", '{x: "z"}')],
    ["an annotation goes with its line", annotations("a/b"), null, YAML.replace("    a/b: old # why\n", "")],
  ])("%s", (_, path, value, expected) => {
    expect(applied(YAML, edit(objectOf(YAML), path, value))).toBe(expected);
  });

  it.each<[string, string, FieldPath, string | null]>([
    ["a block scalar", `${HEAD}metadata:\n  name: a\n  annotations:\n    x: |\n      old\n`, annotations("x"), "new"],
    [
      "a value over two lines",
      `${HEAD}metadata:\n  name: a\n  annotations:\n    x: old\n      er\n`,
      annotations("x"),
      "new",
    ],
    ["an escaped value", `${HEAD}metadata:\n  name: a\n  annotations:\n    x: "\\x41"\n`, annotations("x"), "new"],
    ["a mapping", YAML, ["metadata", "labels"], null],
    ["an entry of a flow mapping", YAML, ["metadata", "labels", "x"], null],
    ["what is not there", YAML, annotations("absent"), null],
    ["an alias", `${HEAD}metadata:\n  name: &n old\n  annotations:\n    x: *n\n`, annotations("x"), "new"],
    [
      "an aliased mapping",
      `${HEAD}metadata:\n  name: a\n  labels: &l {x: y}\n  annotations: *l\n`,
      annotations("z"),
      "new",
    ],
  ])("is not certain for %s", (_, text, path, value) => {
    expect(edit(objectOf(text), path, value).patch).toBeNull();
  });
});
