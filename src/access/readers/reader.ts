import { evidence, type Fact } from "../../model/evidence.ts";
import type { Evidence, Reader } from "../../model/report.ts";
import { explainGrant } from "../explain.ts";
import { serviceAccountOf } from "../request.ts";
import { SHIPPED_ORIGIN } from "../shipped/shipped.ts";
import type { Permit } from "./actors.ts";
import { type Expectations, isBroad } from "./expected.ts";
import type { Edge, Node } from "./graph.ts";
import { READING_VERBS } from "./permissions.ts";
import type { Way } from "./search.ts";
import { TECHNIQUES, type TechniqueId } from "./techniques.ts";

/** Somebody who can obtain a Secret; what is said about the way is made when somebody asks for it. */
class FoundReader implements Reader {
  readonly subject: Subject;
  readonly direct: boolean;
  readonly expected: string | null;
  /** What `compareReaders` compares. */
  readonly order: string;
  /** Of a direct reader its rights, of another one the steps of its way. */
  readonly #edges: readonly Edge[];
  readonly #way: Way | null;
  #verbs: string[] | undefined;
  #json: unknown;

  constructor(node: Node, edges: readonly Edge[], way: Way | null, expected: string | null) {
    this.subject = subjectOf(node);
    this.direct = way === null;
    this.expected = expected;
    this.#edges = edges;
    this.#way = way;
    this.order = `${badness(this)} ${describeSubject(this.subject)}`;
  }

  get verbs(): string[] {
    return (this.#verbs ??= this.#heldVerbs());
  }

  #heldVerbs(): string[] {
    if (this.#way !== null) return [...new Set(this.#way.edge.permits.flatMap(requests))];
    const held = new Set(this.#edges.flatMap(({ permits }) => permits.flatMap(({ verbs }) => verbs)));
    return READING_VERBS.filter((verb) => held.has(verb));
  }

  get how(): string {
    if (this.#way === null) return `asks for it (${this.verbs.join(", ")})`;
    return this.#steps()
      .filter(({ technique }) => !SILENT.includes(technique))
      .filter(({ technique }, index, steps) => !saysNext(technique, index, steps[index + 1]))
      .map(titleOf)
      .join(", ");
  }

  get unsettled(): boolean {
    return this.#way !== null && this.#steps().some(({ technique }) => technique === "missingRole");
  }

  get conditions(): string[] {
    return this.#way === null
      ? []
      : [...new Set(this.#steps().flatMap(({ technique }) => TECHNIQUES[technique].condition ?? []))];
  }

  get via(): Evidence[] {
    return this.#steps().flatMap(stepEvidence);
  }

  #steps(): readonly Edge[] {
    return this.#way === null ? this.#edges : stepsOf(this.#way);
  }

  /** Made once: a reader of every Secret is written as often as there are Secrets. */
  toJSON(): unknown {
    if (this.#json === undefined) {
      const { subject, direct, verbs, expected, how, conditions, via } = this;
      const unsettled = this.unsettled ? true : undefined;
      this.#json = JSON.parse(JSON.stringify({ subject, direct, verbs, expected, how, conditions, unsettled, via }));
    }
    return this.#json;
  }
}

export type { FoundReader };

/** Somebody who can simply ask for the Secret. */
export function directReader(node: Node, edges: readonly Edge[], expected: Expectations): FoundReader {
  const reasons = edges.map((edge) => expected.reason(node.key, edge));
  return new FoundReader(node, edges, null, reasons.find((reason) => reason !== null) ?? null);
}

/** Somebody who gets at it by some steps. */
export function indirectReader(node: Node, way: Way, expected: Expectations): FoundReader {
  let reader = indirect.get(way);
  if (reader === undefined) {
    reader = new FoundReader(node, [], way, expected.reason(node.key, way.edge));
    indirect.set(way, reader);
  }
  return reader;
}

/** A way belongs to one node, and is met once for each Secret that it leads to. */
const indirect = new WeakMap<Way, FoundReader>();

/** Steps that only say that the general takes in the special. */
const SILENT: readonly TechniqueId[] = ["covers", "administers"];

/** Whether the next step says it as well: a kubelet is one for all of its nodes, and who reads a copy reads it. */
function saysNext(technique: TechniqueId, index: number, next: Edge | undefined): boolean {
  if (technique === next?.technique) return true;
  return index === 0 && technique === "direct" && next !== undefined && COPIES.includes(next.technique);
}

const COPIES: readonly TechniqueId[] = ["copied", "cloned", "sameKey", "synced", "unseals", "release"];

function stepsOf(way: Way): Edge[] {
  const edges: Edge[] = [];
  for (let here: Way | null = way; here !== null; here = here.next) edges.push(here.edge);
  return edges;
}

function titleOf({ technique, from, object }: Edge, index: number): string {
  const { title } = TECHNIQUES[technique];
  const who = index > 0 && from.kind === "principal" ? `${describeSubject(subjectOf(from))} ` : "";
  const what =
    object === undefined
      ? ""
      : ` (${object.kind} ${object.namespace === null ? "" : `${object.namespace}/`}${object.name})`;
  return `${who}${title}${what}`;
}

function requests({ verbs, resource }: Permit): string[] {
  return verbs.map((verb) => `${verb} ${resource}`);
}

function stepEvidence({ technique, permits, object, path, fact: own }: Edge): Evidence[] {
  const fact = own ?? TECHNIQUES[technique].fact;
  if (permits.length > 0) return permits.flatMap((permit) => permitEvidence(permit, fact));
  if (object !== undefined) return [evidence(fact, object, path ?? [])];
  return SILENT.includes(technique) ? [] : [evidence(fact)];
}

function permitEvidence(permit: Permit, fact: Fact): Evidence[] {
  const { held, rule, verbs, resource, scope } = permit;
  const where = scope === null ? "in every namespace" : `in ${scope}`;
  const text = `${verbs.join(", ")} on ${resource} ${where}: ${fact.text}`;
  if (held === null) return [evidence(fact, rule.role, rule.path, text)];
  // What every API server makes is in no input: its name says enough.
  if (held.binding.object.origin === SHIPPED_ORIGIN) return [evidence(fact, held.binding.object, [], text)];
  return explainGrant({ ...held, rule }, fact, text);
}

type Subject = Reader["subject"];

const subjects = new WeakMap<Node, Subject>();

export function subjectOf(node: Node): Subject {
  let subject = subjects.get(node);
  if (subject === undefined) subjects.set(node, (subject = parseSubject(node)));
  return subject;
}

function parseSubject({ key }: Node): Subject {
  if (key.startsWith("group ")) return { kind: "Group", namespace: null, name: key.slice("group ".length) };
  const user = key.slice("user ".length);
  const account = serviceAccountOf(user);
  if (account === null) return { kind: "User", namespace: null, name: user };
  return { kind: "ServiceAccount", ...account };
}

export function describeSubject({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}

/** Worst first: whom nearly everybody can be, then whoever is not expected, the direct ones before the others. */
export function compareReaders(a: FoundReader, b: FoundReader): number {
  return a.order < b.order ? -1 : a.order > b.order ? 1 : 0;
}

/** 0 is the worst. */
export function badness({ subject, direct, expected, unsettled }: Reader): number {
  if (expected !== null) return direct ? 8 : 9;
  if (unsettled === true) return 7;
  const later = direct ? 0 : 1;
  if (subject.kind !== "ServiceAccount" && isBroad(subject.name)) return later;
  if (subject.kind === "ServiceAccount" && subject.name === "default") return 2 + later;
  return 4 + later;
}
