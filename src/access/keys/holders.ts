import { evidence } from "../../model/evidence.ts";
import type { KeyHolder, KeyName } from "../../model/key-access.ts";
import { list } from "../../model/read.ts";
import type { PodIndex, PodSpec } from "../readers/pods.ts";
import { workOf } from "../readers/programs.ts";
import { TECHNIQUES } from "../readers/techniques.ts";
import type { RouteKeys } from "./route-keys.ts";

/** Pods that have a key, but for the programs whose work that is. */
export function* keyHolders(pods: PodIndex, keys: RouteKeys): Generator<KeyHolder> {
  for (const pod of pods.pods) {
    const there = keys.inNamespace(pod.namespace);
    if (there === undefined) continue;
    // Pods that a workload owns are told by their workload.
    if (pod.podName !== null && list(pod.object.body, "metadata", "ownerReferences").length > 0) continue;
    for (const name of pod.secretNames()) {
      const key = there.get(name);
      if (key !== undefined) yield holder(pod, key);
    }
  }
}

function holder(pod: PodSpec, key: KeyName): KeyHolder {
  return {
    key,
    object: pod.object,
    labels: pod.labels,
    place() {
      if (workOf(pod) !== null) return null;
      const held = pod.secrets.find(({ name, by }) => name === key.name && by === "container");
      if (held === undefined) return null;
      const variable = held.path.includes("env") || held.path.includes("envFrom");
      return { at: held.path, variable, evidence: [evidence(TECHNIQUES.mounts.fact, pod.object, held.path)] };
    },
  };
}
