import { expectedAccount } from "../readers/expected.ts";
import type { PodIndex, PodSpec } from "../readers/pods.ts";
import { workOf } from "../readers/programs.ts";

/** Which pods run as which ServiceAccount, as far as somebody asks. */
export class Accounts {
  readonly #pods: PodIndex;
  #byNamespace: ReadonlyMap<string, readonly PodSpec[]> | undefined;

  constructor(pods: PodIndex) {
    this.#pods = pods;
  }

  /** Whether reading Secrets is the work of what runs as an account, by its image or its well-known name. */
  isExpected(namespace: string, name: string): boolean {
    if (expectedAccount(namespace, name) !== null) return true;
    return this.#in(namespace).some((pod) => pod.account === name && workOf(pod) !== null);
  }

  #in(namespace: string): readonly PodSpec[] {
    this.#byNamespace ??= Map.groupBy(this.#pods.pods, (pod) => pod.namespace);
    return this.#byNamespace.get(namespace) ?? [];
  }
}
