import { SecretReaders } from "../../src/access/readers/readers.ts";
import { doors } from "../../src/audit.ts";
import type { Reader } from "../../src/model/report.ts";
import { binding, clusterRole, inventoryOf, type Manifest, type RuleText, secretRule } from "./support.ts";

export const SECRET = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "web-tls", namespace: "shop" },
  type: "kubernetes.io/tls",
};

export function secret(name: string, namespace: string, metadata: Manifest = {}, type = "kubernetes.io/tls"): Manifest {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace, ...metadata }, type };
}

export function rule(short: string, names?: readonly string[]): RuleText {
  const [verbs = "", group = "", resources = ""] = short.split(" ");
  return {
    verbs: verbs.split(","),
    apiGroups: [group === "core" ? "" : group],
    resources: resources.split(","),
    ...(names === undefined ? {} : { resourceNames: names }),
  };
}

/** A binding of a role of these rules to mallory, in a namespace, or everywhere for null. */
export function grants(namespace: string | null, ...rules: readonly RuleText[]): Manifest[] {
  return [clusterRole("given", rules), binding("given", namespace, "ClusterRole given", ["User mallory"])];
}

/** A ServiceAccount that reads every Secret. */
export function account(namespace: string, name = "reader"): Manifest[] {
  return [
    clusterRole("reads", [secretRule(["list"])]),
    binding("reads", null, "ClusterRole reads", [`ServiceAccount ${namespace}/${name}`]),
  ];
}

export function deployment(namespace: string, spec: Manifest, metadata: Manifest = { name: "web" }): Manifest {
  const containers = [{ name: "web", image: "web:1", volumeMounts: [{ name: "t", mountPath: "/t" }] }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, ...metadata },
    spec: { template: { spec: { containers, ...spec } } },
  };
}

export const MOUNTS = { volumes: [{ name: "t", secret: { secretName: "web-tls" } }] };

export function readersOf(
  objects: readonly Manifest[],
  name = "web-tls",
  namespace = "shop",
  whole = false,
): readonly Reader[] {
  const inventory = inventoryOf([SECRET, ...objects]);
  const used = whole ? inventory.supposing(true) : inventory;
  return new SecretReaders(used, { doors: doors(used) }).of({ namespace, name });
}

export function mallory(
  objects: readonly Manifest[],
  name?: string,
  namespace?: string,
  whole?: boolean,
): Reader | undefined {
  return readersOf(objects, name, namespace, whole).find(({ subject }) => subject.name === "mallory");
}
