import { refOf } from "../../model/read.ts";
import { keyOf } from "../readers/actors.ts";
import { subjectOf } from "../readers/reader.ts";
import type { Given, Grant } from "./draft.ts";
import type { Gain, Loss, WrittenOut } from "./plan.ts";

/** What somebody loses of a binding, and what he keeps of that. */
export function lossesOf({ binding, key, atoms, pieces }: Grant): Loss[] {
  const subject = subjectOf({ key, kind: "principal", into: [] });
  const by = refOf(binding.object);
  return pieces.map((piece): Loss => {
    const left = atoms.filter((atom) => atom.piece === piece);
    return {
      ...piece,
      subject,
      by,
      left: left.map(({ rule, scope }) => ({ verbs: rule.verbs, names: rule.resourceNames, scope })),
    };
  });
}

export function gainsOf({ subject: given, atoms, from }: Given): Gain[] {
  const subject = subjectOf({ key: keyOf(given), kind: "principal", into: [] });
  const by = refOf(from.object);
  return atoms.map(({ rule, scope }) => ({ subject, verbs: rule.verbs, names: rule.resourceNames, scope, by }));
}

export function writtenOutOf({ binding, key, stars }: Grant): WrittenOut[] {
  const subject = subjectOf({ key, kind: "principal", into: [] });
  return stars.map((star) => ({ ...star, subject, by: refOf(binding.object) }));
}
