import { evidence } from "../../model/evidence.ts";
import type { KeyHolder, KeyName, KeyPod } from "../../model/key-access.ts";
import { list } from "../../model/read.ts";
import type { PodIndex, PodSpec } from "../readers/pods.ts";
import { workOf } from "../readers/programs.ts";
import { TECHNIQUES } from "../readers/techniques.ts";
import type { RouteKeys } from "./route-keys.ts";

/** Pods that name a key, but for those that a caller knows to be right. */
export function keyHolders(
  { pods }: PodIndex,
  keys: RouteKeys,
  isRight: (pod: KeyPod, key: KeyName) => boolean,
): KeyHolder[] {
  const found: KeyHolder[] = [];
  for (const pod of pods) {
    for (const name of pod.secretNames()) {
      const key = keys.find(pod.namespace, name);
      // Pods that a workload owns are told by their workload.
      if (key !== undefined && !isRight(pod, key) && !isOwned(pod)) found.push(holder(pod, key));
    }
  }
  return found;
}

function isOwned({ podName, object }: PodSpec): boolean {
  return podName !== null && list(object.body, "metadata", "ownerReferences").length > 0;
}

function holder(pod: PodSpec, key: KeyName): KeyHolder {
  return {
    key,
    object: pod.object,
    place() {
      if (workOf(pod) !== null) return null;
      const held = pod.secrets.find(({ name, by }) => name === key.name && by === "container");
      if (held === undefined) return null;
      const variable = held.path.includes("env") || held.path.includes("envFrom");
      return { at: held.path, variable, evidence: [evidence(TECHNIQUES.mounts.fact, pod.object, held.path)] };
    },
  };
}
