import type { Inventory } from "../../inventory/inventory.ts";
import { evidence } from "../../model/evidence.ts";
import type { KeyCopies } from "../../model/key-access.ts";
import { clonesOf, mirrorsOf } from "../readers/mirrors.ts";
import { TECHNIQUES } from "../readers/techniques.ts";
import type { RouteKeys } from "./route-keys.ts";

/** Keys that controllers copy into other namespaces. */
export function keyCopies(inventory: Inventory, keys: RouteKeys): KeyCopies[] {
  const copies: KeyCopies[] = [];
  for (const { namespace, name, object, path: at, by, asked, where } of mirrorsOf(inventory)) {
    const key = keys.find(namespace, name);
    if (key === undefined) continue;
    const { fact } = TECHNIQUES[asked ? "mirror" : "copied"];
    const to = where === null ? "every namespace" : `the namespaces ${where}`;
    copies.push({
      key,
      object,
      at,
      by,
      asked,
      where: to,
      open: where === null,
      evidence: [evidence(fact, object, at)],
    });
  }
  for (const { namespace, name, policy, path: at, toNamespace } of clonesOf(inventory)) {
    const key = keys.find(namespace, name);
    if (key === undefined || toNamespace === namespace) continue;
    const proof = [evidence(TECHNIQUES.cloned.fact, policy, at)];
    const where = toNamespace === null ? "every namespace that its rule matches" : `the namespace ${toNamespace}`;
    const open = toNamespace === null;
    copies.push({ key, object: policy, at, by: "Kyverno", asked: false, where, open, evidence: proof });
  }
  return copies;
}
