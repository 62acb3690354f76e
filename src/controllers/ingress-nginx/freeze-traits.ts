import { annotation } from "../../model/read.ts";
import type { Trait } from "../contract.ts";
import { FACTS } from "./facts.ts";
import type { ParsedIngress } from "./parsed.ts";
import type { RouteWorld } from "./routes.ts";
import { blocksOf } from "./nginx-locations.ts";
import type { Declaration, Server } from "./servers.ts";
import { nameOf, tell } from "./tell.ts";

/** Nginx takes no location twice: a younger path of the same type is added where one of another type comes before it. */
export function duplicateTraits({ rule, parsed, location }: Declaration, server: Server): Trait[] {
  if (location === null || server.locations.length < 2 || blocksOf(server).regex) return [];
  const twin = server.locations.find(
    (item) => item !== location && item.path === location.path && item.pathType === location.pathType,
  );
  if (twin === undefined) return [];
  const why = "the host has this path twice with the same type, which breaks the configuration";
  const cause = { fact: FACTS.freeze, object: parsed.ingress, at: rule.at };
  const other = twin.owner === null ? "" : ` or the one of Ingress ${nameOf(twin.owner.ingress)}`;
  return [tell("freezes-controller", { why, cause, remedy: { text: `Take out this path${other}.` } })];
}

/** Values that pass every check and that nginx refuses. */
export function freezeTraits({ settings }: RouteWorld, server: Server, owner: ParsedIngress): Trait[] {
  const told: Trait[] = [];
  const value = (name: string): string => annotation(owner.ingress, settings.annotationKey(name)) ?? "";
  const freeze = (name: string, why: string): void => {
    const at = settings.annotationAt(name);
    told.push(tell("freezes-controller", { why, cause: { fact: FACTS.freeze, object: owner.ingress, at } }));
  };
  if (/\S \S/.test(value("ssl-ciphers"))) freeze("ssl-ciphers", "a space inside ssl-ciphers breaks the configuration");
  if (/(?:^|[^$])\{/.test(owner.proxySsl.name?.value ?? ""))
    freeze("proxy-ssl-name", "a brace in proxy-ssl-name breaks the configuration");
  if (owner.proxySsl.ca) {
    if (/^-\d+$/.test(value("proxy-ssl-verify-depth")))
      freeze("proxy-ssl-verify-depth", "a negative depth breaks the configuration");
    if (/TLSv1\.\dTLS/.test(value("proxy-ssl-protocols")))
      freeze("proxy-ssl-protocols", "protocols without a space between them break the configuration");
    if (/\S \S/.test(value("proxy-ssl-ciphers")))
      freeze("proxy-ssl-ciphers", "a space inside proxy-ssl-ciphers breaks the configuration");
  }
  if (owner.clientAuth.ca && /^-\d+$/.test(value("auth-tls-verify-depth"))) {
    freeze("auth-tls-verify-depth", "a negative depth breaks the configuration");
  }
  if (owner.locationSnippet !== null) freezeBySnippet(owner.locationSnippet.value, server, owner, freeze);
  return told;
}

function freezeBySnippet(
  snippet: string,
  server: Server,
  { proxySsl }: ParsedIngress,
  freeze: (name: string, why: string) => void,
): void {
  if (proxySsl.ca && /\bproxy_ssl_verify\b/.test(snippet)) {
    freeze("configuration-snippet", "proxy_ssl_verify stands in the location twice");
  } else if (
    /\bproxy_ssl_verify\s+on\b/.test(snippet) &&
    !/proxy_ssl_trusted_certificate/.test(snippet) &&
    server.proxySsl?.ca !== true
  ) {
    freeze("configuration-snippet", "proxy_ssl_verify on without proxy_ssl_trusted_certificate is refused");
  }
}
