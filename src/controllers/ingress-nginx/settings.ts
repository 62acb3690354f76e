import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { fields, text } from "../../model/read.ts";
import type { Assumption } from "../../model/report.ts";
import { assumption } from "../../model/evidence.ts";
import { goBool } from "../annotation-values.ts";
import type { World } from "../contract.ts";
import type { Flag } from "../workloads.ts";
import { type Release, atLeast, releaseOf } from "./releases.ts";

/** A setting with the place that states it; no place for a default. */
export interface Placed<Value> {
  readonly value: Value;
  readonly object: KubeObject | null;
  readonly at: FieldPath;
}

export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/** Where an instance's settings come from: a command line, a ConfigMap, a chart's values, or nothing at all. */
export interface SettingSources {
  readonly version: string | null;
  readonly flagsObject: KubeObject | null;
  readonly flags: readonly Flag[];
  readonly configMap: KubeObject | null;
  /** Keys as in the ConfigMap, for charts: path of the map in the object. */
  readonly configAt: FieldPath;
  readonly assumptions: readonly Assumption[];
}

export type RiskLevel = "low" | "medium" | "high" | "critical";
const RISKS: readonly RiskLevel[] = ["low", "medium", "high", "critical"];

/** All settings of one controller that touch TLS, with the defaults of its release. */
export class NginxSettings {
  readonly release: Release;
  readonly sources: SettingSources;
  /** Of annotations, ending in `/`. */
  readonly prefix: string;
  readonly validates: boolean;
  readonly #config: Readonly<Record<string, unknown>>;
  readonly #flags = new Map<string, Flag>();
  readonly #annotations = new Map<string, { readonly key: string; readonly path: FieldPath }>();

  constructor(sources: SettingSources) {
    this.sources = sources;
    this.release = releaseOf(sources.version);
    this.#config = sources.configMap === null ? {} : fields(sources.configMap.body, ...sources.configAt);
    // The last occurrence counts, as in Go's flag packages.
    for (const flag of sources.flags) this.#flags.set(flag.name, flag);
    this.prefix = `${this.flag("annotations-prefix")?.value || "nginx.ingress.kubernetes.io"}/`;
    this.validates = this.switched("enable-annotation-validation", atLeast(this.release, 1, 12, 0)).value;
  }

  /** An annotation's key by its name without the prefix; one text for all Ingresses, since looking up a new one costs. */
  annotationKey(name: string): string {
    return this.#annotation(name).key;
  }

  /** Path of an annotation by its name without the prefix. */
  annotationAt(name: string): FieldPath {
    return this.#annotation(name).path;
  }

  #annotation(name: string): { readonly key: string; readonly path: FieldPath } {
    let known = this.#annotations.get(name);
    if (known === undefined) {
      const key = `${this.prefix}${name}`;
      known = { key, path: ["metadata", "annotations", key] };
      this.#annotations.set(name, known);
    }
    return known;
  }

  flag(name: string): Placed<string> | null {
    const found = this.#flags.get(name);
    if (found === undefined) return null;
    return { value: found.value ?? "", object: this.sources.flagsObject, at: found.at };
  }

  /** A boolean flag: present without a value means true. */
  switched(name: string, byDefault: boolean): Placed<boolean> {
    const found = this.#flags.get(name);
    if (found === undefined) return { value: byDefault, object: null, at: [] };
    const value = found.value === null ? true : (goBool(found.value) ?? true);
    return { value, object: this.sources.flagsObject, at: found.at };
  }

  /** A key of the ConfigMap as text. */
  config(key: string): Placed<string> | null {
    const value = text(this.#config, key);
    if (value === undefined) return null;
    return { value, object: this.sources.configMap, at: [...this.sources.configAt, key] };
  }

  /** The weak decoder: an empty text is false, a word that is no boolean keeps the default. */
  configBool(key: string, byDefault: boolean): Placed<boolean> {
    const found = this.config(key);
    if (found === null) return { value: byDefault, object: null, at: [] };
    return { ...found, value: found.value === "" ? false : (goBool(found.value) ?? byDefault) };
  }

  get allowsSnippets(): Placed<boolean> {
    return this.configBool("allow-snippet-annotations", !atLeast(this.release, 1, 9, 1));
  }

  /** An unknown word means Low (parser/main.go StringRiskToRisk). */
  get riskLevel(): Placed<RiskLevel> {
    const byDefault = atLeast(this.release, 1, 12, 0) ? "high" : "critical";
    const found = this.config("annotations-risk-level");
    if (found === null || !atLeast(this.release, 1, 9, 1)) return { value: byDefault, object: null, at: [] };
    return { ...found, value: RISKS.find((risk) => risk === found.value.toLowerCase()) ?? "low" };
  }

  tooRisky(risk: RiskLevel): boolean {
    return RISKS.indexOf(risk) > RISKS.indexOf(this.riskLevel.value);
  }

  get allowsOtherNamespaces(): boolean {
    return this.configBool("allow-cross-namespace-resources", !atLeast(this.release, 1, 12, 0)).value;
  }

  /** Whether --watch-namespace leaves a namespace's Services, Secrets and ConfigMaps to be read (store.go New). */
  sees(namespace: string): boolean {
    const only = this.flag("watch-namespace")?.value ?? "";
    return only === "" || only === namespace;
  }

  get passthrough(): Placed<boolean> {
    return this.switched("enable-ssl-passthrough", false);
  }

  /** `namespace/name` of a flag. */
  reference(flag: string): NamespacedName | null {
    const [namespace, name, more] = (this.flag(flag)?.value ?? "").split("/");
    if (namespace === undefined || name === undefined || more !== undefined || name === "") return null;
    return { namespace, name };
  }

  get redirectCode(): number {
    const code = Number(this.config("http-redirect-code")?.value ?? "308");
    return [301, 302, 307, 308].includes(code) ? code : 308;
  }
}

/** Sources for an instance that the input does not hold: the documented defaults. */
export function defaultSources(world: World): SettingSources {
  const given = world.given.find((item) => item.id === "ingress-nginx");
  const assumptions = [
    assumption(
      "ingress-nginx's flags and ConfigMap",
      "the documented defaults",
      "add the controller's Deployment and ConfigMap to the input, or pass --controller-config FILE",
    ),
  ];
  if ((given?.version ?? null) === null) assumptions.unshift(unknownRelease());
  return {
    version: given?.version ?? null,
    flagsObject: null,
    flags: [],
    configMap: null,
    configAt: ["data"],
    assumptions,
  };
}

export function unknownRelease(): Assumption {
  return assumption(
    "which release of ingress-nginx runs",
    "1.15.1, the last one",
    "pass --controller ingress-nginx=VERSION",
  );
}
