import type { Reader } from "../../model/report.ts";
import { defineRule } from "../contract.ts";
import { keysText, subjectText } from "../key-words.ts";
import { remedyFor } from "../remedies.ts";

const SLUG = "snippets-open-keys";

export const rule = defineRule({
  id: "LH4004",
  slug: SLUG,
  severity: "warning",
  summary: "Snippets give the controller's keys to whoever writes an Ingress",
  messages: { open: "Snippets let {authors} have what the controller may read, the key of {keys} among it" },
  *check({ keyAccess }) {
    for (const { authors, keys, object, at, evidence } of keyAccess.snippets) {
      const data = { authors: authorsText(authors), keys: keysText(keys) };
      yield { message: "open", data, object, at, evidence, remedy: remedyFor(SLUG, undefined) };
    }
  },
});

function authorsText(authors: readonly Reader["subject"][]): string {
  const [first, ...others] = authors.map(subjectText);
  return others.length === 0 ? `${first}` : `${first} and ${others.length} more who may write Ingresses`;
}
