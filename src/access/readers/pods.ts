import type { Inventory } from "../../inventory/inventory.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { at, type Fields, fields, flag, isFields, list, text, texts } from "../../model/read.ts";
import { serviceAccountUser } from "../request.ts";
import { userKey } from "./actors.ts";

/** A pod, or the template of pods that a workload makes. */
export interface PodSpec {
  readonly object: KubeObject;
  readonly namespace: string;
  /** Only a Pod has the name that requests carry; pods of a workload get names of their own. */
  readonly podName: string | null;
  readonly nodeName: string | null;
  readonly account: string;
  /** Whether a token that the API server takes is in one of its containers. */
  readonly hasToken: boolean;
  readonly secrets: readonly HeldSecret[];
  readonly images: readonly string[];
  /** Commands and arguments of its containers. */
  readonly words: readonly string[];
  readonly annotations: Fields;
  /** By which Services and selectors know it. */
  readonly labels: Fields;
  readonly path: FieldPath;
  /** Names of Secrets in volumes and environments, each once; quicker than `secrets`. */
  secretNames(): readonly string[];
}

interface HeldSecret {
  readonly name: string;
  /** `container` where a program sees it, `volume` where no container mounts it, `node` for what only the kubelet uses. */
  readonly by: "container" | "volume" | "node";
  readonly path: FieldPath;
}

/** Where each kind has the metadata and the spec of its pods. */
const KINDS: Readonly<Record<string, FieldPath>> = {
  "Pod.": [],
  "ReplicationController.": ["spec", "template"],
  "Deployment.apps": ["spec", "template"],
  "StatefulSet.apps": ["spec", "template"],
  "DaemonSet.apps": ["spec", "template"],
  "ReplicaSet.apps": ["spec", "template"],
  "Job.batch": ["spec", "template"],
  "CronJob.batch": ["spec", "jobTemplate", "spec", "template"],
};

export function accountKey(namespace: string, name: string): string {
  return userKey(serviceAccountUser(namespace, name));
}

const indexes = new WeakMap<Inventory, PodIndex>();

/** All pods and templates of the inventory, by what the ways round ask of them. */
export class PodIndex {
  readonly pods: readonly PodSpec[];
  readonly #inventory: Inventory;

  /** The index of an inventory, made once for all who ask. */
  static of(inventory: Inventory): PodIndex {
    let index = indexes.get(inventory);
    if (index === undefined) indexes.set(inventory, (index = new PodIndex(inventory)));
    return index;
  }

  private constructor(inventory: Inventory) {
    this.#inventory = inventory;
    this.pods = Object.entries(KINDS).flatMap(([kind, path]) => {
      const specs = [...path, "spec"];
      return inventory.all(kind).flatMap((object) => {
        const template = at(object.body, ...path);
        const spec = isFields(template) ? template["spec"] : undefined;
        if (!isFields(template) || !isFields(spec) || object.namespace === null) return [];
        return [new Pod({ object, template, spec, path: specs }, inventory)];
      });
    });
  }

  /** Whether a workload of a kind is there or may be: an input that is not whole may leave it out. */
  mayHave(scope: string | null, resource: string, names: readonly string[] | null): boolean {
    if (!this.#inventory.whole) return true;
    return this.pods.some(
      ({ object, namespace }) =>
        `${object.kind.toLowerCase()}s` === resource &&
        (scope === null || scope === namespace) &&
        (names === null || names.includes(object.name)),
    );
  }
}

interface Written {
  readonly object: KubeObject;
  readonly template: Fields;
  readonly spec: Fields;
  /** Path of the spec. */
  readonly path: FieldPath;
}

/** What is not asked for is not read: a report on a large cluster asks few pods for all of it. */
class Pod implements PodSpec {
  readonly object: KubeObject;
  readonly namespace: string;
  readonly account: string;
  readonly path: FieldPath;
  readonly #template: Fields;
  readonly #spec: Fields;
  readonly #inventory: Inventory;
  #secrets: readonly HeldSecret[] | undefined;

  constructor({ object, template, spec, path }: Written, inventory: Inventory) {
    this.object = object;
    this.#template = template;
    this.namespace = object.namespace ?? "";
    this.account = text(spec, "serviceAccountName") || text(spec, "serviceAccount") || "default";
    this.path = path;
    this.#spec = spec;
    this.#inventory = inventory;
  }

  get podName(): string | null {
    return this.object.kind === "Pod" ? this.object.name : null;
  }

  get nodeName(): string | null {
    return text(this.#spec, "nodeName") ?? null;
  }

  get labels(): Fields {
    return fields(this.#template, "metadata", "labels");
  }

  get annotations(): Fields {
    return fields(this.#template, "metadata", "annotations");
  }

  get words(): readonly string[] {
    return list(this.#spec, "containers").flatMap((container) => [
      ...texts(container, "command"),
      ...texts(container, "args"),
    ]);
  }

  get images(): readonly string[] {
    const images: string[] = [];
    for (const container of list(this.#spec, "containers")) {
      const image = isFields(container) ? container["image"] : undefined;
      if (typeof image === "string") images.push(image);
    }
    return images;
  }

  get secrets(): readonly HeldSecret[] {
    this.#secrets ??= [...heldSecrets(this.#spec, this.path)];
    return this.#secrets;
  }

  secretNames(): readonly string[] {
    return namesOf(this.#spec);
  }

  get hasToken(): boolean {
    const { namespace, account } = this;
    const isToken = ({ name, by }: HeldSecret): boolean =>
      by === "container" && isTokenSecret(this.#inventory, namespace, name);
    return this.secrets.some(isToken) || mountsToken(this.#spec, namespace, account, this.#inventory);
  }
}

/** kubernetes v1.36.3 plugin/pkg/admission/serviceaccount/admission.go: the pod wins over its ServiceAccount. */
function mountsToken(
  spec: Readonly<Record<string, unknown>>,
  namespace: string,
  account: string,
  inventory: Inventory,
): boolean {
  const projected = list(spec, "volumes").some((volume) =>
    list(volume, "projected", "sources").some((source) => isFields(at(source, "serviceAccountToken"))),
  );
  if (projected) return true;
  const object = inventory.find("ServiceAccount.", namespace, account);
  return flag(spec, "automountServiceAccountToken") ?? flag(object?.body, "automountServiceAccountToken") ?? true;
}

export function isTokenSecret(inventory: Inventory, namespace: string, name: string): boolean {
  return inventory.find("Secret.", namespace, name)?.secret?.type === "kubernetes.io/service-account-token";
}

/** Read field by field: a report on a large cluster asks every pod. */
function namesOf(spec: Fields): readonly string[] {
  const names: string[] = [];
  const add = (holder: unknown, key: string): void => {
    const name = isFields(holder) ? holder[key] : undefined;
    if (typeof name === "string" && !names.includes(name)) names.push(name);
  };
  for (const volume of partsOf(spec["volumes"])) {
    add(volume["secret"], "secretName");
    const projected = volume["projected"];
    if (isFields(projected)) for (const source of partsOf(projected["sources"])) add(source["secret"], "name");
  }
  for (const containers of [spec["containers"], spec["initContainers"]]) {
    for (const container of partsOf(containers)) {
      for (const variable of partsOf(container["env"])) {
        const from = variable["valueFrom"];
        if (isFields(from)) add(from["secretKeyRef"], "name");
      }
      for (const source of partsOf(container["envFrom"])) add(source["secretRef"], "name");
    }
  }
  return names;
}

const NO_PARTS: readonly Fields[] = [];

function partsOf(value: unknown): readonly Fields[] {
  if (!Array.isArray(value)) return NO_PARTS;
  return value.every(isFields) ? value : value.filter(isFields);
}

/** kubernetes v1.36.3 pkg/api/v1/pod/util.go VisitPodSecretNames. */
function* heldSecrets(spec: Readonly<Record<string, unknown>>, path: FieldPath): Generator<HeldSecret> {
  const mounted = new Set<string>();
  for (const kind of ["containers", "initContainers"]) {
    for (const [index, container] of list(spec, kind).entries()) {
      for (const mount of list(container, "volumeMounts")) mounted.add(text(mount, "name") ?? "");
      const here = [...path, kind, index];
      for (const [at_, variable] of list(container, "env").entries()) {
        const name = text(variable, "valueFrom", "secretKeyRef", "name");
        if (name !== undefined) yield { name, by: "container", path: [...here, "env", at_] };
      }
      for (const [at_, source] of list(container, "envFrom").entries()) {
        const name = text(source, "secretRef", "name");
        if (name !== undefined) yield { name, by: "container", path: [...here, "envFrom", at_] };
      }
    }
  }
  for (const [index, volume] of list(spec, "volumes").entries()) {
    const by = mounted.has(text(volume, "name") ?? "") ? "container" : "volume";
    const here = [...path, "volumes", index];
    const own = text(volume, "secret", "secretName");
    if (own !== undefined) yield { name: own, by, path: here };
    for (const source of list(volume, "projected", "sources")) {
      const name = text(source, "secret", "name");
      if (name !== undefined) yield { name, by, path: here };
    }
    for (const name of driverSecrets(volume)) yield { name, by: "node", path: here };
  }
  for (const [index, reference] of list(spec, "imagePullSecrets").entries()) {
    const name = text(reference, "name");
    if (name !== undefined) yield { name, by: "node", path: [...path, "imagePullSecrets", index] };
  }
}

/** Secrets that a volume's driver gets from the kubelet, never a container. */
function driverSecrets(volume: unknown): string[] {
  const names = [
    text(volume, "csi", "nodePublishSecretRef", "name"),
    text(volume, "azureFile", "secretName"),
    ...["cephfs", "cinder", "flexVolume", "rbd", "iscsi", "scaleIO", "storageos"].map((driver) =>
      text(fields(volume, driver), "secretRef", "name"),
    ),
  ];
  return names.filter((name) => name !== undefined);
}
