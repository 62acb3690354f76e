import type { FieldPath } from "../../model/objects.ts";
import type { Trait } from "../contract.ts";
import { tlsInForce } from "./backend.ts";
import { FACTS } from "./facts.ts";
import type { Cause, ParsedIngress } from "./parsed.ts";
import { keepaliveCause, sharedWith } from "./pools.ts";
import { verificationRemedy } from "./remedies.ts";
import type { RouteFacts, RouteWorld } from "./routes.ts";
import type { Location, Server } from "./servers.ts";
import { nameOf, tell } from "./tell.ts";

/** What a hop to the pods does not show by its protection alone. */
export function backendTraits(
  world: RouteWorld,
  facts: RouteFacts,
  server: Server,
  location: Location,
  owner: ParsedIngress,
): Trait[] {
  const { leg } = facts;
  const { settings } = world;
  if (leg === null || facts.hops.length < 2) return [];
  const traits: Trait[] = [];
  const own = owner.proxySsl;
  const reaches = leg.status === null || (leg.status === 502 && leg.causes[0]?.fact !== FACTS.externalNamePort);
  const usesTls = leg.protection !== "plaintext" && reaches;
  const remedy = () => verificationRemedy(owner, settings.prefix, facts.hops[1]?.to);
  const askedFor = owner.asksVerification;
  const other = leg.causes.some(({ fact }) => fact === FACTS.keepalive) ? sharedWith(world.unverified, location) : null;
  if (leg.protection === "tls-unverified" && askedFor && other === null) {
    traits.push(tell("verification-not-in-force", { ...whyNotVerified(owner), remedy: remedy() }));
  } else if (leg.protection === "plaintext" && askedFor) {
    const cause: Cause = { fact: FACTS.clearByProtocol, object: owner.ingress, at: own.verify.at };
    traits.push(
      tell("verification-not-in-force", {
        why: "backend-protocol sends clear text, so nothing is verified",
        cause,
        remedy: remedy(),
      }),
    );
  }
  if (!usesTls) return traits;
  const tls = tlsInForce(owner, server, settings);
  if (leg.status === 502) {
    const cause = leg.causes[0];
    const why = tls.foreignCa
      ? "the CA is that of another Ingress of the host, the name this one's"
      : own.nameDropped
        ? 'proxy-ssl-name is not valid and dropped, so the name that is checked is "upstream_balancer"'
        : 'without proxy-ssl-name the name that is checked is "upstream_balancer"';
    if (cause !== undefined) traits.push(tell("verification-breaks-traffic", { why, cause, remedy: remedy() }));
  }
  if (leg.causes.some(({ fact }) => fact === FACTS.grpcs)) return traits;
  if (tls.verify && tls.name.includes("$")) {
    const cause: Cause = { fact: FACTS.nameVariable, object: tls.nameCause.object, at: tls.nameCause.at };
    traits.push(tell("client-picks-verified-name", { why: `proxy-ssl-name is ${tls.name}`, cause }));
  }
  if (tls.inherited && server.proxySsl !== null) {
    const from = server.proxySsl;
    const cause: Cause = { fact: FACTS.leaksFromSibling, object: from.owner, at: from.secretAt };
    traits.push(
      tell("settings-leak-from-sibling", {
        why: `proxy-ssl-* of Ingress ${nameOf(from.owner)} applies to the whole host`,
        cause,
      }),
    );
  }
  const sent = tls.clientCertificate;
  if (sent !== null && sent.owner !== owner.ingress) {
    const cause: Cause = { fact: FACTS.leaksFromSibling, object: sent.owner, at: sent.secretAt };
    traits.push(
      tell("client-key-sent-elsewhere", {
        why: `the client certificate of Ingress ${nameOf(sent.owner)} is shown to this route's pods`,
        cause,
      }),
    );
  }
  if (other !== null) {
    traits.push(
      tell("shares-unverified-connections", {
        why: `Ingress ${nameOf(other.owner?.ingress)} opens unverified TLS connections to the same pods`,
        cause: keepaliveCause(other),
      }),
    );
  }
  return traits;
}

/** Authentication requests and copies carry the client certificate that is meant for the pods. */
export function sideTraits(server: Server, owner: ParsedIngress): Trait[] {
  const shared = server.proxySsl;
  if (shared?.clientCertificate !== true) return [];
  for (const [name, url] of [
    ["auth-url", owner.authUrl],
    ["mirror-target", owner.mirrorTarget],
  ] as const) {
    if (url === null || !/^https:/i.test(url.value)) continue;
    const cause: Cause = { fact: FACTS.authUrlVerified, object: url.object, at: url.at };
    const why = `requests to ${name} show the client certificate of proxy-ssl-secret`;
    return [tell("client-key-sent-elsewhere", { why, cause })];
  }
  return [];
}

function whyNotVerified(owner: ParsedIngress): { why: string; cause: Cause } {
  const own = owner.proxySsl;
  const at = (fact: Cause["fact"], field: FieldPath): Cause => ({ fact, object: own.owner, at: field });
  if (/^GRPCS$/i.test(owner.protocol.value))
    return { why: "GRPCS is never verified", cause: at(FACTS.grpcs, owner.protocol.at) };
  if (!own.resolved)
    return {
      why: "proxy-ssl-verify does nothing without proxy-ssl-secret",
      cause: at(FACTS.verifyNeedsSecret, own.verify.at),
    };
  if (!own.ca)
    return { why: "the Secret of proxy-ssl-secret has no ca.crt", cause: at(FACTS.secretWithoutCa, own.secretAt) };
  return { why: 'proxy-ssl-verify is off unless its value is exactly "on"', cause: at(FACTS.verifyOff, own.verify.at) };
}
