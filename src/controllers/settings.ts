import { evidence, type Fact } from "../model/evidence.ts";
import type { FieldPath, KubeObject, Refusal } from "../model/objects.ts";
import { annotations } from "../model/read.ts";
import type { ControllerId } from "../model/words.ts";
import { isValid, specOf } from "./annotation-values.ts";
import type { Claims } from "./claims.ts";
import { INGRESSES } from "./claims.ts";
import type { ControllerInstance, ControllerModule, World } from "./contract.ts";
import { distance, nearest } from "./nearest.ts";
import { ownerByLabels, ownedKey, type PrefixIndex, type PrefixOwner, prefixesOf, similarPrefix } from "./prefixes.ts";
import { READERS } from "./readers.ts";
import type {
  AnnotationSpec,
  AnnotationTable,
  Belief,
  InvalidEffect,
  SettingProblem,
  SettingVerdict,
} from "./settings-contract.ts";

/** Kinds whose annotations some controller reads, as `Kind.group`. */
const ANNOTATED = [
  ...INGRESSES,
  "Service.",
  "Gateway.gateway.networking.k8s.io",
  "HTTPRoute.gateway.networking.k8s.io",
  "GRPCRoute.gateway.networking.k8s.io",
  "TLSRoute.gateway.networking.k8s.io",
  "HTTPProxy.projectcontour.io",
  "VirtualServer.k8s.nginx.org",
];

/** Every setting in the input that does not do what it says. */
export function lintSettings(world: World, modules: readonly ControllerModule[], claims: Claims): SettingVerdict[] {
  const prefixes = prefixesOf(modules, claims.instances);
  const servedBy = new Map<KubeObject, ControllerInstance[]>();
  for (const [instance, ingresses] of claims.byInstance) {
    for (const { ingress } of ingresses) servedBy.set(ingress, [...(servedBy.get(ingress) ?? []), instance]);
  }
  const verdicts: SettingVerdict[] = [];
  for (const kind of ANNOTATED) {
    for (const object of world.inventory.all(kind)) {
      verdicts.push(...ofObject(object, servedBy.get(object) ?? [], prefixes));
    }
  }
  for (const instance of claims.instances) verdicts.push(...instance.settings);
  return verdicts;
}

function ofObject(object: KubeObject, servers: readonly ControllerInstance[], prefixes: PrefixIndex): SettingVerdict[] {
  const keys = Object.keys(annotations(object));
  const verdicts = (object.refused ?? []).map((refusal) => ofRefusal(object, refusal, servers));
  const served = new Set(servers.map((instance) => instance.id));
  for (const key of keys) {
    const verdict = ofKey(object, key, { servers, served }, prefixes);
    if (verdict !== null) verdicts.push(verdict);
  }
  for (const reader of [...servers, ...READERS]) verdicts.push(...(reader.inspect?.(object) ?? []));
  return verdicts;
}

function ofRefusal(object: KubeObject, refusal: Refusal, servers: readonly ControllerInstance[]): SettingVerdict {
  const { path, value, reason, unquoted = false } = refusal;
  return {
    problem: unquoted ? "not-a-string" : "refused",
    controller: servers[0]?.id ?? "unknown",
    object,
    at: path,
    // Places in lists differ where the defect is the same.
    key: String(path.findLast((step) => typeof step === "string") ?? ""),
    value,
    effect: unquoted ? reason : `${describe(path)}${reason}`,
    instead: unquoted ? `"${value}"` : null,
    belief: "other",
    evidence: [evidence(unquoted ? NOT_TEXT : REFUSED, object, path)],
  };
}

/** `secretName: `; nothing where the place in a list is what counts. */
function describe(path: FieldPath): string {
  const last = path.at(-1);
  return typeof last === "string" && last !== "apiVersion" ? `${last}: ` : "";
}

interface Serving {
  readonly servers: readonly ControllerInstance[];
  readonly served: ReadonlySet<ControllerId>;
}

function ofKey(
  object: KubeObject,
  key: string,
  { servers, served }: Serving,
  prefixes: PrefixIndex,
): SettingVerdict | null {
  const owned = ownedKey(prefixes, key);
  if (owned === null) return null;
  const { prefix, name, owners } = owned;
  if (owners.length === 0) {
    return formerPrefix(object, key, prefix, name) ?? misspeltPrefix(object, key, prefix, name, prefixes);
  }
  const readers = owners.filter((owner) => owner.id === null || served.has(owner.id));
  if (served.size > 0 && !served.has("unknown") && readers.length === 0) {
    // Machine-made and cloud annotations on a Service are for whoever is there.
    if (object.kind !== "Ingress") return null;
    return ofAnother(object, key, name, owners, servers);
  }
  const owner = readers[0] ?? owners[0];
  return owner === undefined ? null : ofOwner(object, key, prefix, name, owner);
}

function misspeltPrefix(
  object: KubeObject,
  key: string,
  prefix: string,
  name: string,
  prefixes: PrefixIndex,
): SettingVerdict | null {
  const meant = similarPrefix(prefixes, prefix) ?? ownerByLabels(prefixes, prefix, name);
  if (meant === null) return null;
  const spec = specOf(meant.table, name) ?? specOf(meant.table, `${meant.prefix}${name}`);
  return told(object, key, meant.id, "unknown-prefix", {
    effect: `nobody reads the prefix ${prefix}`,
    instead: full(meant.prefix, spec?.name ?? nearest(name, namesOf(meant.table)) ?? name),
    belief: spec?.belief ?? "other",
    source: meant.table.source,
  });
}

function formerPrefix(object: KubeObject, key: string, prefix: string, name: string): SettingVerdict | null {
  for (const { table } of READERS) {
    const found = table.former?.find((item) => item.prefix === prefix);
    if (found === undefined) continue;
    const instead = `${found.instead}${name}`;
    const { why: effect, belief } = found;
    return told(object, key, null, "removed", { effect, instead, belief, source: table.source });
  }
  return null;
}

/** A name with its prefix; some tables hold names that have theirs already. */
function full(prefix: string, name: string): string {
  return name.includes("/") ? name : `${prefix}${name}`;
}

function ofAnother(
  object: KubeObject,
  key: string,
  name: string,
  owners: readonly PrefixOwner[],
  servers: readonly ControllerInstance[],
): SettingVerdict | null {
  const owner = owners[0];
  const server = servers[0];
  if (owner === undefined || server === undefined) return null;
  const spec = specOf(owner.table, name);
  return told(object, key, server.id, "other-controller", {
    effect: `${owner.title} reads it, and ${server.id} serves this ${object.kind}`,
    instead: null,
    belief: spec?.belief ?? "other",
    source: owner.table.source,
  });
}

function ofOwner(
  object: KubeObject,
  key: string,
  prefix: string,
  name: string,
  owner: PrefixOwner,
): SettingVerdict | null {
  const { table, id, title } = owner;
  const wanted = table.caseInsensitive === true ? name.toLowerCase() : name;
  const spec = specOf(table, wanted) ?? specOf(table, `${prefix}${wanted}`);
  if (spec === undefined) return unknownName(object, key, prefix, wanted, owner);
  if (!spec.on.includes(object.kind) && !isReadElsewhere(spec, object, table)) {
    return told(object, key, id, "wrong-object", {
      effect: `${title} reads it on ${spec.on.join(" and ")}, not on a ${object.kind}`,
      instead: `the same annotation on the ${spec.on[0] ?? "Ingress"}`,
      belief: spec.belief,
      source: spec.source,
    });
  }
  const value = annotations(object)[key];
  if (typeof value !== "string" || isValid(spec, value)) return null;
  return told(object, key, id, PROBLEM_OF[spec.onInvalid ?? "taken"] ?? "value-falls-back", {
    effect: effectOf(spec, value, title),
    instead: spec.values === undefined ? null : `one of ${spec.values.join(", ")}`,
    belief: spec.belief,
    source: spec.source,
  });
}

/** Gateway kinds take over what Ingress and Service have: tables say less about them than the controllers read. */
function isReadElsewhere(spec: AnnotationSpec, object: KubeObject, { allKinds }: AnnotationTable): boolean {
  return spec.on.length === 0 || (allKinds !== true && !["Ingress", "Service"].includes(object.kind));
}

function unknownName(
  object: KubeObject,
  key: string,
  prefix: string,
  name: string,
  owner: PrefixOwner,
): SettingVerdict | null {
  const { table, id, title } = owner;
  const known = table.notAnnotations.find((item) => item.name === name);
  if (known !== undefined) {
    const problem: SettingProblem =
      known.what === "removed"
        ? "removed"
        : known.what === "configmap-key" || known.what === "flag"
          ? "configmap-or-flag"
          : known.what === "other-controller"
            ? "other-controller"
            : "unknown-name";
    return told(object, key, id, problem, {
      effect: known.why,
      instead: known.instead,
      belief: known.belief,
      source: table.source,
    });
  }
  const near = nearest(name, shortNames(table, prefix));
  if (table.partial === true && (near === null || distance(name, near, 1) > 1)) return null;
  const spec = near === null ? undefined : (specOf(table, near) ?? specOf(table, `${prefix}${near}`));
  return told(object, key, id, "unknown-name", {
    effect:
      table.unknownName === "rejects-object" && ["Ingress", "Service"].includes(object.kind)
        ? `${title} does not know it and leaves the whole ${object.kind} out`
        : `${title} does not know it and ignores it`,
    instead: near === null ? null : full(prefix, near),
    belief: spec?.belief ?? "other",
    source: table.source,
  });
}

/** Names under one prefix, without it. */
function shortNames(table: AnnotationTable, prefix: string): string[] {
  return namesOf(table).flatMap((name) =>
    !name.includes("/") ? [name] : name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );
}

function namesOf(table: AnnotationTable): string[] {
  return table.annotations.map((spec) => spec.name);
}

const PROBLEM_OF: Readonly<Record<InvalidEffect, SettingProblem>> = {
  "falls-back": "value-falls-back",
  "rejects-object": "value-rejects",
  "denies-location": "value-denies",
  "drops-feature": "value-drops-feature",
  freezes: "value-freezes",
  taken: "value-falls-back",
};

function effectOf(spec: AnnotationSpec, value: string, title: string): string {
  const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  switch (spec.onInvalid) {
    case "rejects-object":
      return `${title} does not accept ${shown} and leaves the whole Ingress out`;
    case "denies-location":
      return `${title} does not accept ${shown} and answers 503 on every path of this Ingress`;
    case "drops-feature":
      return `${title} does not accept ${shown} and drops the feature`;
    case "freezes":
      return `${title} takes ${shown}, and from then on no further change`;
    default:
      return `${title} does not accept ${shown}: ${spec.default == null ? "nothing is set" : `"${spec.default}" is in force`}`;
  }
}

const REFUSED: Fact = {
  text: "The API server checks an Ingress as it is created and refuses this one.",
  reference: "measured: kube-apiserver 1.36.3; pkg/apis/networking/validation/validation.go",
  basis: "measured",
};

const NOT_TEXT: Fact = {
  text: "Annotation values have to be strings: the API server refuses the object.",
  reference: "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
  basis: "measured",
};

interface Said {
  readonly effect: string;
  readonly instead: string | null;
  readonly belief: Belief;
  readonly source: string;
}

function told(
  object: KubeObject,
  key: string,
  controller: ControllerId | null,
  problem: SettingProblem,
  { effect, instead, belief, source }: Said,
): SettingVerdict {
  const at: FieldPath = ["metadata", "annotations", key];
  const value = annotations(object)[key];
  const fact: Fact = { text: `${effect.charAt(0).toUpperCase()}${effect.slice(1)}.`, reference: source, basis: "read" };
  return {
    problem,
    controller: controller ?? "unknown",
    object,
    at,
    key,
    value: typeof value === "string" ? value : null,
    effect,
    instead,
    belief,
    evidence: [evidence(fact, object, at)],
  };
}
