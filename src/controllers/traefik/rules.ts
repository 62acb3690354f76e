/** What a router's rule says about host and path; `null` for a rule that does not parse. */
export interface ParsedRule {
  /** One per alternative: `Host(a) || Host(b)` gives two. */
  readonly matches: readonly RuleMatch[];
}

export interface RuleMatch {
  /** `*` when the rule names none. */
  readonly host: string;
  /** A literal Host (or HostSNI), not an expression. */
  readonly literal: boolean;
  readonly path: string;
  readonly pathType: "Exact" | "Prefix" | "Regex";
  /** Other conditions (Header, Query, ClientIP, Method, a negation …) narrow the match. */
  readonly narrowed: boolean;
}

type Node =
  | { readonly kind: "call"; readonly name: string; readonly args: readonly string[] }
  | { readonly kind: "not"; readonly of: Node }
  | { readonly kind: "and" | "or"; readonly of: readonly Node[] };

const MATCHERS =
  /^(?:Host|HostHeader|HostRegexp|HostSNI|HostSNIRegexp|Path|PathPrefix|PathRegexp|Header|HeaderRegexp|Headers|HeadersRegexp|Method|Query|QueryRegexp|ClientIP|ALPN)$/i;
/** Longer rules are refused: each `||` multiplies what has to be told apart. */
const MOST_MATCHES = 200;

/** Parses a rule of version 2 or 3 syntax. Source: pkg/rules/parser.go (vulcand/predicate), pkg/muxer. */
export function parseRule(rule: string): ParsedRule | null {
  const tokens = tokenize(rule);
  if (tokens === null) return null;
  const parser = new RuleParser(tokens);
  const node = parser.expression(0);
  if (node === null || !parser.done) return null;
  const alternatives = expand(node);
  return alternatives === null ? null : { matches: alternatives.map(toMatch) };
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

class RuleParser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
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
    const name = this.#tokens[this.#next++];
    if (typeof name !== "string" || !MATCHERS.test(name) || !this.#take("(")) return null;
    const args: string[] = [];
    do {
      const token = this.#tokens[this.#next++];
      if (typeof token !== "object") return null;
      args.push(token.text);
    } while (this.#take(","));
    return this.#take(")") ? { kind: "call", name: name.toLowerCase(), args } : null;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next++;
    return true;
  }
}

interface Conditions {
  readonly host: string | null;
  readonly literal: boolean;
  readonly path: string | null;
  readonly pathType: RuleMatch["pathType"];
  readonly narrowed: boolean;
}

const NOTHING: Conditions = { host: null, literal: false, path: null, pathType: "Prefix", narrowed: false };

/** Alternatives of a rule; null when there are too many. */
function expand(node: Node): Conditions[] | null {
  switch (node.kind) {
    case "call":
      return call(node.name, node.args);
    case "not":
      return [{ ...NOTHING, narrowed: true }];
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

function call(name: string, args: readonly string[]): Conditions[] {
  switch (name) {
    case "host":
    case "hostheader":
    case "hostsni":
      return args.map((host) => ({ ...NOTHING, host: host.toLowerCase(), literal: host !== "*" }));
    case "hostregexp":
    case "hostsniregexp":
      return args.map((host) => ({
        ...NOTHING,
        host: /^(?:\^?\.[+*]\$?|\{[^}]*:\.\+\})$/.test(host) ? "*" : host,
        literal: false,
      }));
    case "path":
      return args.map((path) => ({ ...NOTHING, path, pathType: "Exact" }));
    case "pathprefix":
      return args.map((path) => ({ ...NOTHING, path, pathType: "Prefix" }));
    case "pathregexp":
      return args.map((path) => ({ ...NOTHING, path, pathType: "Regex" }));
    default:
      return [{ ...NOTHING, narrowed: true }];
  }
}

function both(a: Conditions, b: Conditions): Conditions {
  const path = b.path === null ? a : b;
  return {
    host: b.host ?? a.host,
    literal: b.host === null ? a.literal : b.literal,
    path: path.path,
    pathType: path.pathType,
    narrowed: a.narrowed || b.narrowed || (a.host !== null && b.host !== null) || (a.path !== null && b.path !== null),
  };
}

function toMatch({ host, literal, path, pathType, narrowed }: Conditions): RuleMatch {
  return { host: host ?? "*", literal: literal && host !== null, path: path ?? "/", pathType, narrowed };
}
