import { assumption, evidence } from "../../model/evidence.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { annotation, at, fields, flag, isFields, labels, text } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import { admittedClass } from "../claims.ts";
import type { Claim, ControllerInstance, World } from "../contract.ts";
import { chartValues, type ChartValues } from "../helm-values.ts";
import { type ControllerContainer, controllerContainers, type Flag, versionOfTag } from "../workloads.ts";
import { instanceTraits } from "./advisories.ts";
import { doorsOf } from "./doors.ts";
import { FACTS } from "./facts.ts";
import { inspectIngress } from "./inspect.ts";
import { instanceRoutes } from "./instance-routes.ts";
import { defaultSources, NginxSettings, type SettingSources, unknownRelease } from "./settings.ts";

export const IMAGES = [
  /(?:^|\/)ingress-nginx\/controller(?:-chroot)?$/,
  /(?:^|\/)nginx-ingress-controller$/,
  /\/rancher\/nginx-ingress-controller$/,
];
const INGRESS_CLASS = "IngressClass.networking.k8s.io";
const LEGACY_CLASS = "kubernetes.io/ingress.class";
const CONTROLLER = "k8s.io/ingress-nginx";

/** Instances that the input holds: workloads, and releases of the chart. */
export function declaredInstances(world: World): ControllerInstance[] {
  const workloads = controllerContainers(world.inventory, IMAGES).filter(isController);
  if (workloads.length > 0) return workloads.map((container) => fromWorkload(world, container));
  return chartValues(world.inventory, "ingress-nginx").map((chart) => fromChart(world, chart));
}

/** Bitnami and Rancher use the same name for the image; F5's has another binary. */
function isController(container: ControllerContainer): boolean {
  return !container.flags.some((item) => item.name === "nginx-plus" || item.name === "nginx-configmaps");
}

export function supposedInstance(world: World): ControllerInstance {
  const settings = new NginxSettings(defaultSources(world));
  return make(world, settings, "assumed", false, null, []);
}

function fromWorkload(world: World, container: ControllerContainer): ControllerInstance {
  const { object } = container;
  const given = world.given.find((item) => item.id === "ingress-nginx")?.version ?? null;
  const version = container.version ?? given;
  const sources: SettingSources = {
    version,
    flagsObject: object,
    flags: container.flags,
    ...configMap(world, container),
    assumptions: [...(version === null ? [unknownRelease()] : []), ...configMap(world, container).assumptions],
  };
  const because = [evidence(FACTS.workload, object, [...container.at, "image"])];
  const image: Placed = { object, at: [...container.at, "image"] };
  const settings = new NginxSettings(sources);
  const instance = make(world, settings, `${object.namespace}/${object.name}`, true, image, because);
  return { ...instance, doors: () => doorsOf(settings, image) };
}

/** The ConfigMap that `--configmap` names. */
function configMap(
  world: World,
  container: ControllerContainer,
): Pick<SettingSources, "configMap" | "configAt" | "assumptions"> {
  const reference = container.flags.findLast((item) => item.name === "configmap")?.value ?? null;
  const none = { configMap: null, configAt: ["data"], assumptions: [] };
  if (reference === null) return none;
  const [namespace = "", name = ""] = reference.split("/");
  const found = world.inventory.find("ConfigMap.", namespace, name);
  if (found !== undefined) return { ...none, configMap: found };
  if (world.inventory.whole) return none;
  return {
    ...none,
    assumptions: [assumption(`ConfigMap ${reference}`, "it changes no default", "add the ConfigMap to the input")],
  };
}

function fromChart(world: World, chart: ChartValues): ControllerInstance {
  const { values, object } = chart;
  const controller = fields(values, "controller");
  const flags: Flag[] = Object.entries(fields(controller, "extraArgs")).map(([name, value]) => ({
    name,
    value: value === null || value === "" ? null : String(value),
    at: within(chart, ["controller", "extraArgs", name]),
  }));
  const set = (name: string, value: string | undefined, path: FieldPath): void => {
    if (value !== undefined) flags.push({ name, value, at: within(chart, path) });
  };
  set("controller-class", text(controller, "ingressClassResource", "controllerValue"), [
    "controller",
    "ingressClassResource",
    "controllerValue",
  ]);
  set("ingress-class", text(controller, "ingressClass"), ["controller", "ingressClass"]);
  if (flag(controller, "watchIngressWithoutClass") === true) {
    set("watch-ingress-without-class", "true", ["controller", "watchIngressWithoutClass"]);
  }
  if (flag(controller, "ingressClassByName") === true)
    set("ingress-class-by-name", "true", ["controller", "ingressClassByName"]);
  const given = world.given.find((item) => item.id === "ingress-nginx")?.version ?? null;
  const version = versionOfTag(text(controller, "image", "tag") ?? null) ?? given;
  const sources: SettingSources = {
    version,
    flagsObject: object,
    flags,
    configMap: isFields(at(controller, "config")) ? configOf(chart, object) : null,
    configAt: chart.structured ? [...chart.at, "controller", "config"] : ["data"],
    assumptions: version === null ? [unknownRelease()] : [],
  };
  const because = [evidence(FACTS.chart, object, chart.at)];
  return make(
    world,
    new NginxSettings(sources),
    `${chart.namespace}/${chart.release}`,
    true,
    { object, at: chart.at },
    because,
  );
}

/** Values inside a text have no positions of their own: they are read from a copy that points at the text. */
function configOf(chart: ChartValues, object: KubeObject): KubeObject {
  if (chart.structured) return object;
  const origin = {
    ...object.origin,
    name: object.origin.name,
    offset: object.origin.offset,
    locate: () => object.origin.locate(chart.at),
  };
  return { ...object, origin, body: { data: fields(chart.values, "controller", "config") } };
}

function within(chart: ChartValues, path: FieldPath): FieldPath {
  return chart.structured ? [...chart.at, ...path] : chart.at;
}

interface Placed {
  readonly object: KubeObject;
  readonly at: FieldPath;
}

function make(
  world: World,
  settings: NginxSettings,
  name: string,
  declared: boolean,
  image: Placed | null,
  because: ControllerInstance["because"],
): ControllerInstance {
  return {
    id: "ingress-nginx",
    version: settings.sources.version,
    name,
    because,
    declared,
    annotationPrefixes: [settings.prefix],
    claims: (ingress) => claim(world, settings, ingress),
    routes: (claimed) => instanceRoutes(world, settings, name, claimed),
    traits: instanceTraits(settings, image),
    settings: [],
    inspect: (object) => inspectIngress(object, settings),
  };
}

/** Source: store.go GetIngressClass; the API server fills in a default class before. */
function claim(world: World, settings: NginxSettings, ingress: KubeObject): Claim | null {
  if (!isWatched(world, settings, ingress)) return null;
  const controller = settings.flag("controller-class")?.value ?? CONTROLLER;
  const annotationValue = settings.flag("ingress-class")?.value ?? "nginx";
  const byName = settings.switched("ingress-class-by-name", false).value;
  const className = admittedClass(world, ingress);
  if (className !== null) {
    const found = world.inventory.find(INGRESS_CLASS, null, className);
    const path: FieldPath = ["spec", "ingressClassName"];
    if (found === undefined) {
      if (world.inventory.whole || className !== annotationValue) return null;
      return {
        because: [evidence(FACTS.classByObject, ingress, path)],
        assumptions: [classAssumption(className, controller)],
      };
    }
    const matches = text(found.body, "spec", "controller") === controller || (byName && className === annotationValue);
    return matches
      ? { because: [evidence(FACTS.classByObject, found, ["spec", "controller"])], assumptions: [] }
      : null;
  }
  const legacy = annotation(ingress, LEGACY_CLASS);
  if (legacy !== undefined) {
    if (legacy !== annotationValue) return null;
    const path: FieldPath = ["metadata", "annotations", LEGACY_CLASS];
    return { because: [evidence(FACTS.classByAnnotation, ingress, path)], assumptions: [] };
  }
  const without = settings.switched("watch-ingress-without-class", false);
  if (!without.value) return null;
  return { because: [evidence(FACTS.classWithout, without.object, without.at)], assumptions: [] };
}

function classAssumption(className: string, controller: string): Assumption {
  return assumption(`IngressClass ${className}`, `it names ${controller}`, "add the IngressClass to the input");
}

function isWatched(world: World, settings: NginxSettings, ingress: KubeObject): boolean {
  const only = settings.flag("watch-namespace")?.value ?? "";
  if (only !== "" && only !== ingress.namespace) return false;
  const selector = settings.flag("watch-namespace-selector")?.value ?? "";
  if (selector === "") return true;
  const namespace = world.inventory.find("Namespace.", null, ingress.namespace ?? "default");
  if (namespace === undefined) return !world.inventory.whole;
  return selector.split(",").every((term) => {
    const [key = "", value] = term.split(/==?/);
    const have = labels(namespace)[key.trim()];
    return value === undefined ? have !== undefined : have === value.trim();
  });
}
