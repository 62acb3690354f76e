import type { KubeObject } from "../model/objects.ts";
import { annotations, list, texts } from "../model/read.ts";
import type { Inventory, Name } from "./inventory.ts";
import { namedSecrets } from "./named-secrets.ts";

/** Annotations that name a Secret, whoever reads them. */
const SECRET_ANNOTATION = /\/(?:proxy-ssl|auth-tls)-secret$/;
/** `--configmap=$(POD_NAMESPACE)/controller`, `--tcp-services-configmap=…`. */
const CONFIG_MAP_FLAG = /^--?[\w-]*config-?map=(\$\(\w+\)|[\w.-]+)\/([\w.-]+)$/i;

/**
 * Names that verdicts are likely to ask for: of a cluster these are read at once, since every round of questions costs an
 * audit. What is not foreseen here is asked for all the same.
 */
export function likelyNames(inventory: Inventory): Name[] {
  const names = [
    ...namedSecrets(inventory).map(({ namespace, name }) => ({ kind: "Secret.", namespace, name })),
    ...inventory.all("Ingress.networking.k8s.io").flatMap(ofAnnotations),
    ...["Deployment.apps", "DaemonSet.apps", "StatefulSet.apps"].flatMap((kind) =>
      inventory.all(kind).flatMap(configMapsOf),
    ),
  ];
  return names.filter(
    ({ kind, namespace, name }) => name !== "" && inventory.find(kind, namespace, name) === undefined,
  );
}

function ofAnnotations(ingress: KubeObject): Name[] {
  return Object.entries(annotations(ingress)).flatMap(([key, value]) =>
    SECRET_ANNOTATION.test(key) && typeof value === "string" ? [secretAt(ingress.namespace, value)] : [],
  );
}

/** @param reference `name` or `namespace/name` */
function secretAt(own: string | null, reference: string): Name {
  const [first = "", second] = reference.split("/");
  return second === undefined
    ? { kind: "Secret.", namespace: own, name: first }
    : { kind: "Secret.", namespace: first, name: second };
}

function configMapsOf(workload: KubeObject): Name[] {
  return list(workload.body, "spec", "template", "spec", "containers")
    .flatMap((container) => [...texts(container, "command"), ...texts(container, "args")])
    .flatMap((word) => {
      const [, namespace, name] = CONFIG_MAP_FLAG.exec(word) ?? [];
      if (namespace === undefined || name === undefined) return [];
      return [{ kind: "ConfigMap.", namespace: namespace.startsWith("$") ? workload.namespace : namespace, name }];
    });
}
