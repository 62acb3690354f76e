import type { Inventory } from "../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../model/objects.ts";
import { at, fields, list, text } from "../model/read.ts";

/** A container of a workload that runs a controller, with its command line read as the kubelet would pass it. */
export interface ControllerContainer {
  readonly object: KubeObject;
  /** Path of the container, e.g. `spec.template.spec.containers[0]`. */
  readonly at: FieldPath;
  readonly container: unknown;
  readonly image: string;
  /** `1.15.1` of `…:v1.15.1@sha256:…`; from the label `app.kubernetes.io/version` where the tag is none; else null. */
  readonly version: string | null;
  readonly versionAt: FieldPath;
  readonly flags: readonly Flag[];
  readonly env: ReadonlyMap<string, EnvVariable>;
}

/** One `--name=value` or `--name value` of `command` or `args`. */
export interface Flag {
  /** Without leading dashes, in the letter case as written. */
  readonly name: string;
  /** null for a flag without a value. */
  readonly value: string | null;
  readonly at: FieldPath;
}

interface EnvVariable {
  /** null where it comes from somewhere that the input does not hold. */
  readonly value: string | null;
  readonly at: FieldPath;
}

const POD_TEMPLATES: readonly { readonly kind: string; readonly spec: FieldPath; readonly labels: FieldPath }[] = [
  ...["Deployment.apps", "DaemonSet.apps", "StatefulSet.apps"].map((kind) => ({
    kind,
    spec: ["spec", "template", "spec"],
    labels: ["spec", "template", "metadata", "labels"],
  })),
  { kind: "Pod.", spec: ["spec"], labels: ["metadata", "labels"] },
];

/**
 * Containers whose image repository matches one of the patterns, in canonical order of their objects.
 * Pods that a workload owns are left out: their workload speaks for them.
 * @param images tested against the image without tag and digest, e.g. `registry.k8s.io/ingress-nginx/controller`
 */
export function controllerContainers(inventory: Inventory, images: readonly RegExp[]): readonly ControllerContainer[] {
  const { byRepository, found } = imagesOf(inventory);
  let containers = found.get(images);
  if (containers === undefined) {
    const places: ContainerPlace[] = [];
    for (const [repository, own] of byRepository) {
      if (images.some((pattern) => pattern.test(repository))) places.push(...own);
    }
    containers = places
      .sort((a, b) => a.order - b.order)
      .map(({ object, path, container, image, labels }) => read(object, path, container, image, labels));
    found.set(images, containers);
  }
  return containers;
}

interface ContainerPlace {
  readonly object: KubeObject;
  readonly path: FieldPath;
  readonly container: unknown;
  readonly image: string;
  readonly labels: FieldPath;
  readonly order: number;
}

interface Images {
  /** All containers by image repository. */
  readonly byRepository: ReadonlyMap<string, readonly ContainerPlace[]>;
  /** What the patterns of one controller found. */
  readonly found: Map<readonly RegExp[], readonly ControllerContainer[]>;
}

/** By the list of objects, which an inventory shares with the same one under another supposition. */
const known = new WeakMap<Inventory["objects"], Images>();

/** Every controller asks more than once, and large clusters run thousands of images. */
function imagesOf(inventory: Inventory): Images {
  let images = known.get(inventory.objects);
  if (images === undefined) {
    images = { byRepository: containersByRepository(inventory), found: new Map() };
    known.set(inventory.objects, images);
  }
  return images;
}

function containersByRepository(inventory: Inventory): Map<string, ContainerPlace[]> {
  const found = new Map<string, ContainerPlace[]>();
  let order = 0;
  for (const { kind, spec, labels } of POD_TEMPLATES) {
    for (const object of inventory.all(kind)) {
      if (kind === "Pod." && list(object.body, "metadata", "ownerReferences").length > 0) continue;
      list(object.body, ...spec, "containers").forEach((container, index) => {
        const image = text(container, "image") ?? "";
        const { repository } = splitImage(image);
        const place = { object, path: [...spec, "containers", index], container, image, labels, order: order++ };
        const same = found.get(repository);
        if (same === undefined) found.set(repository, [place]);
        else same.push(place);
      });
    }
  }
  return found;
}

/** Labels of the pods that a workload makes. */
export function podLabels(object: KubeObject): Readonly<Record<string, unknown>> {
  const template = POD_TEMPLATES.find(({ kind }) => kind.startsWith(`${object.kind}.`));
  return template === undefined ? {} : fields(object.body, ...template.labels);
}

/** `repository`, `tag` and `digest` of an image reference; a registry's port is no tag. */
function splitImage(image: string): { repository: string; tag: string | null; digest: string | null } {
  const [name = "", digest = null] = image.split("@");
  const colon = name.lastIndexOf(":");
  if (colon <= name.lastIndexOf("/")) return { repository: name, tag: null, digest };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1), digest };
}

/** The release that a tag names: `1.15.1` of `v1.15.1`, `3.7` of `v3.7-alpine`; null for `latest` and the like. */
export function versionOfTag(tag: string | null): string | null {
  return /^v?(\d+(?:\.\d+){0,2}(?:-(?:alpha|beta|rc)[.\d]*)?)(?![\d.])/.exec(tag ?? "")?.[1] ?? null;
}

function read(
  object: KubeObject,
  path: FieldPath,
  container: unknown,
  image: string,
  labels: FieldPath,
): ControllerContainer {
  const env = readEnv(object, path, container);
  const tagged = versionOfTag(splitImage(image).tag);
  const label = text(object.body, ...labels, "app.kubernetes.io/version");
  return {
    object,
    at: path,
    container,
    image,
    version: tagged ?? versionOfTag(label ?? null),
    versionAt: tagged === null && label !== undefined ? [...labels, "app.kubernetes.io/version"] : [...path, "image"],
    flags: [
      ...readFlags(list(container, "command"), [...path, "command"], env),
      ...readFlags(list(container, "args"), [...path, "args"], env),
    ],
    env,
  };
}

function readEnv(object: KubeObject, path: FieldPath, container: unknown): Map<string, EnvVariable> {
  const env = new Map<string, EnvVariable>();
  list(container, "env").forEach((entry, index) => {
    const name = text(entry, "name");
    if (name === undefined) return;
    const literal = text(entry, "value");
    const field = text(entry, "valueFrom", "fieldRef", "fieldPath");
    const fromField =
      field === "metadata.namespace" ? object.namespace : field === "metadata.name" ? object.name : null;
    const absent = at(entry, "valueFrom") === undefined ? "" : fromField;
    const value = literal === undefined ? absent : expand(literal, env);
    env.set(name, { value, at: [...path, "env", index] });
  });
  return env;
}

/** `$(NAME)` as the kubelet expands it: unknown names stay as written, `$$` is one dollar. */
function expand(value: string, env: ReadonlyMap<string, EnvVariable>): string {
  return value.replaceAll(/\$\$|\$\(([A-Za-z_.][\w.-]*)\)/g, (whole, name: string | undefined) =>
    name === undefined ? "$" : (env.get(name)?.value ?? whole),
  );
}

function readFlags(args: readonly unknown[], path: FieldPath, env: ReadonlyMap<string, EnvVariable>): Flag[] {
  const flags: Flag[] = [];
  const words = args.map((arg) => (typeof arg === "string" ? expand(arg, env) : String(arg)));
  words.forEach((word, index) => {
    const match = /^--?([A-Za-z][^=\s]*)(?:=(.*))?$/s.exec(word);
    if (match === null) return;
    const next = words[index + 1];
    const value = match[2] ?? (next === undefined || next.startsWith("-") ? null : next);
    flags.push({ name: match[1] ?? "", value, at: [...path, index] });
  });
  return flags;
}
