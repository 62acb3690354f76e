import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { annotations } from "../../model/read.ts";
import { goBool, goInt, isValid, specOf } from "../annotation-values.ts";
import type { AnnotationSpec } from "../settings-contract.ts";
import { ANNOTATIONS } from "./annotations.ts";
import { FACTS } from "./facts.ts";
import type { Cause, Setting } from "./parsed.ts";
import type { NginxSettings } from "./settings.ts";

/** `empty`: there, with nothing in it; some parsers tell it from an absent annotation. */
type Read = { readonly state: "absent" | "empty" | "invalid" } | { readonly state: "value"; readonly value: string };

/** Reads one Ingress's annotations as the controller's parser package does. */
export class AnnotationReader {
  readonly ingress: KubeObject;
  readonly #settings: NginxSettings;
  /** By name without the prefix. Some fifty are asked for, and few are there. */
  readonly #values = new Map<string, string>();

  constructor(ingress: KubeObject, settings: NginxSettings) {
    this.ingress = ingress;
    this.#settings = settings;
    for (const [key, value] of Object.entries(annotations(ingress))) {
      if (typeof value === "string" && key.startsWith(settings.prefix)) {
        this.#values.set(key.slice(settings.prefix.length), value);
      }
    }
  }

  at(name: string): FieldPath {
    const alias = this.#values.has(name) ? undefined : aliasOf(name);
    return this.#settings.annotationAt(alias !== undefined && this.#values.has(alias) ? alias : name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value as it stands; undefined where it is absent. */
  raw(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** GetStringAnnotation: validated as it stands, then every line trimmed. */
  read(name: string): Read {
    const raw = this.#raw(name);
    if (raw === undefined) return { state: "absent" };
    if (raw === "") return { state: "empty" };
    const spec = specOf(ANNOTATIONS, name);
    if (this.#settings.validates && spec !== undefined && !isValid(spec, raw)) return { state: "invalid" };
    const value = raw
      .split("\n")
      .map((line) => line.trim())
      .join("\n");
    return value === "" ? { state: "empty" } : { state: "value", value };
  }

  text(name: string): Setting<string> | null {
    const found = this.read(name);
    return found.state === "value" ? this.#setting(name, found.value, false) : null;
  }

  /** GetBoolAnnotation: the raw value goes to strconv.ParseBool. */
  bool(name: string, byDefault: boolean): Setting<boolean> {
    const raw = this.#raw(name);
    if (raw === undefined || raw === "") return this.#setting(name, byDefault, false);
    const value = goBool(raw);
    return this.#setting(name, value ?? byDefault, value === null);
  }

  /** Whether the value is one that strconv.ParseBool takes. */
  isBool(name: string): boolean {
    return goBool(this.#raw(name) ?? "") !== null;
  }

  /** GetIntAnnotation, with the default for an absent annotation; null for a value that is no number, and for none. */
  int(name: string, byDefault: number): number | null {
    const raw = this.#raw(name);
    return raw === undefined ? byDefault : goInt(raw);
  }

  /**
   * Why the whole Ingress is left out, null when it is not.
   * Source: annotations.go Extract (validation and risk), store.go checkBadAnnotationValue.
   * @param reached whether the parser gets as far as an annotation that needs another one
   */
  rejection(reached: (spec: AnnotationSpec) => boolean): Cause | null {
    const blocked = (this.#settings.config("annotation-value-word-blocklist")?.value ?? "").split(",").filter(Boolean);
    for (const [name, value] of this.#values) {
      const at = this.#settings.annotationAt(name);
      if (blocked.some((word) => value.includes(word.trim())))
        return { fact: FACTS.rejectedWord, object: this.ingress, at };
      const spec = specOf(ANNOTATIONS, name);
      if (spec === undefined) continue;
      if (this.#settings.tooRisky(spec.risk ?? "low")) return { fact: FACTS.rejectedRisk, object: this.ingress, at };
      const checked = this.#settings.validates && spec.onInvalid === "rejects-object" && reached(spec);
      if (checked && !isValid(spec, value)) return { fact: FACTS.rejectedValue, object: this.ingress, at };
    }
    return null;
  }

  /** An alias counts where the annotation itself is absent or empty, and only with a value. */
  #raw(name: string): string | undefined {
    const value = this.#values.get(name);
    if (value !== undefined && value !== "") return value;
    const alias = aliasOf(name);
    return (alias === undefined ? undefined : this.#values.get(alias)) || value;
  }

  #setting<Value>(name: string, value: Value, invalid: boolean): Setting<Value> {
    return { value, invalid, at: this.at(name), object: this.ingress, stated: this.has(name) };
  }
}

function aliasOf(name: string): string | undefined {
  return specOf(ANNOTATIONS, name)?.aliases?.[0];
}
