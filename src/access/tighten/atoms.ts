import type { Rule } from "../rule.ts";
import { groupsWith, resourcesIn, verbsOn } from "./written-out.ts";

/** What a rule says, wherever it stands. */
export type Shape = Pick<Rule, "verbs" | "apiGroups" | "resources" | "resourceNames" | "nonResourceURLs">;

/** A right that is taken out of a rule, as it was there. */
export interface Piece {
  readonly verbs: readonly string[];
  readonly group: string;
  readonly resource: string;
  /** Empty for any name. */
  readonly names: readonly string[];
  /** The namespace where it counted; null for everywhere. */
  readonly scope: string | null;
  /** Why it had to go, in a few words: the way that it opens. */
  readonly way: string;
}

/** A part of what a binding grants: a rule that was left whole, what stays beside a piece, or what is left of one. */
export interface Atom {
  readonly scope: string | null;
  readonly rule: Shape;
  /** The right that this is left of; null for what no one touched. */
  readonly piece: Piece | null;
  /** Whether the rule is as somebody wrote it. */
  readonly asWritten: boolean;
}

/** A star that had to be written out, since RBAC has no "all but". */
export interface Star {
  readonly field: "verbs" | "resources" | "apiGroups";
  /** What the rule is about, as in `verbs on secrets`. */
  readonly on: string;
  readonly writtenOut: readonly string[];
}

export interface Wanted {
  readonly verbs: readonly string[];
  readonly group: string;
  /** With the subresource after a slash. */
  readonly resource: string;
  /** As `way` of a piece. */
  readonly way: string;
}

export interface Split {
  readonly taken: Atom;
  /** What else the rule allows. */
  readonly rest: readonly Atom[];
  readonly stars: readonly Star[];
}

/** Takes a right out of a rule. @returns null where what would be left cannot be written down */
export function takeOut(atom: Atom, wanted: Wanted): Split | null {
  return atom.piece === null ? splitRule(atom, wanted) : splitPiece(atom, wanted);
}

/** What is left of a piece allows one resource: only verbs can be more than is wanted. */
function splitPiece(atom: Atom, { verbs }: Wanted): Split {
  const others = atom.rule.verbs.filter((verb) => !verbs.includes(verb));
  const taken = { ...atom, rule: { ...atom.rule, verbs: atom.rule.verbs.filter((verb) => verbs.includes(verb)) } };
  return { taken, rest: others.length === 0 ? [] : [{ ...atom, rule: { ...atom.rule, verbs: others } }], stars: [] };
}

function splitRule({ scope, rule }: Atom, { verbs, group, resource, way }: Wanted): Split | null {
  const covering = rule.resources.filter((written) => covers(written, resource));
  const everyGroup = rule.apiGroups.includes("*");
  if (everyGroup && covering.includes("*")) return null;
  const otherGroups = everyGroup
    ? groupsWith(resource).filter((other) => other !== group)
    : without(rule.apiGroups, group);
  const beside = writtenOut(covering, group);
  if (beside === null) return null;
  const everyVerb = rule.verbs.includes("*");
  const all = everyVerb ? [...new Set([...verbsOn(resource), ...verbs, ...without(rule.verbs, "*")])] : rule.verbs;
  const taken = everyVerb ? verbs : verbs.filter((verb) => rule.verbs.includes(verb));
  const otherVerbs = all.filter((verb) => !taken.includes(verb));
  const others = rule.resources.filter((written) => !covering.includes(written));
  const part = (changed: Partial<Shape>): Atom => {
    return { scope, rule: { ...rule, ...changed }, piece: null, asWritten: false };
  };
  const unique = [...new Set(beside)].filter((other) => other !== resource && !others.includes(other));
  const rest = [
    part({ resources: others }),
    part({ apiGroups: otherGroups, resources: covering }),
    part({ apiGroups: [group], resources: unique }),
    part({ apiGroups: [group], resources: [resource], verbs: otherVerbs }),
  ].filter((atom) => !isEmpty(atom.rule));
  const names = rule.resourceNames;
  const stars: Star[] = [];
  const title = group === "" ? resource : `${resource}.${group}`;
  if (everyVerb) stars.push({ field: "verbs", on: title, writtenOut: otherVerbs });
  if (everyGroup) {
    for (const written of covering)
      stars.push({ field: "apiGroups", on: written, writtenOut: [group, ...otherGroups] });
  }
  if (unique.length > 0 || covering.some((written) => written.startsWith("*"))) {
    stars.push({ field: "resources", on: group === "" ? "the core group" : group, writtenOut: unique });
  }
  const own = { ...rule, verbs: taken, apiGroups: [group], resources: [resource] };
  const piece = { verbs: taken, group, resource, names, scope, way };
  return { taken: { scope, rule: own, piece, asWritten: false }, rest, stars };
}

/** Whether a rule allows any of the verbs on the resource. */
export function allowsAny(rule: Shape, { verbs, group, resource }: Wanted): boolean {
  return (
    (rule.verbs.includes("*") || verbs.some((verb) => rule.verbs.includes(verb))) &&
    (rule.apiGroups.includes("*") || rule.apiGroups.includes(group)) &&
    rule.resources.some((written) => covers(written, resource))
  );
}

/** As `resourceMatches` has it. */
function covers(written: string, resource: string): boolean {
  const subresource = resource.split("/")[1];
  return written === "*" || written === resource || (subresource !== undefined && written === `*/${subresource}`);
}

/** What the entries of a rule that cover a resource allow in a group; null where nobody can say. */
function writtenOut(entries: readonly string[], group: string): readonly string[] | null {
  const stars = entries.filter((entry) => entry.startsWith("*"));
  if (stars.length === 0) return [];
  const known = resourcesIn(group);
  if (known === null) return stars.includes("*") ? null : [];
  if (stars.includes("*")) return known;
  return known.filter((resource) => stars.some((star) => covers(star, resource)));
}

function without(items: readonly string[], item: string): readonly string[] {
  return items.filter((other) => other !== item);
}

export function isEmpty({ verbs, apiGroups, resources, nonResourceURLs }: Shape): boolean {
  return verbs.length === 0 || (nonResourceURLs.length === 0 && (apiGroups.length === 0 || resources.length === 0));
}
