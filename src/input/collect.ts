import type { KubeObject } from "../model/objects.ts";
import type { Skipped } from "../model/report.ts";
import type { InputLimits } from "./contract.ts";
import { leftOut } from "./errors.ts";
import { type RawObject, toObject } from "./object.ts";

/** Gathers what one input yields. */
export class Collector {
  readonly objects: KubeObject[] = [];
  readonly skipped: Skipped[] = [];
  readonly limits: InputLimits;
  readonly #namespace: string;
  /** Documents that parse and are no Kubernetes objects. */
  #ignored = 0;

  constructor(namespace: string, limits: InputLimits) {
    this.#namespace = namespace;
    this.limits = limits;
  }

  add(raw: RawObject): void {
    this.objects.push(toObject(raw, this.#namespace));
  }

  ignore(): void {
    this.#ignored++;
  }

  /** All that was skipped, with one line for what is no Kubernetes object. */
  summary(name: string): Skipped[] {
    if (this.#ignored === 0) return this.skipped;
    const documents = this.#ignored === 1 ? "1 document is" : `${this.#ignored} documents are`;
    return [...this.skipped, leftOut(name, `${documents} no Kubernetes object (no apiVersion and kind)`)];
  }
}
