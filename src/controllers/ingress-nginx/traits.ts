import type { FieldPath, KubeObject } from "../../model/objects.ts";
import { list } from "../../model/read.ts";
import type { Trait } from "../contract.ts";
import type { ServedCertificateEntry } from "./certificate.ts";
import { backendTraits, sideTraits } from "./backend-traits.ts";
import { FACTS } from "./facts.ts";
import { duplicateTraits, freezeTraits } from "./freeze-traits.ts";
import type { Cause, ParsedIngress } from "./parsed.ts";
import { type RouteFacts, type RouteWorld } from "./routes.ts";
import type { Server } from "./servers.ts";
import { nameOf, tell } from "./tell.ts";
import { isAboutTls } from "./snippets.ts";

/** All that the hops of a route do not show. */
export function routeTraits(world: RouteWorld, facts: RouteFacts): Trait[] {
  const { declaration } = facts;
  const { server, location, parsed, outcome } = declaration;
  const notServed = notServedTrait(facts);
  if (notServed !== null) return [notServed];
  if (server === null || location === null) return [];
  const owner = location.owner ?? parsed;
  return [
    ...certificateTraits(world, facts),
    ...redirectTraits(world, facts, owner),
    ...passthroughTraits(world, facts, server, parsed),
    ...clientAuthTraits(facts, server, parsed),
    // Nothing is sent on where every request is answered 503.
    ...(facts.passesThrough || outcome === "canary" || owner.denied !== null
      ? []
      : backendTraits(world, facts, server, location, owner)),
    ...sideTraits(server, owner),
    ...snippetTraits(world, server, owner),
    ...freezeTraits(world, server, owner),
    ...duplicateTraits(declaration, server),
  ];
}

function notServedTrait({ declaration }: RouteFacts): Trait | null {
  const { outcome, parsed, location, rule } = declaration;
  if (outcome === "rejected" && parsed.rejected !== null) {
    const { fact, text } = parsed.rejected;
    return tell("object-rejected", { why: lower(text ?? fact.text), cause: parsed.rejected });
  }
  if (outcome === "shadowed") {
    const other = location?.owner?.ingress;
    const cause: Cause = { fact: FACTS.shadowed, object: parsed.ingress, at: rule.at };
    return tell("path-shadowed", { why: `Ingress ${nameOf(other)} has the same host and path and comes first`, cause });
  }
  if (outcome === "outranked") {
    const other = location?.owner?.ingress;
    const cause: Cause = { fact: FACTS.outranked, object: parsed.ingress, at: rule.at };
    return tell("path-shadowed", { why: `a path of Ingress ${nameOf(other)} takes its requests`, cause });
  }
  return null;
}

function certificateTraits({ settings }: RouteWorld, facts: RouteFacts): Trait[] {
  const { client, presented, declaration, plain } = facts;
  if (client.https !== "terminates") return [];
  const { entry, certificate } = presented;
  const own = certificate.kind === "controller-default";
  const traits: Trait[] = [];
  const { ingress } = declaration.parsed;
  if (entry !== null && entry.why !== null) {
    const at: Cause = {
      fact: own ? FACTS.certificateDefault : FACTS.certificateDefaultFlag,
      object: entry.ingress,
      at: entry.at,
    };
    if (entry.why === "host-not-covered") {
      traits.push(
        tell("host-not-covered", {
          why: `the certificate of Secret ${entry.meant?.name} is for other names, so another one is served`,
          cause: at,
        }),
      );
    } else if (own) traits.push(tell("default-certificate-served", { why: whyDefault(entry), cause: at }));
  } else if (own && presented.entry === null && asksForTls(ingress)) {
    const fact = declaration.host === "_" ? FACTS.certificateHostless : FACTS.certificateAlias;
    const why =
      declaration.host === "_"
        ? "a rule without host never gets the certificate of its tls section"
        : "the certificate does not list this name";
    traits.push(tell("default-certificate-served", { why, cause: { fact, object: ingress, at: ["spec", "tls"] } }));
  }
  if (own && settings.configBool("hsts", true).value && plain.kind === "redirects" && traits.length === 0) {
    const cause: Cause = { fact: FACTS.hsts, object: plain.cause.object ?? ingress, at: plain.cause.at };
    traits.push(
      tell("hsts-with-untrusted-certificate", { why: "it is sent with the controller's own certificate too", cause }),
    );
  }
  return traits;
}

function whyDefault({ why, meant, held }: ServedCertificateEntry): string {
  if (why === "secret-unusable") return `Secret ${meant?.namespace}/${meant?.name} ${held?.why ?? "cannot be used"}`;
  if (why === "host-not-listed") return "no entry of spec.tls lists the host, and no certificate there covers it";
  return "the tls section names no Secret";
}

function redirectTraits({ settings }: RouteWorld, facts: RouteFacts, owner: ParsedIngress): Trait[] {
  const { plain, client, declaration } = facts;
  if (plain.kind === "redirects") {
    const traits: Trait[] = [];
    // A backend that fails is told of by itself.
    if (plain.to === "https" && client.https === "refused" && facts.leg?.refusesAll !== true) {
      traits.push(tell("redirect-leads-nowhere", { why: "port 443 does not serve this route", cause: plain.cause }));
    }
    const trusted = settings.configBool("use-forwarded-headers", false);
    if (plain.to === "https" && trusted.value && trusted.object !== null && owner.redirect === null) {
      const cause: Cause = { fact: FACTS.redirectForwarded, object: trusted.object, at: trusted.at };
      traits.push(
        tell("redirect-can-be-skipped", {
          why: "a client that sends X-Forwarded-Proto: https is served in clear",
          cause,
        }),
      );
    }
    return traits;
  }
  if (plain.kind !== "passes" || client.https !== "terminates" || client.http !== "serves") return [];
  const { forceSslRedirect: force, sslRedirect, ingress } = owner;
  const asked = force.stated || (sslRedirect.stated && sslRedirect.value) || sslRedirect.invalid;
  const hasTls = asksForTls(ingress);
  const { fact } = plain.cause;
  if (force.invalid && !force.value) {
    return [
      tell("redirect-does-not-happen", {
        why: "the value of force-ssl-redirect is no boolean, so the default, off, is in force",
        cause: { fact, object: ingress, at: force.at },
      }),
    ];
  }
  if (fact === FACTS.redirectNoEntry && asked) {
    return [
      tell("redirect-does-not-happen", {
        why: "ssl-redirect needs a tls section on some Ingress of the host",
        cause: plain.cause,
      }),
    ];
  }
  if (fact === FACTS.redirectHostless && (asked || hasTls)) {
    return [
      tell("redirect-does-not-happen", {
        why: "a rule without host never redirects by its tls section",
        cause: plain.cause,
      }),
    ];
  }
  if (fact === FACTS.redirectNoEntry && declaration.host !== facts.host && hasTls) {
    return [
      tell("redirect-does-not-happen", {
        why: "the certificate does not list this alias, so it is served in clear",
        cause: plain.cause,
      }),
    ];
  }
  if (fact === FACTS.redirectDefaultBackend && asked) {
    return [
      tell("redirect-does-not-happen", {
        why: "the catch-all backend never redirects",
        cause: { ...plain.cause, at: force.stated ? force.at : plain.cause.at },
      }),
    ];
  }
  return [];
}

function passthroughTraits(
  { settings }: RouteWorld,
  facts: RouteFacts,
  server: Server,
  parsed: ParsedIngress,
): Trait[] {
  const { passthrough } = parsed;
  if (passthrough.value && !facts.passesThrough) {
    const flag = settings.passthrough.value;
    const why = !flag
      ? "the controller runs without --enable-ssl-passthrough"
      : facts.host.startsWith("*") || facts.host === "_" || facts.host !== server.host
        ? "it works for exact host names only, not for wildcards, aliases or rules without host"
        : server.passthrough === null
          ? "before 1.15.0 the oldest Ingress of the host decides"
          : "no path / of the host leads to a Service that it can reach";
    const fact = !flag
      ? FACTS.passthroughNoFlag
      : why.startsWith("no path")
        ? FACTS.passthroughNoRoot
        : FACTS.passthroughExactHost;
    return [tell("passthrough-ignored", { why, cause: { fact, object: parsed.ingress, at: passthrough.at } })];
  }
  if (!facts.passesThrough || server.passthrough === null) return [];
  const asked = server.passthrough;
  const traits: Trait[] = [];
  if (asked.object !== parsed.ingress || facts.declaration.location?.path !== "/") {
    const cause: Cause = { fact: FACTS.passthrough, object: asked.object, at: asked.at };
    traits.push(
      tell("passthrough-takes-host", {
        why: "TLS of the host goes to the Service of path /, past this path's own settings",
        cause,
      }),
    );
  }
  if (facts.client.http === "serves") {
    const cause: Cause = { fact: FACTS.passthroughPort80, object: asked.object, at: asked.at };
    traits.push(
      tell("plain-route-beside-passthrough", { why: "port 80 of the host is served by the controller", cause }),
    );
  }
  return traits;
}

function clientAuthTraits(facts: RouteFacts, server: Server, parsed: ParsedIngress): Trait[] {
  const auth = server.clientAuth;
  const own = parsed.clientAuth;
  if (facts.client.https === "refused" || (!own.asked && auth?.asked !== true)) return [];
  const at = (fact: Cause["fact"], ingress: KubeObject, field: FieldPath): Cause => ({
    fact,
    object: ingress,
    at: field,
  });
  if (own.asked && facts.passesThrough) {
    return [
      tell("client-certificate-not-demanded", {
        why: "passthrough takes TLS of the host past the controller",
        cause: at(FACTS.passthrough, parsed.ingress, own.secretAt),
      }),
    ];
  }
  if (own.asked && auth?.ca !== true) {
    return [
      tell("client-certificate-not-demanded", {
        why: "the Secret of auth-tls-secret has no ca.crt",
        cause: at(FACTS.clientCertificateNoCa, own.owner, own.secretAt),
      }),
    ];
  }
  if (auth?.ca !== true) return [];
  if (own.asked && auth.verifyClient === "optional_no_ca") {
    const why = "auth-tls-verify-client optional_no_ca lets any certificate pass, and none";
    const cause = at(FACTS.clientCertificateNotAsked, auth.owner, auth.secretAt);
    return [tell("client-certificate-not-demanded", { why, cause })];
  }
  if (facts.client.http === "serves" && facts.client.clientCertificate === "required") {
    return [
      tell("client-certificate-bypassed", {
        why: "port 80 serves this route, and auth-tls-* guards TLS alone",
        cause: at(FACTS.clientCertificatePort80, auth.owner, auth.secretAt),
      }),
    ];
  }
  return [];
}

function snippetTraits({ settings }: RouteWorld, server: Server, owner: ParsedIngress): Trait[] {
  for (const snippet of [owner.locationSnippet, server.serverSnippet]) {
    if (snippet === null || !isAboutTls(snippet.value)) continue;
    const cause: Cause = { fact: FACTS.snippet, object: snippet.object, at: snippet.at };
    return [
      tell("snippet-decides-tls", { why: "a snippet sets directives about TLS or about where requests go", cause }),
    ];
  }
  for (const key of ["http-snippet", "server-snippet", "location-snippet"]) {
    const found = settings.config(key);
    if (found === null || found.object === null || !/\bproxy_ssl_|\bproxy_pass\b|\bssl_/.test(found.value)) continue;
    const cause: Cause = { fact: FACTS.snippet, object: found.object, at: found.at };
    return [tell("snippet-decides-tls", { why: `${key} of the ConfigMap sets directives about TLS`, cause })];
  }
  return [];
}

function asksForTls(ingress: KubeObject): boolean {
  return list(ingress.body, "spec", "tls").length > 0;
}

function lower(text: string): string {
  const clause = text.replace(/\.$/, "");
  return /^[A-Z][a-z]/.test(clause) && !/^(?:Secret|Ingress|Service|The API)/.test(clause)
    ? clause.charAt(0).toLowerCase() + clause.slice(1)
    : clause;
}
