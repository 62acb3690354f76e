import { FACTS } from "./facts.ts";
import type { Cause, Setting } from "./parsed.ts";

interface Directive {
  readonly value: string;
  readonly cause: Cause;
}
export type Directives = ReadonlyMap<string, Directive>;

/** nginx directives that decide TLS or where a request goes. */
const ABOUT_TLS =
  /\b(?:proxy_ssl_\w+|grpc_ssl_\w+|ssl_\w+|proxy_pass|grpc_pass|return|rewrite|listen|add_header\s+"?Strict-Transport-Security)/i;

/** The simple directives of some snippets by name; a later text wins over an earlier one. */
export function directivesOf(snippets: readonly Setting<string>[]): Directives {
  const found = new Map<string, Directive>();
  for (const snippet of snippets) {
    for (const [name, value] of statements(snippet.value)) {
      found.set(name, { value, cause: { fact: FACTS.snippet, object: snippet.object, at: snippet.at } });
    }
  }
  return found;
}

export function isAboutTls(snippet: string): boolean {
  return ABOUT_TLS.test(withoutComments(snippet));
}

/** The status of a redirect to HTTPS that a snippet writes for plain HTTP; null where it writes none. */
export function redirectOfSnippet(snippet: string): number | null {
  const match =
    /if\s*\(\s*\$(?:scheme|http_x_forwarded_proto|pass_access_scheme)\s*(?:=|!=)\s*"?'?https?"?'?\s*\)\s*\{[^}]*?return\s+(30[1278])\s+"?https:\/\//.exec(
      withoutComments(snippet),
    ) ??
    /if\s*\(\s*\$https\s*(?:=\s*""|!=\s*"?on"?)\s*\)\s*\{[^}]*?return\s+(30[1278])\s+"?https:\/\//.exec(
      withoutComments(snippet),
    );
  return match === null || /x_forwarded/.test(match[0]) ? null : Number(match[1]);
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
