import { annotations } from "../../model/read.ts";
import { defineRule } from "../contract.ts";
import { PAGES } from "../pages.ts";
import { remedyFor } from "../remedies.ts";
import { IGNORE } from "../suppress.ts";

export const rule = defineRule({
  id: "LH6090",
  slug: "suppression-not-in-force",
  severity: "warning",
  summary: "An ignore annotation suppresses nothing",
  messages: {
    unknown: '"{key}" suppresses nothing: no rule is called {slug}',
    unreasoned: '"{key}" suppresses nothing: it gives no reason',
  },
  *check(input) {
    const remedy = remedyFor("suppression-not-in-force", undefined);
    for (const object of input.inventory.objects) {
      for (const [key, value] of Object.entries(annotations(object))) {
        if (!key.startsWith(IGNORE)) continue;
        const slug = key.slice(IGNORE.length);
        const known = Object.hasOwn(PAGES, slug);
        if (known && typeof value === "string" && value.trim() !== "") continue;
        const at = ["metadata", "annotations", key];
        yield { message: known ? "unreasoned" : "unknown", data: { key, slug }, object, at, evidence: [], remedy };
      }
    }
  },
});
