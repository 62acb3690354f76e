import type { Conversation, Reply } from "./contract.ts";

/** What a port does for a name and a path, as far as it can be told from outside. */
export interface Story {
  readonly wire: string;
  /** What this is for certain. */
  readonly sure: readonly Word[];
  /** What it may be as well. */
  readonly maybe: readonly Word[];
  /** Why it cannot be told for certain. */
  readonly note: string | null;
  readonly status: number | null;
  readonly redirect: Redirect | null;
  /** Nobody answers: it fits a refusal where the address is known to be alive. */
  readonly silent: boolean;
  /** Nothing was asked. */
  readonly unasked: boolean;
}

export type Word = "serves" | "redirects" | "refused";

interface Redirect {
  readonly status: number;
  readonly to: "https" | "http" | "other";
}

export interface Asked {
  readonly name: string;
  readonly path: string;
  readonly tls: boolean;
}

const PLAIN: Omit<Story, "wire"> = {
  sure: [],
  maybe: [],
  note: null,
  status: null,
  redirect: null,
  silent: false,
  unasked: false,
};

/**
 * @param stranger the same question for a name that no route has; null where a route takes any name, so that its answer
 * says nothing
 */
export function tellStory(own: Conversation, stranger: Conversation | null, asked: Asked): Story {
  const { connection } = own;
  if (connection.state === "not-asked") return { ...PLAIN, wire: connection.detail, unasked: true };
  if (connection.state === "silent") return { ...PLAIN, wire: connection.detail, silent: true };
  if (connection.state !== "open") return { ...PLAIN, wire: connection.detail, sure: ["refused"] };
  const reply = own.replies.get(asked.path);
  if (reply === undefined) return { ...PLAIN, wire: "no request was sent", unasked: true };
  return storyOfReply(reply, stranger?.replies.get("/") ?? null, asked);
}

function storyOfReply(reply: Reply, stranger: Reply | null, asked: Asked): Story {
  switch (reply.kind) {
    case "not-asked":
      return { ...PLAIN, wire: reply.detail, unasked: true };
    case "silent":
      return {
        ...PLAIN,
        wire: `it takes the connection and gives ${reply.detail}`,
        maybe: ["refused"],
        note: "who takes a connection may still answer somebody who waits longer",
      };
    case "closed":
      return { ...PLAIN, wire: `it takes the connection and then: ${reply.detail}`, sure: ["refused"] };
    case "not-http":
      return {
        ...PLAIN,
        wire: `an answer that is not read as HTTP: ${reply.detail}`,
        maybe: ["serves", "refused"],
        note: "who answers without HTTP cannot be told",
      };
    case "answer":
      return storyOfAnswer(reply, stranger, asked);
  }
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const SAME = "a name that no route has gets the same answer";

function storyOfAnswer(reply: Extract<Reply, { kind: "answer" }>, stranger: Reply | null, asked: Asked): Story {
  const { status, location } = reply;
  const same = stranger?.kind === "answer" && sameAnswer(reply, stranger, asked.name);
  const story = { ...PLAIN, status, wire: `${status}` };
  if (location !== null && REDIRECTS.includes(status)) {
    const to = targetOf(location, asked);
    const redirect = { status, to };
    const wire = `${status} to ${location}`;
    if (same) return { ...story, wire, redirect, sure: ["redirects"] };
    return {
      ...story,
      wire,
      redirect,
      sure: ["redirects"],
      maybe: ["serves"],
      note: "whether the controller or the application redirects cannot be told from outside",
    };
  }
  if (PLAIN_TO_TLS.test(reply.page) && status === 400) {
    return { ...story, wire: "400: the port wants TLS", sure: ["refused"] };
  }
  if (same && status < 400)
    return { ...story, maybe: ["serves", "refused"], note: `${SAME}, which may be a catch-all` };
  if (same)
    return { ...story, sure: ["refused"], maybe: ["serves"], note: `${SAME}, and an application may give it too` };
  if (status < 400) return { ...story, sure: ["serves"] };
  const open = status === 503 || (status === 404 && stranger?.kind !== "answer") || status === 421;
  if (open) {
    const note = `whether the controller or the application answers ${status} cannot be told from outside`;
    return { ...story, maybe: ["serves", "refused"], note };
  }
  return {
    ...story,
    sure: ["serves"],
    maybe: ["refused"],
    note: `a ${status} that a name without a route does not get: from the application, or the controller's own for this route`,
  };
}

/** nginx's sentence for HTTP on a port that speaks TLS. */
const PLAIN_TO_TLS = /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server/i;

type Answer = Extract<Reply, { kind: "answer" }>;

/** Pages may repeat the name that they were asked for, and targets of redirects do. */
function sameAnswer(own: Answer, stranger: Answer, name: string): boolean {
  if (own.status !== stranger.status) return false;
  const host = /^(https?:\/\/)lasthop-[a-z0-9]+\.invalid(?=[:/]|$)/;
  const theirs = stranger.location?.replace(host, `$1${name}`) ?? null;
  if (own.location !== null || theirs !== null) return rootOf(own.location) === rootOf(theirs);
  return own.page.replaceAll(name, "") === stranger.page.replaceAll(/lasthop-[a-z0-9]+\.invalid/g, "");
}

/** Scheme and host: a controller's redirect keeps the path. */
function rootOf(location: string | null): string | null {
  if (location === null) return null;
  return URL.canParse(location) ? new URL(location).origin : location;
}

/** Where a redirect leads, as a browser reads it: `//host`, `https:\\host` and `https://host@other` lead elsewhere. */
function targetOf(location: string, { name, path, tls }: Asked): Redirect["to"] {
  const host = name.includes(":") ? `[${name}]` : name;
  const base = `${tls ? "https" : "http"}://${host}${path}`;
  if (!URL.canParse(location, base)) return "other";
  const target = new URL(location, base);
  const bare = (text: string): string => text.toLowerCase().replace(/\.$/, "");
  if (bare(target.hostname) !== bare(new URL(base).hostname)) return "other";
  return target.protocol === "https:" ? "https" : target.protocol === "http:" ? "http" : "other";
}
