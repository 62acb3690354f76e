import type { ClientHop } from "../../model/report.ts";
import type { Trait } from "../contract.ts";
import type { PortAnswer } from "./answers.ts";
import { type Cause, traitOf } from "./cause.ts";
import type { Declared, Front } from "./drafts.ts";
import { SPEC_FACTS } from "./facts.ts";
import { keyOf } from "./kinds.ts";
import { isTls, titleOf } from "./listeners.ts";
import type { Shown } from "./served-certificate.ts";
import type { View } from "./view.ts";

interface Answered {
  readonly plain: PortAnswer;
  readonly secure: PortAnswer;
  readonly client: ClientHop;
  readonly shown: Shown;
  readonly front: Front;
}

/** What the hops of a route do not show. */
export function routeTraits(view: View, declared: Declared, answered: Answered): Trait[] {
  const { plain, secure, client, shown } = answered;
  const { route, host } = declared;
  const traits: Trait[] = [];
  const here = (fact: Cause["fact"], at = declared.match.at): Cause => ({ fact, object: route.object, at });
  const [shadow] = shadows(declared, answered);
  if (shadow !== undefined) {
    const other = shadow.route.object;
    const why = `${other.kind} ${keyOf(other)} has the same match and goes before it`;
    traits.push(traitOf("path-shadowed", why, { ...here(SPEC_FACTS.precedence), text: `${why}.` }));
  }
  if (secure.redirect?.loops === true) {
    traits.push(
      traitOf("redirect-leads-nowhere", "the redirect is on the HTTPS listener too and leads to itself", secure.cause),
    );
  } else if (plain.redirect?.to === "https" && client.https === "refused") {
    traits.push(traitOf("redirect-leads-nowhere", "nothing answers on port 443 for this host and path", plain.cause));
  }
  if (plain.redirect?.loops === true)
    traits.push(traitOf("redirect-leads-nowhere", "the redirect leads to the port that it comes from", plain.cause));
  if (client.https === "terminates" && shown.covers === false) {
    const { certificate } = client;
    const which =
      certificate.kind === "secret" ? `the one of Secret ${certificate.namespace}/${certificate.name}` : "it";
    traits.push(traitOf("host-not-covered", `${which} has no name for ${host}`, shown.cause));
  }
  traits.push(...plainTraits(view, declared, answered, here), ...clientTraits(client, answered));
  const covering = secure.does === "passes-through" ? terminatingWildcard(view, declared) : null;
  if (covering !== null) traits.push(covering);
  return traits;
}

/** Rules of other objects that answer everywhere where this one is attached. */
function shadows({ route, match }: Declared, { plain, secure }: Answered): { readonly route: Declared["route"] }[] {
  const entries = [plain, secure].flatMap(({ answering }) => (answering.entry === null ? [] : [answering.entry]));
  if (entries.length === 0 || entries.some((entry) => entry.route === route)) return [];
  return entries.filter((entry) => entry.match.path === match.path && entry.match.pathType === match.pathType);
}

/** Ways in without TLS beside HTTPS. */
function plainTraits(
  view: View,
  { route, match, host, on }: Declared,
  { plain, secure, front }: Answered,
  here: (fact: Cause["fact"], at?: Cause["at"]) => Cause,
): Trait[] {
  if (plain.does !== "serves" || secure.does === "refused" || plain.answering.entry?.route !== route) return [];
  const attached = on.find(({ listener }) => listener.port === front.plain && !isTls(listener));
  if (attached === undefined) return [];
  const redirecting = view.table.redirecting(front.plain, host);
  if (redirecting !== null) {
    const other = redirecting.route.object;
    const why = `${other.kind} ${keyOf(other)} redirects ${redirecting.match.path} of this host, and ${match.path} is served in clear`;
    return [traitOf("redirect-leaves-path-out", why, here(SPEC_FACTS.precedence))];
  }
  const { parent } = attached;
  if (parent.sectionName !== null || parent.port !== null) return [];
  const why = `its parentRef names no sectionName, so it is on listener ${titleOf(attached.listener)} (port ${front.plain}) as well`;
  return [traitOf("route-on-plain-listener-too", why, here(SPEC_FACTS.attached, parent.at))];
}

function clientTraits(client: ClientHop, { plain, secure }: Answered): Trait[] {
  const check = secure.answering.listener?.client;
  if (check === undefined || check.cause === null || client.https !== "terminates") return [];
  const traits: Trait[] = [];
  if (client.clientCertificate !== "none" && !check.verified)
    traits.push(traitOf("client-validation-accepts-any", "any certificate is taken, whoever signed it", check.cause));
  if (client.clientCertificate === "required" && client.http === "serves")
    traits.push(
      traitOf(
        "client-certificate-bypassed",
        "port 80 serves this route, and client certificates guard TLS alone",
        plain.cause,
      ),
    );
  return traits;
}

/** A passthrough host that a terminating listener's wildcard covers too: implementations choose differently. */
function terminatingWildcard(view: View, { host, on }: Declared): Trait | null {
  const own = on.find(({ listener }) => listener.mode === "Passthrough")?.listener;
  if (own === undefined) return null;
  const other = view.listeners.find(
    (listener) =>
      listener.port === own.port &&
      listener.protocol === "HTTPS" &&
      listener.problem === null &&
      (listener.hostname === null || (listener.hostname.startsWith("*.") && host.endsWith(listener.hostname.slice(1)))),
  );
  if (other === undefined) return null;
  const why = `HTTPS listener ${titleOf(other)} (${other.hostname ?? "any host"}) ends TLS for the same names on port ${own.port}`;
  return traitOf("passthrough-under-wildcard", why, { fact: SPEC_FACTS.tlsPassthrough, object: own.owner, at: own.at });
}
