import type { Inventory } from "../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import { at, isFields, text } from "../model/read.ts";
import { parseYaml } from "./embedded-yaml.ts";

/** Values that somebody gives to a chart. */
export interface ChartValues {
  readonly object: KubeObject;
  /** Where the values stand; for values that are a text, the field with the text. */
  readonly at: FieldPath;
  readonly values: Readonly<Record<string, unknown>>;
  /** The namespace that the chart is installed into. */
  readonly namespace: string;
  /** The name of the release. */
  readonly release: string;
  /** Fields can be pointed at one by one. */
  readonly structured: boolean;
}

/**
 * Everything in the input that installs a chart: Flux HelmRelease, K3s HelmChart and HelmChartConfig, Argo CD
 * Application, and values that were given on the command line.
 * @param chart the chart's name, e.g. `ingress-nginx`
 */
export function chartValues(inventory: Inventory, chart: string): ChartValues[] {
  return [
    ...inventory.all("HelmRelease.helm.toolkit.fluxcd.io").flatMap((object) => fluxValues(object, chart)),
    ...inventory.all("HelmChart.helm.cattle.io").flatMap((object) => k3sValues(object, chart, ["spec", "chart"])),
    ...inventory
      .all("HelmChartConfig.helm.cattle.io")
      .flatMap((object) => k3sValues(object, chart, ["metadata", "name"])),
    ...inventory.all("Application.argoproj.io").flatMap((object) => argoValues(object, chart)),
    ...inventory.all("HelmValues.lasthop.dev").flatMap((object) => givenValues(object, chart)),
  ];
}

function fluxValues(object: KubeObject, chart: string): ChartValues[] {
  const name = text(object.body, "spec", "chart", "spec", "chart") ?? text(object.body, "spec", "chartRef", "name");
  if (lastPart(name) !== chart) return [];
  const namespace = text(object.body, "spec", "targetNamespace") ?? object.namespace ?? "default";
  const release = text(object.body, "spec", "releaseName") ?? object.name;
  return [structured(object, ["spec", "values"], namespace, release)];
}

function k3sValues(object: KubeObject, chart: string, nameAt: FieldPath): ChartValues[] {
  if (lastPart(text(object.body, ...nameAt)) !== chart) return [];
  const namespace = text(object.body, "spec", "targetNamespace") ?? object.namespace ?? "default";
  return [parsed(object, ["spec", "valuesContent"], namespace, object.name)];
}

function argoValues(object: KubeObject, chart: string): ChartValues[] {
  const sources = at(object.body, "spec", "sources");
  const paths: FieldPath[] = Array.isArray(sources)
    ? sources.map((_, index) => ["spec", "sources", index])
    : [["spec", "source"]];
  const namespace = text(object.body, "spec", "destination", "namespace") ?? object.namespace ?? "default";
  return paths.flatMap((path) => {
    const source = at(object.body, ...path);
    if (lastPart(text(source, "chart")) !== chart) return [];
    const inline = isFields(at(source, "helm", "valuesObject"));
    return [
      inline
        ? structured(object, [...path, "helm", "valuesObject"], namespace, object.name)
        : parsed(object, [...path, "helm", "values"], namespace, object.name),
    ];
  });
}

/** Values without a chart's name are taken for the controller whose top-level keys they have. */
function givenValues(object: KubeObject, chart: string): ChartValues[] {
  const values = at(object.body, "values");
  if (!isFields(values)) return [];
  const looksLike = isFields(values["controller"]) ? "ingress-nginx" : "traefik";
  return looksLike === chart ? [structured(object, ["values"], object.namespace ?? "default", chart)] : [];
}

function structured(object: KubeObject, path: FieldPath, namespace: string, release: string): ChartValues {
  const values = at(object.body, ...path);
  return { object, at: path, values: isFields(values) ? values : {}, namespace, release, structured: true };
}

function parsed(object: KubeObject, path: FieldPath, namespace: string, release: string): ChartValues {
  return { object, at: path, values: parse(text(object.body, ...path)), namespace, release, structured: false };
}

/** A text that is no YAML gives no values: Helm would refuse it, and nothing is known. */
function parse(source: string | undefined): Readonly<Record<string, unknown>> {
  const value = parseYaml(source);
  return isFields(value) ? value : {};
}

function lastPart(name: string | undefined): string | undefined {
  return name?.split("/").at(-1);
}
