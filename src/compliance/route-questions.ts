import type { Answer, RouteTopic } from "../model/compliance.ts";
import type { Hop, Route } from "../model/report.ts";
import { BYTES, carriesBytes, type LegAnswer, legEncrypted, legVerified, missing } from "./leg-questions.ts";

/** An answer before the findings are laid beside it. */
export interface Draft {
  readonly answer: Answer;
  readonly because: string;
  /** Names and dates of this one case; absent where `because` says all. */
  readonly detail?: string;
  /** Index of the leg that decides; null where none does. */
  readonly hop: number | null;
}

export type LegTopic = Exclude<RouteTopic, "served-certificate">;

/** What the protections of a route's legs answer; a verdict of the model is put in other words here, and none is made. */
export function legAnswers(route: Route): Record<LegTopic, Draft> {
  const first = route.hops.findIndex((hop) => hop.role === "client");
  const outside = quietClient(route, first);
  return {
    "client-encrypted": outside ?? clientEncrypted(route, first),
    "behind-encrypted": outside ?? overLegs(route, (hop) => legEncrypted(hop, route)),
    "peer-verified": outside ?? overLegs(route, (hop) => legVerified(hop, route)),
    "client-authenticated": outside ?? clientAuthenticated(route, first),
  };
}

/** Over both sides: encrypted where neither side says otherwise, and one of them says so. */
export function bothSides(client: Answer, behind: Answer): Answer {
  if (client === "fail" || behind === "fail") return "fail";
  if (client === "unknown" || behind === "unknown") return "unknown";
  return client === "not-applicable" ? behind : client;
}

/** Routes that there is nothing to ask about, on no leg. */
function quietClient(route: Route, first: number): Draft | null {
  const hop = route.hops[first];
  const none = (because: string): Draft => ({ answer: "not-applicable", because, hop: first < 0 ? null : first });
  if (hop?.protection === "broken") {
    const status = hop.status === null ? "" : `: the client gets ${hop.status}`;
    return none(`No traffic passes${status}.`);
  }
  if (hop?.protection === "unknown") return { answer: "unknown", because: missing(hop), hop: first };
  if (route.path.startsWith("/.well-known/acme-challenge")) {
    return none("It answers the challenges of a certificate authority, which come in clear.");
  }
  const { http, https, redirectTo } = route.client;
  const behind = route.hops.length > (first < 0 ? 0 : 1);
  if (behind || http !== "redirects" || https !== "refused" || redirectTo === "http") return null;
  return none(
    `It only redirects, to ${redirectTo === "https" ? "HTTPS" : "another host"}: nothing behind it is reached.`,
  );
}

function clientEncrypted(route: Route, hop: number): Draft {
  const leg = route.hops[hop];
  const { http, https, certificate } = route.client;
  if (leg === undefined) return { answer: "unknown", because: "No leg of the client is known.", hop: null };
  if (carriesBytes(route)) return { answer: "unknown", because: BYTES, hop };
  if (leg.protection === "plaintext") {
    const beside = https !== "refused" && http === "serves";
    const redirected =
      http === "redirects" ? "Clients are redirected to plain HTTP." : "Clients reach it in clear only.";
    return { answer: "fail", because: beside ? "Port 80 serves it in clear beside TLS." : redirected, hop };
  }
  if (leg.protection === "passthrough") {
    return { answer: "pass", because: "The client's own TLS session goes through the controller.", hop };
  }
  const own = certificate.kind === "controller-default" ? " with the controller's own certificate" : "";
  const plain =
    http === "redirects" ? "port 80 redirects, so that a first request may come in clear" : "port 80 serves nothing";
  return { answer: "pass", because: `TLS${own}; ${plain}.`, hop };
}

const RANK: readonly Answer[] = ["fail", "unknown", "pass", "not-applicable"];

/** The worst answer over all legs behind the controller, and the first leg that gives it. */
function overLegs(route: Route, ask: (hop: Hop) => LegAnswer): Draft {
  let worst: Draft | null = null;
  for (const [index, hop] of route.hops.entries()) {
    if (hop.role === "client") continue;
    const { answer, because } = ask(hop);
    if (worst === null || RANK.indexOf(answer) < RANK.indexOf(worst.answer)) worst = { answer, because, hop: index };
  }
  return (
    worst ?? { answer: "not-applicable", because: "No leg behind the controller: it answers by itself.", hop: null }
  );
}

function clientAuthenticated(route: Route, hop: number): Draft {
  const { client, hops } = route;
  if (carriesBytes(route)) return { answer: "unknown", because: BYTES, hop };
  const asked = client.clientCertificate;
  if (client.https === "passes-through") {
    return {
      answer: "unknown",
      because: "The client's session ends in the pod, which may ask for a certificate.",
      hop,
    };
  }
  if (asked === "none") return { answer: "not-applicable", because: "No client certificate is asked for.", hop };
  if (asked === "optional") {
    return { answer: "not-applicable", because: "A client certificate is asked for, and none is needed.", hop };
  }
  if (client.http === "serves") {
    return { answer: "fail", because: "Clients without a certificate get in on port 80.", hop };
  }
  return hops[hop]?.protection === "mtls"
    ? { answer: "pass", because: "No client gets in without a certificate that is verified.", hop }
    : { answer: "fail", because: "A certificate is demanded, and any is taken.", hop };
}
