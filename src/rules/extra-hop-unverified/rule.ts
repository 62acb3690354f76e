import type { Hop } from "../../model/report.ts";
import { type HopRole, type Protection, type Severity, compareProtection } from "../../model/words.ts";
import { defineRule, type RuleInput, type PathView } from "../contract.ts";
import { backendHops, extraHops, hopProblem, placeName } from "../problems.ts";

const ROLES: Readonly<Partial<Record<HopRole, string>>> = {
  auth: "Authentication requests",
  mirror: "Copies of requests",
  errors: "Requests for error pages",
  "default-backend": "Requests to the default backend",
};

export const rule = defineRule({
  id: "LH2008",
  slug: "extra-hop-unverified",
  severity: "warning",
  summary: "Requests beside the main one travel in clear or to an unverified server",
  messages: {
    clear: "{what} travel in clear to {to}",
    unverified: "{what} go by TLS to {to}, whose certificate is not verified",
  },
  *check(input) {
    for (const path of input.paths) {
      for (const hop of extraHops(path)) {
        const what = ROLES[hop.role];
        if (what === undefined || compareProtection(hop.protection, "tls-verified") >= 0) continue;
        const message = hop.protection === "plaintext" ? "clear" : "unverified";
        const data = { what, to: placeName(hop.to) };
        const severity = severityOf(input, path, hop);
        yield hopProblem(path, hop, "extra-hop-unverified", {
          message,
          data,
          severity,
          cause: `${message}:${hop.role}`,
        });
      }
    }
  },
});

/** A hop that is as weak as the route's own adds little; one that is weaker, or leaves the cluster, does. */
function severityOf(input: RuleInput, path: PathView, hop: Hop): Severity {
  const level = input.options.requiredFor(path.route)?.level;
  if (hop.protection === "plaintext" && (level === "re-encrypt" || level === "verified" || level === "mtls"))
    return "error";
  if (hop.to.kind === "external") return "warning";
  const own: Protection[] = backendHops(path).map((item) => item.protection);
  const stronger = own.some(
    (item) => item !== "unknown" && item !== "broken" && compareProtection(item, hop.protection) > 0,
  );
  return stronger ? "warning" : "note";
}
