import type { Fact } from "../../model/evidence.ts";
import type { Door } from "../../model/doors.ts";
import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { text } from "../../model/read.ts";
import { openToAuthors } from "./advisories.ts";
import { FACTS } from "./facts.ts";
import type { NginxSettings } from "./settings.ts";

const POD_SPECS: Readonly<Record<string, FieldPath>> = { Pod: ["spec"] };

/** How those who write Ingresses get at what the controller may read: snippets, and flaws of its release. */
export function doorsOf(
  settings: NginxSettings,
  { object, at: image }: { readonly object: KubeObject; readonly at: FieldPath },
): Door[] {
  const spec = POD_SPECS[object.kind] ?? ["spec", "template", "spec"];
  const name = text(object.body, ...spec, "serviceAccountName") || text(object.body, ...spec, "serviceAccount");
  const common = {
    namespace: settings.flag("watch-namespace")?.value || null,
    account: { namespace: object.namespace ?? "", name: name || "default" },
  };
  const doors: Door[] = [];
  const allowed = settings.allowsSnippets;
  if (allowed.value && !settings.tooRisky("critical")) {
    const place = allowed.object === null ? { object, at: image } : { object: allowed.object, at: allowed.at };
    doors.push({ ...common, ...place, kind: "snippet", fact: FACTS.snippetReadsFiles });
  }
  const flaws = openToAuthors(settings.release);
  if (flaws.length > 0) {
    const fact: Fact = {
      text: `This release is open to ${flaws.join(", ")}: whoever writes Ingresses runs code in the controller.`,
      reference: "https://kubernetes.io/docs/reference/issues-security/official-cve-feed/",
      basis: "documented",
    };
    doors.push({ ...common, object, at: image, kind: "injection", fact });
  }
  return doors;
}
