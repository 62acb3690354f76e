import { describe, expect, it } from "vitest";
import { readText } from "../../src/input/read.ts";

/** Each row is an Ingress's spec as YAML; `lab/refusals.test.ts` asks a real API server about the same rows. */
import { REFUSED, TAKEN } from "./ingress-specs.ts";

function refusals(spec: string, metadata = ""): string[] {
  const text = `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a${metadata}}\nspec:\n  ${spec.replaceAll("\n", "\n  ")}\n`;
  const { objects, summaries } = readText(text, "a.yaml");
  expect(summaries.flatMap(({ skipped }) => skipped)).toEqual([]);
  return (objects[0]?.refused ?? []).map(({ path, reason }) => `${path.join(".")}: ${reason}`);
}

describe("an Ingress that the API server refuses", () => {
  it.each(REFUSED)("%s", (_, spec, at) => {
    expect(refusals(spec).map((line) => line.slice(0, line.indexOf(":")))).toEqual([at]);
  });

  it("is not spoken of where it comes from a server, which took it", () => {
    expect(refusals("{}")).toHaveLength(1);
    expect(refusals("{}", ", uid: 0b3c")).toEqual([]);
  });

  it.each(["extensions/v1beta1", "networking.k8s.io/v1beta1"])("%s is gone", (apiVersion) => {
    const text = JSON.stringify({ apiVersion, kind: "Ingress", metadata: { name: "a" }, spec: {} });
    const [object] = readText(text, "a.json").objects;
    expect(object?.refused?.map(({ path }) => path)).toEqual([["apiVersion"]]);
  });

  it("whose class annotation says something else than its class", () => {
    const annotations = ', annotations: {"kubernetes.io/ingress.class": traefik}';
    const rule = "defaultBackend: {service: {name: a, port: {number: 80}}}";
    expect(refusals(`ingressClassName: nginx\n${rule}`, annotations)).toHaveLength(1);
    expect(refusals(`ingressClassName: traefik\n${rule}`, annotations)).toEqual([]);
  });
});

describe("an Ingress that the API server takes", () => {
  it.each(TAKEN)("%s", (_, spec) => {
    expect(refusals(spec)).toEqual([]);
  });
});

describe("values that a tool fills in later", () => {
  it.each(["${DOMAIN}", "app.$(DOMAIN)", "<host>", "__HOST__"])("%s is passed over", (host) => {
    const path = "{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 80}}}}";
    expect(refusals(`tls: [{hosts: ["${host}"]}]\nrules: [{host: "${host}", http: {paths: [${path}]}}]`)).toEqual([]);
  });
});
