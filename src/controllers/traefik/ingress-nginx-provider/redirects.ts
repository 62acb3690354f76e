import type { FieldPath, KubeObject } from "../../../model/objects.ts";
import { list } from "../../../model/read.ts";
import type { Cause, RedirectRule } from "../dynamic.ts";
import { FACTS } from "../facts.ts";
import { isTrue, numberOf, pathOf, valueOf } from "./annotations.ts";

/** Redirects of an Ingress: to HTTPS, on the plain router alone, and those that answer both. Source: middleware.go. */
export function redirectsOf(ingress: KubeObject): {
  readonly toHttps: RedirectRule | null;
  readonly others: readonly RedirectRule[];
} {
  const hasTls = list(ingress.body, "spec", "tls").length > 0;
  const asked = valueOf(ingress, "ssl-redirect");
  const to = (fact: Cause["fact"], at: FieldPath): RedirectRule => ({
    kind: "scheme",
    scheme: "https",
    port: "",
    status: 308,
    cause: { fact, object: ingress, at },
  });
  const toHttps = isTrue(ingress, "force-ssl-redirect")
    ? to(FACTS.nginxForced, pathOf("force-ssl-redirect"))
    : hasTls && (asked === undefined || isTrue(ingress, "ssl-redirect"))
      ? to(FACTS.nginxRedirect, ["spec", "tls"])
      : null;
  return { toHttps, others: [...appRoot(ingress), ...elsewhere(ingress)] };
}

function appRoot(ingress: KubeObject): RedirectRule[] {
  const target = valueOf(ingress, "app-root") ?? "";
  if (!target.startsWith("/")) return [];
  const cause: Cause = { fact: FACTS.nginxElsewhere, object: ingress, at: pathOf("app-root") };
  return [{ kind: "root", target, status: 302, cause }];
}

/** temporal-redirect goes before permanent-redirect; an empty value is one too. */
function elsewhere(ingress: KubeObject): RedirectRule[] {
  for (const [name, usual] of [
    ["temporal-redirect", 302],
    ["permanent-redirect", 301],
  ] as const) {
    const target = valueOf(ingress, name);
    if (target === undefined) continue;
    const stated = numberOf(ingress, `${name}-code`) ?? usual;
    return [
      {
        kind: "regex",
        pattern: /^.*$/s,
        source: ".*",
        replacement: target,
        status: stated < 300 || stated > 308 ? usual : stated,
        cause: { fact: FACTS.nginxElsewhere, object: ingress, at: pathOf(name) },
      },
    ];
  }
  return [];
}

/** from-to-www-redirect: the other name of a host, and the redirect from there. null where both are hosts already. */
export function wwwRedirect(
  ingress: KubeObject,
  host: string,
  hosts: ReadonlySet<string>,
): { readonly host: string; readonly rule: RedirectRule } | null {
  if (!isTrue(ingress, "from-to-www-redirect") || host === "*" || host.startsWith("*.")) return null;
  const other = host.startsWith("www.") ? host.slice("www.".length) : `www.${host}`;
  if (hosts.has(other)) return null;
  return {
    host: other,
    rule: {
      kind: "regex",
      pattern: /^(https?):\/\/[^/:]+(:[0-9]+)?\/(.*?)\/?$/,
      source: "^(https?)://[^/:]+",
      replacement: `$1://${host}$2/$3`,
      status: 308,
      cause: { fact: FACTS.nginxElsewhere, object: ingress, at: pathOf("from-to-www-redirect") },
    },
  };
}
