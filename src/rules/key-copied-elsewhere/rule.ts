import { defineRule } from "../contract.ts";
import { remedyFor } from "../remedies.ts";

const SLUG = "key-copied-elsewhere";

export const rule = defineRule({
  id: "LH4006",
  slug: SLUG,
  severity: "warning",
  summary: "A controller copies the key of a route into other namespaces",
  messages: {
    copied: "{by} copies the key of Secret {key} into {where}",
    asked: "Whoever makes Secrets in {where} can have {by} hand over the key of Secret {key}",
  },
  *check({ keyAccess }) {
    const everywhere = new Set(keyAccess.copies.filter(({ asked, open }) => open && !asked).map(({ key }) => key));
    for (const { key, object, at, by, where, open, asked, evidence } of keyAccess.copies) {
      // Where every namespace has a copy, nobody needs to ask for one.
      if (asked && everywhere.has(key)) continue;
      const data = {
        key: `${key.namespace}/${key.name}`,
        by: asked ? by : by.charAt(0).toUpperCase() + by.slice(1),
        where,
      };
      const severity = open ? "warning" : "note";
      const message = asked ? "asked" : "copied";
      yield { message, data, object, at, evidence, severity, remedy: remedyFor(SLUG, undefined) };
    }
  },
});
