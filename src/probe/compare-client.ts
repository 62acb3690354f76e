import type { Route } from "../model/report.ts";
import type { Story, Word } from "./answers.ts";
import type { Connection, Outcome, Reply } from "./contract.ts";
import type { Draft } from "./outcome.ts";

/** The parts of a prediction that an answer shows: port 80, port 443, the demand for a client certificate. */

export function comparePlain(route: Route, story: Story, alive: boolean): Draft {
  const { client } = route;
  const predicted = plainWord(client);
  const draft = { predicted, wire: story.wire };
  if (story.unasked) return { ...draft, outcome: "not-asked" };
  if (story.silent) return silent(draft, client.http === "refused", alive);
  if (client.http === "refused" && isRefusalOf(route, story)) return { ...draft, outcome: "agrees" };
  const outcome = fits(client.http, story);
  if (client.http === "redirects" && outcome === "agrees" && story.redirect !== null) {
    const { status, to } = story.redirect;
    const sameStatus = client.redirectStatus === null || client.redirectStatus === status;
    const sameTarget = client.redirectTo === null || client.redirectTo === to;
    return {
      ...draft,
      wire: `${story.wire} (${TARGETS[to]})`,
      outcome: sameStatus && sameTarget ? "agrees" : "disagrees",
    };
  }
  return { ...draft, outcome, note: noteOf(client.http, story, outcome) };
}

const TARGETS = { https: "HTTPS on its own host", http: "HTTP on its own host", other: "another host" } as const;

function plainWord({ http, redirectStatus, redirectTo }: Route["client"]): string {
  if (http !== "redirects") return http;
  const status = redirectStatus === null ? "" : ` ${redirectStatus}`;
  return `redirects${status}${redirectTo === null ? "" : ` to ${TARGETS[redirectTo]}`}`;
}

function fits(word: Word, { sure, maybe }: Story): Outcome {
  if (sure.includes(word)) return "agrees";
  return maybe.includes(word) ? "undecided" : "disagrees";
}

/** The very status that was predicted for those who are refused. */
function isRefusalOf({ hops }: Route, { status }: Story): boolean {
  return status !== null && status >= 400 && hops.some((hop) => hop.protection === "broken" && hop.status === status);
}

/** What is sure of one word may still be said to be possible of another: that matters only where it decides. */
function noteOf(word: Word, story: Story, outcome: Outcome): string | null {
  return outcome === "undecided" || (outcome === "disagrees" && story.maybe.length > 0 && !story.sure.includes(word))
    ? story.note
    : null;
}

/** A firewall and a wrong address are silent alike: only at an address that answers elsewhere is silence a refusal. */
function silent(draft: Omit<Draft, "outcome">, predicted: boolean, alive: boolean): Draft {
  if (!predicted || !alive) return { ...draft, outcome: "not-asked" };
  return { ...draft, outcome: "agrees", note: "another port of this address answers, so the silence is a refusal" };
}

export interface Tls {
  readonly connection: Connection;
  readonly reply: Reply | null;
  readonly story: Story;
  /** Whether a name that no route has is shown the same certificate. */
  readonly strangersCertificate: boolean;
}

const HTTPS = { terminates: "ends TLS", "passes-through": "passes TLS through", refused: "refused" } as const;

export function compareTls(route: Route, tls: Tls, alive: boolean): Draft {
  const { client } = route;
  const { connection, story, reply } = tls;
  const predicted = HTTPS[client.https];
  if (connection.state === "not-asked") return { predicted, wire: connection.detail, outcome: "not-asked" };
  if (connection.state === "silent") {
    return silent({ predicted, wire: connection.detail }, client.https === "refused", alive);
  }
  if (demandOf(tls) === "required") {
    const wire = "a handshake that ends without a client certificate";
    return { predicted, wire, outcome: client.https === "refused" ? "disagrees" : "agrees" };
  }
  if (connection.state === "no-handshake" && NO_HTTP1.test(connection.detail)) {
    return { predicted, wire: "TLS without HTTP/1.1", outcome: "undecided", note: "only HTTP/1.1 is spoken here" };
  }
  if (connection.state === "closed" || connection.state === "no-handshake") {
    const wire = connection.state === "closed" ? connection.detail : `no handshake: ${connection.detail}`;
    return { predicted, wire, outcome: client.https === "refused" ? "agrees" : "disagrees" };
  }
  const wire = reply === null ? "a handshake" : `a handshake, then ${story.wire}`;
  if (client.https === "refused") return { predicted, wire, ...refusedAfterHandshake(route, story, reply) };
  if (reply !== null && story.sure.includes("refused") && reply.kind === "answer") {
    const outcome = story.maybe.includes("serves") ? "undecided" : "disagrees";
    return { predicted, wire, outcome, note: story.note };
  }
  if (client.https === "passes-through" && tls.strangersCertificate) {
    const note = "the certificate is the one that a name without a route is shown: the controller's, not the pod's";
    return { predicted, wire, outcome: "disagrees", note };
  }
  if (story.sure.length === 0 && story.maybe.length > 0)
    return { predicted, wire, outcome: "undecided", note: story.note };
  if (reply?.kind === "closed") {
    return { predicted, wire, outcome: "undecided", note: "what speaks no HTTP may be an application, or nobody" };
  }
  return { predicted, wire, outcome: "agrees" };
}

/** The alert of a server that wants HTTP/2 or something else. */
const NO_HTTP1 = /no application protocol/i;

function refusedAfterHandshake(route: Route, story: Story, reply: Reply | null): Pick<Draft, "outcome" | "note"> {
  if (reply === null) return { outcome: "disagrees" };
  if (isRefusalOf(route, story)) return { outcome: "agrees" };
  if (story.unasked) return { outcome: "not-asked" };
  // A redirect is an answer over TLS too.
  if (story.redirect !== null) return { outcome: "disagrees" };
  const outcome = fits("refused", story);
  return { outcome, note: noteOf("refused", story, outcome) };
}

/** nginx takes the connection and answers 400 in HTTP. */
const MISSING = /No required SSL certificate was sent/i;

/** What a server says of client certificates; null where it cannot be told. */
function demandOf({ connection, reply }: Tls): "none" | "optional" | "required" | "optional or required" | null {
  if (connection.state === "no-handshake") return connection.asksCertificate === true ? "required" : null;
  if (connection.state !== "open" || connection.handshake === null) return null;
  const { asksCertificate } = connection.handshake;
  if (reply?.kind === "closed" && reply.demandsCertificate) return "required";
  if (asksCertificate === null) return null;
  if (!asksCertificate) return "none";
  if (reply === null || reply.kind === "not-asked") return "optional or required";
  if (reply.kind === "closed") return "required";
  if (reply.kind !== "answer") return "optional or required";
  if (reply.status === 400 && MISSING.test(reply.page)) return "required";
  return reply.status >= 400 && reply.status < 500 ? "optional or required" : "optional";
}

const DEMANDS = {
  none: "not asked for",
  optional: "asked for, not demanded",
  required: "demanded",
  "optional or required": "asked for",
} as const;

/** null where there is nothing to compare: no handshake, or the pod's own. */
export function compareDemand({ client }: Route, tls: Tls): Draft | null {
  if (client.https !== "terminates") return null;
  const demand = demandOf(tls);
  const predicted = DEMANDS[client.clientCertificate];
  if (demand === null) {
    if (tls.connection.state !== "open") return null;
    return { predicted, wire: "cannot be seen in this version of TLS", outcome: "undecided" };
  }
  const wire = DEMANDS[demand];
  if (demand === client.clientCertificate) return { predicted, wire, outcome: "agrees" };
  if (demand !== "optional or required" || client.clientCertificate === "none") {
    return { predicted, wire, outcome: "disagrees" };
  }
  const note = "whether the certificate or something else is missing cannot be told from this answer";
  return { predicted, wire, outcome: "undecided", note };
}
