import type { ClientHop } from "../../model/report.ts";
import type { Cause } from "./cause.ts";
import type { Trait } from "../contract.ts";
import { SPEC_FACTS } from "./facts.ts";
import { redirectOf, type RedirectFilter } from "./filters.ts";
import type { Leg } from "./leg.ts";
import { brokenLegs, bytesLegs, ruleLegs } from "./legs.ts";
import { isPassthrough } from "./listeners.ts";
import type { Answering } from "./port-table.ts";
import type { View } from "./view.ts";

/** What a client gets on one port for one scheme. */
export interface PortAnswer {
  readonly does: "refused" | "serves" | "redirects" | "passes-through";
  /** TLS ends here, whatever the answer is. */
  readonly handshake: boolean;
  readonly redirect: {
    readonly filter: RedirectFilter;
    readonly to: NonNullable<ClientHop["redirectTo"]>;
    readonly loops: boolean;
  } | null;
  /** Requests that leave the gateway; empty for redirects and where nobody answers. */
  readonly legs: readonly Leg[];
  readonly answering: Answering;
  readonly cause: Cause;
  readonly status: number | null;
  /** The gateway answers by itself: nothing is behind it. */
  readonly answersItself?: true;
  readonly traits: readonly Trait[];
}

/** @param scheme what the client speaks */
export function portAnswer(view: View, answering: Answering, scheme: "http" | "https", host: string): PortAnswer {
  const { entry, bytes, listener } = answering;
  const none = { redirect: null, legs: [], answering, status: null, traits: [] };
  if (listener === null) {
    const gateway = view.gateways[0] ?? null;
    const cause: Cause = { fact: SPEC_FACTS.noListener, object: gateway, at: ["spec", "listeners"] };
    return { ...none, does: "refused", handshake: false, cause };
  }
  const own: Cause = { fact: factOf(answering), object: listener.owner, at: listener.at };
  const handshake = scheme === "https" && listener.protocol !== "TCP";
  if (bytes !== null) {
    const raw = !handshake || isPassthrough(listener);
    const handshakeOfPod = raw && scheme === "https";
    const legs = bytesLegs(view, bytes.route, listener, raw ? "raw" : "terminated");
    const dead = legs.every((leg) => leg.protection === "broken");
    // Around the client's own TLS a second one is what no pod understands.
    const wrapped = handshakeOfPod && !legs.some((leg) => leg.protection === "passthrough");
    const does = dead || wrapped ? "refused" : handshakeOfPod ? "passes-through" : "serves";
    return { ...none, does, handshake: handshake && !raw, legs, cause: own };
  }
  if (entry === null) {
    const cause: Cause = { ...own, fact: SPEC_FACTS.noRoute };
    return { ...none, does: "refused", handshake, cause, status: 404 };
  }
  const check = listener.client.broken;
  if (scheme === "https" && check !== null && check.status !== null) {
    const legs = brokenLegs(view, entry, check.cause, check.status);
    return { ...none, does: "refused", handshake, legs, cause: check.cause, status: check.status };
  }
  const filter = redirectOf(entry.rule.filters);
  if (filter !== null) {
    const redirect = redirectAnswer(filter, scheme, host, listener.port ?? 0);
    const cause: Cause = { fact: SPEC_FACTS.redirect, object: entry.route.object, at: filter.at };
    return { ...none, does: "redirects", handshake, redirect, cause, status: filter.status };
  }
  const legs = ruleLegs(view, entry);
  const extended = view.profile.extension?.(view.world, entry.route, entry.rule) ?? null;
  if (extended?.does === "answers" && !legs.some((leg) => leg.role === "backend"))
    return { ...none, does: "serves", answersItself: true, handshake, legs, cause: extended.cause };
  const backends = legs.filter((leg) => leg.role === "backend");
  const broken = backends.find((leg) => leg.protection === "broken");
  const dead = backends.length > 0 && backends.every((leg) => leg.protection === "broken");
  return {
    ...none,
    does: dead ? "refused" : "serves",
    handshake,
    legs,
    cause: dead ? (broken?.causes[0] ?? own) : own,
    status: dead ? (broken?.status ?? 500) : null,
  };
}

function factOf({ listener, bytes }: Answering): Cause["fact"] {
  if (listener?.protocol === "HTTP") return SPEC_FACTS.httpListener;
  if (listener?.protocol === "HTTPS") return SPEC_FACTS.httpsListener;
  if (listener?.protocol === "TCP") return SPEC_FACTS.tcpListener;
  return bytes !== null && listener?.mode === "Passthrough" ? SPEC_FACTS.tlsPassthrough : SPEC_FACTS.tlsTerminate;
}

function redirectAnswer(
  filter: RedirectFilter,
  scheme: "http" | "https",
  host: string,
  port: number,
): PortAnswer["redirect"] {
  const target = filter.scheme?.toLowerCase() ?? scheme;
  const elsewhere = filter.hostname !== null && filter.hostname.toLowerCase() !== host;
  const to = elsewhere ? "other" : target === "https" ? "https" : target === "http" ? "http" : "other";
  // Without a port of its own, a redirect that names a scheme leads to the scheme's usual port.
  const goesTo = filter.port ?? (filter.scheme === null ? port : target === "https" ? 443 : 80);
  const loops = !elsewhere && target === scheme && goesTo === port && !filter.changesPath;
  return { filter, to, loops };
}
