import { FACTS } from "./facts.ts";
import type { Cause, Setting } from "./parsed.ts";
import type { NginxSettings } from "./settings.ts";

interface Directive {
  readonly value: string;
  readonly cause: Cause;
}
export type Directives = ReadonlyMap<string, Directive>;
const NONE: Directives = new Map();

/** nginx directives that decide TLS or where a request goes. */
const ABOUT_TLS =
  /\b(?:proxy_ssl_\w+|grpc_ssl_\w+|ssl_\w+|proxy_pass|grpc_pass|return|rewrite|listen|add_header\s+"?Strict-Transport-Security)/i;

/** The simple directives of some snippets by name; a later text wins over an earlier one. */
export function directivesOf(snippets: readonly Setting<string>[]): Directives {
  if (snippets.length === 0) return NONE;
  const found = new Map<string, Directive>();
  for (const snippet of snippets) {
    for (const [name, value] of statements(snippet.value)) {
      found.set(name, { value, cause: { fact: FACTS.snippet, object: snippet.object, at: snippet.at } });
    }
  }
  return found;
}

/** A snippet of the ConfigMap. */
export function snippetOf(settings: NginxSettings, key: string): Setting<string> | null {
  const found = settings.config(key);
  if (found === null || found.object === null) return null;
  return { value: found.value, at: found.at, object: found.object, stated: true, invalid: false };
}

export function isAboutTls(snippet: string): boolean {
  return ABOUT_TLS.test(withoutComments(snippet));
}

export interface SnippetAnswer {
  readonly status: number;
  /** Where a redirect leads; null for a plain status. */
  readonly url: string | null;
}

/**
 * What a snippet answers by itself to clients of one scheme: its first `return` that a client without odd headers gets
 * to; null where requests go on.
 */
export function answerOfSnippet(snippet: string, scheme: "http" | "https"): SnippetAnswer | null {
  const parts = withoutComments(snippet).matchAll(
    /\bif\s*\(([^)]*)\)\s*\{([^{}]*)\}|\{[^{}]*\}|\breturn\s+([^;{}]+);/g,
  );
  for (const [, condition, body, returned] of parts) {
    const holds = condition !== undefined && isTrue(condition, scheme);
    const words = returned ?? (holds ? /\breturn\s+([^;]+);/.exec(body ?? "")?.[1] : undefined);
    const answer = words === undefined ? null : returnOf(words);
    if (answer !== null) return answer;
  }
  return null;
}

/** `return CODE`, `return CODE URL` or `return URL`. An answer with a text of its own is left aside. */
function returnOf(words: string): SnippetAnswer | null {
  const [first = "", ...rest] = words.trim().split(/\s+/);
  const url = (/^\d+$/.test(first) ? rest.join(" ") : first).replaceAll(/^["']|["']$/g, "");
  const status = /^\d+$/.test(first) ? Number(first) : 302;
  if (status >= 300 && status < 400) return { status, url };
  return status >= 400 ? { status, url: null } : null;
}

/** Conditions about how the client came; a header is taken to be absent, every other condition to be false. */
function isTrue(condition: string, scheme: "http" | "https"): boolean {
  const match = /^\s*\$(\w+)\s*(!?[=~]\*?)\s*["']?([^"']*?)["']?\s*$/.exec(condition);
  const [, name = "", operator = "", wanted = ""] = match ?? [];
  const secure = scheme === "https";
  const value = new Map([
    ["scheme", scheme],
    ["pass_access_scheme", scheme],
    ["https", secure ? "on" : ""],
    ["server_port", secure ? "443" : "80"],
    ["http_x_forwarded_proto", ""],
  ]).get(name);
  if (value === undefined || !/^!?=$/.test(operator)) return false;
  return (value === wanted) === (operator === "=");
}

/** Statements outside braces. */
function statements(snippet: string): [name: string, value: string][] {
  const flat = withoutComments(snippet).replaceAll(/[^;{}]*\{[^{}]*\}/g, "");
  return flat
    .split(";")
    .map((statement) => statement.trim().split(/\s+/))
    .filter((words) => words.length >= 2)
    .map(([name = "", ...rest]) => [name, rest.join(" ").replaceAll(/^["']|["']$/g, "")]);
}

function withoutComments(snippet: string): string {
  return snippet.replaceAll(/(^|\s)#[^\n]*/g, "$1");
}
