import { isFields, labels, text } from "../../model/read.ts";
import { selectsLabels } from "../../model/selectors.ts";
import type { World } from "../contract.ts";

/**
 * Whether a namespace is one of those that a Gateway lets in (`from` and `selector` of allowedRoutes and
 * allowedListeners). null: its labels are not in the input.
 */
export function lets(
  world: World,
  rule: unknown,
  own: string,
  other: string,
  byDefault: "Same" | "None",
): boolean | null {
  switch (text(rule, "from") ?? byDefault) {
    case "All":
      return true;
    case "Same":
      return own === other;
    case "Selector":
      return isFields(rule) && isFields(rule["selector"]) ? isSelected(world, rule["selector"], other) : false;
    default:
      return false;
  }
}

function isSelected(world: World, selector: unknown, name: string): boolean | null {
  const namespace = world.inventory.find("Namespace.", null, name);
  if (namespace === undefined && !world.inventory.whole) return null;
  // The API server labels every namespace with its name.
  const own = namespace === undefined ? {} : labels(namespace);
  return selectsLabels(selector, { ...own, "kubernetes.io/metadata.name": name });
}
