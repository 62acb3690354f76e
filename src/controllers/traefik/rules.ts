import { goRegExp, isRange } from "../go-regexp.ts";

/** What a router's rule says about host and path. */
export interface ParsedRule {
  /** One per alternative: `Host(a) || Host(b)` gives two. */
  readonly matches: readonly RuleMatch[];
  /** False where a matcher refuses its arguments: no route is built. */
  readonly builds: boolean;
  /** Names for which TLS options are chosen, lower case: those of `Host` and `HostSNI` that no `!` excludes. */
  readonly domains: readonly string[];
}

export interface RuleMatch {
  /** `*` when the rule names none. */
  readonly host: string;
  /** A literal Host (or HostSNI), not an expression. */
  readonly literal: boolean;
  /** For HostRegexp: what it matches, where that can be told. */
  readonly hostPattern?: RegExp | null;
  readonly path: string;
  readonly pathType: "Exact" | "Prefix" | "Regex";
  readonly pathPattern?: RegExp | null;
  /** Prefixes by path elements: `/v1` does not cover `/v12`. */
  readonly byElements?: boolean;
  /** Hosts and paths that a `!` takes out. */
  readonly excludes?: readonly { readonly of: "host" | "path" | "prefix"; readonly value: string }[];
  /** Other conditions (Header, Query, ClientIP, Method …) narrow the match. */
  readonly narrowed: boolean;
}

type Node =
  | { readonly kind: "call"; readonly name: string; readonly args: readonly string[] }
  | { readonly kind: "not"; readonly of: Node }
  | { readonly kind: "and" | "or"; readonly of: readonly Node[] };

export type RuleSyntax = "v2" | "v3" | "tcp";

/** Matchers with the numbers of arguments that they take. Source: httpFuncs, httpFuncsV2 and tcpFuncs in pkg/muxer. */
const MATCHERS: Readonly<Record<RuleSyntax, Readonly<Record<string, readonly [least: number, most: number]>>>> = {
  v3: {
    ClientIP: [1, 1],
    Method: [1, 1],
    Host: [1, 1],
    HostRegexp: [1, 1],
    Path: [1, 1],
    PathRegexp: [1, 1],
    PathPrefix: [1, 1],
    Header: [2, 2],
    HeaderRegexp: [2, 2],
    Query: [1, 2],
    QueryRegexp: [1, 2],
  },
  v2: {
    Host: [1, 99],
    HostHeader: [1, 99],
    HostRegexp: [1, 99],
    ClientIP: [1, 99],
    Path: [1, 99],
    PathPrefix: [1, 99],
    Method: [1, 99],
    Headers: [2, 2],
    HeadersRegexp: [2, 2],
    Query: [1, 99],
  },
  tcp: { HostSNI: [1, 1], HostSNIRegexp: [1, 1], ClientIP: [1, 1], ALPN: [1, 1] },
};
/** Longer rules are refused: each `||` multiplies what has to be told apart. */
const MOST_MATCHES = 200;

/** Parses a rule; null for one that no parser takes. Source: pkg/rules/parser.go (vulcand/predicate), pkg/muxer. */
export function parseRule(rule: string, syntax: RuleSyntax = "v3"): ParsedRule | null {
  const tokens = tokenize(rule);
  if (tokens === null) return null;
  const parser = new RuleParser(tokens, syntax);
  const node = parser.expression(0);
  if (node === null || !parser.done) return null;
  const positive = withoutNegations(node, false);
  const domains = domainsOf(positive);
  const alternatives = expand(positive);
  return { matches: alternatives?.map(toMatch) ?? [], builds: alternatives !== null && builds(node, syntax), domains };
}

/** The host that a rule speaks of, where nothing else of it can be read; for telling which route is broken. */
export function hostIn(rule: string): RuleMatch {
  const host = /\bHost(?:SNI|Header)?\(\s*[`"']([^`"']+)[`"']/i.exec(rule)?.[1]?.toLowerCase() ?? "*";
  return { host, literal: false, path: "/", pathType: "Prefix", narrowed: true };
}

type Token = string | { readonly text: string };

function tokenize(rule: string): Token[] | null {
  const tokens: Token[] = [];
  const pattern = /\s*(?:(&&|\|\||[!(),])|([A-Za-z]+)|`([^`]*)`|"((?:[^"\\]|\\.)*)")/gy;
  let end = 0;
  for (let match = pattern.exec(rule); match !== null; match = pattern.exec(rule)) {
    end = pattern.lastIndex;
    if (match[1] !== undefined) tokens.push(match[1]);
    else if (match[2] !== undefined) tokens.push(match[2]);
    else tokens.push({ text: match[3] ?? (match[4] ?? "").replaceAll(/\\(.)/g, "$1") });
  }
  return rule.slice(end).trim() === "" && tokens.length > 0 ? tokens : null;
}

/** A matcher's name as written: as declared, in lower, upper or title case. All syntaxes' names parse. */
function matcherNamed(written: string, syntax: RuleSyntax): string | null {
  const tables = syntax === "tcp" ? [MATCHERS.tcp] : [MATCHERS[syntax], MATCHERS.v3, MATCHERS.v2];
  for (const name of tables.flatMap((table) => Object.keys(table))) {
    const lower = name.toLowerCase();
    const title = lower.charAt(0).toUpperCase() + lower.slice(1);
    if ([name, lower, name.toUpperCase(), title].includes(written)) return name;
  }
  return null;
}

class RuleParser {
  readonly #tokens: readonly Token[];
  readonly #syntax: RuleSyntax;
  #next = 0;

  constructor(tokens: readonly Token[], syntax: RuleSyntax) {
    this.#tokens = tokens;
    this.#syntax = syntax;
  }

  get done(): boolean {
    return this.#next >= this.#tokens.length;
  }

  /** `&&` binds tighter than `||`, as in Go. */
  expression(depth: number): Node | null {
    return this.#series("||", "or", () => this.#series("&&", "and", () => this.#unary(depth)));
  }

  #series(operator: string, kind: "and" | "or", operand: () => Node | null): Node | null {
    const nodes: Node[] = [];
    do {
      const node = operand();
      if (node === null) return null;
      nodes.push(node);
    } while (this.#take(operator));
    return nodes.length === 1 ? (nodes[0] ?? null) : { kind, of: nodes };
  }

  #unary(depth: number): Node | null {
    if (depth > 50) return null;
    if (this.#take("!")) {
      const of = this.#unary(depth + 1);
      return of === null ? null : { kind: "not", of };
    }
    if (this.#take("(")) {
      const inner = this.expression(depth + 1);
      return inner !== null && this.#take(")") ? inner : null;
    }
    return this.#call();
  }

  #call(): Node | null {
    const written = this.#tokens[this.#next++];
    const name = typeof written === "string" ? matcherNamed(written, this.#syntax) : null;
    if (name === null || !this.#take("(")) return null;
    const args: string[] = [];
    if (this.#take(")")) return { kind: "call", name, args };
    do {
      const token = this.#tokens[this.#next++];
      if (typeof token !== "object") return null;
      args.push(token.text);
    } while (this.#take(","));
    return this.#take(")") ? { kind: "call", name, args } : null;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next++;
    return true;
  }
}

/** Whether every matcher takes its arguments. */
function builds(node: Node, syntax: RuleSyntax): boolean {
  if (node.kind === "not") return builds(node.of, syntax);
  if (node.kind !== "call") return node.of.every((item) => builds(item, syntax));
  const { name, args } = node;
  const table = MATCHERS[syntax];
  const arity = Object.hasOwn(table, name) ? table[name] : undefined;
  if (arity === undefined || args.length < arity[0] || args.length > arity[1] || args.includes("")) return false;
  if (/^(?:Path|PathPrefix)$/.test(name) && !args.every((path) => path.startsWith("/"))) return false;
  if (name === "ClientIP") return args.every(isRange);
  if (name === "HostSNI") return args.every((host) => /^(?:\*|(?:\*\.)?[\w.:-]+)$/.test(host));
  if (syntax !== "v2" && name.endsWith("Regexp")) return goRegExp(args.at(-1) ?? "") !== "invalid";
  return true;
}

/** Negations moved down to the calls. */
function withoutNegations(node: Node, negated: boolean): Node {
  if (node.kind === "not") return withoutNegations(node.of, !negated);
  if (node.kind === "call") return negated ? { kind: "not", of: node } : node;
  const kind = negated === (node.kind === "and") ? "or" : "and";
  return { kind, of: node.of.map((item) => withoutNegations(item, negated)) };
}

function domainsOf(node: Node): string[] {
  if (node.kind === "not") return [];
  if (node.kind === "call")
    return /^(?:Host|HostSNI)$/.test(node.name) ? node.args.map((arg) => arg.toLowerCase()) : [];
  return node.of.flatMap(domainsOf);
}

interface Conditions {
  readonly host: string | null;
  readonly literal: boolean;
  readonly hostPattern: RegExp | null;
  readonly path: string | null;
  readonly pathType: RuleMatch["pathType"];
  readonly pathPattern: RegExp | null;
  readonly excludes: NonNullable<RuleMatch["excludes"]>;
  readonly narrowed: boolean;
}

const NOTHING: Conditions = {
  host: null,
  literal: false,
  hostPattern: null,
  path: null,
  pathType: "Prefix",
  pathPattern: null,
  excludes: [],
  narrowed: false,
};

/** Alternatives of a rule; null when there are too many. */
function expand(node: Node): Conditions[] | null {
  switch (node.kind) {
    case "call":
      return call(node.name, node.args);
    case "not":
      return [node.of.kind === "call" ? exclusion(node.of.name, node.of.args) : { ...NOTHING, narrowed: true }];
    case "or": {
      const all = node.of.map(expand);
      const flat = all.flatMap((item) => item ?? []);
      return all.includes(null) || flat.length > MOST_MATCHES ? null : flat;
    }
    case "and": {
      let combined: Conditions[] = [NOTHING];
      for (const part of node.of) {
        const alternatives = expand(part);
        if (alternatives === null || combined.length * alternatives.length > MOST_MATCHES) return null;
        combined = combined.flatMap((left) => alternatives.map((right) => both(left, right)));
      }
      return combined;
    }
  }
}

function exclusion(name: string, args: readonly string[]): Conditions {
  const kinds: Readonly<Record<string, "host" | "path" | "prefix">> = {
    Host: "host",
    HostHeader: "host",
    HostSNI: "host",
    Path: "path",
    PathPrefix: "prefix",
  };
  const of = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (of === undefined) return { ...NOTHING, narrowed: true };
  return { ...NOTHING, excludes: args.map((value) => ({ of, value: of === "host" ? value.toLowerCase() : value })) };
}

function call(name: string, args: readonly string[]): Conditions[] {
  switch (name) {
    case "Host":
    case "HostHeader":
    case "HostSNI":
      return args.map((host) => ({
        ...NOTHING,
        host: host.toLowerCase().replace(/(.)\.$/, "$1"),
        literal: host !== "*" && !host.startsWith("*."),
      }));
    case "HostRegexp":
    case "HostSNIRegexp":
      return args.map((host) => {
        const pattern = goRegExp(host.replaceAll(/\{[^}:]*:([^}]*)\}/g, "$1"));
        return {
          ...NOTHING,
          host: /^(?:\^?\.[+*]\$?|\{[^}]*:\.\+\})$/.test(host) ? "*" : host,
          hostPattern: pattern instanceof RegExp ? pattern : null,
        };
      });
    case "Path":
      return args.map((path) => ({ ...NOTHING, path, pathType: "Exact" }));
    case "PathPrefix":
      return args.map((path) => ({ ...NOTHING, path, pathType: "Prefix" }));
    case "PathRegexp":
      return args.map((path) => {
        const pattern = goRegExp(path);
        return { ...NOTHING, path, pathType: "Regex", pathPattern: pattern instanceof RegExp ? pattern : null };
      });
    case "Method":
      return [{ ...NOTHING, narrowed: !args.some((method) => method.toUpperCase() === "GET") }];
    default:
      return [{ ...NOTHING, narrowed: true }];
  }
}

function both(a: Conditions, b: Conditions): Conditions {
  const host = b.host === null ? a : b;
  const path = b.path === null ? a : b;
  return {
    host: host.host,
    literal: host.literal,
    hostPattern: host.hostPattern,
    path: path.path,
    pathType: path.pathType,
    pathPattern: path.pathPattern,
    excludes: [...a.excludes, ...b.excludes],
    narrowed: a.narrowed || b.narrowed || (a.host !== null && b.host !== null) || (a.path !== null && b.path !== null),
  };
}

function toMatch(conditions: Conditions): RuleMatch {
  const { host, literal, path, ...rest } = conditions;
  return { ...rest, host: host ?? "*", literal: literal && host !== null, path: path ?? "/" };
}

/** Whether a rule's host covers a name. Source: DomainMatchHostExpression: a wildcard stands for one label. */
export function coversHost(match: Pick<RuleMatch, "host" | "hostPattern">, host: string): boolean {
  if (match.host === "*" || match.host === host) return true;
  if (match.hostPattern != null) return host !== "*" && match.hostPattern.test(host);
  return match.host.startsWith("*.") && host !== "*" && host.slice(host.indexOf(".")) === match.host.slice(1);
}

export function coversPath(match: RuleMatch, path: string): boolean {
  if (match.pathType === "Exact") return match.path === path;
  if (match.pathType === "Regex") return match.path === path || (match.pathPattern?.test(path) ?? false);
  if (match.byElements !== true || match.path === "/") return path.startsWith(match.path);
  const prefix = match.path.replace(/\/$/, "");
  return path === prefix || path === match.path || path.startsWith(`${prefix}/`);
}

export function isExcluded({ excludes = [] }: RuleMatch, host: string, path: string): boolean {
  return excludes.some(({ of, value }) =>
    of === "host" ? coversHost({ host: value }, host) : of === "path" ? value === path : path.startsWith(value),
  );
}
