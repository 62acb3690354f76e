/**
 * Writes `docs/wire-truth.md`. Run by itself it first takes over what the last whole run of the lab left; `npm run generate`
 * calls it too, since the page lists facts, which change without the lab.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Fact } from "../src/model/evidence.ts";
import { isFields } from "../src/model/read.ts";
import { type CaseResult, type Difference, readResults } from "./results.ts";

const ROOT = resolve(import.meta.dirname, "..");
const SUMMARY = "lab/results.json";
const PAGE = "docs/wire-truth.md";

/** What is kept of a run. */
interface Summary {
  readonly controllers: readonly {
    readonly id: string;
    readonly version: string;
    readonly how: string;
    /** What runs is rendered from lasthop's own model: its facts are not shown by that. */
    readonly rendered: boolean;
    readonly cases: number;
    readonly confirmed: Readonly<Record<string, number>>;
    /** Facts that confirmed verdicts rest on. */
    readonly facts: readonly string[];
  }[];
  readonly figures: Readonly<Record<string, string>>;
  readonly differences: readonly Difference[];
}

/** Columns of the page by what the comparison calls them. */
const COLUMNS: readonly (readonly [title: string, names: readonly string[]])[] = [
  ["port 80 and 443", ["http", "https"]],
  ["redirect", ["redirect"]],
  ["certificate", ["certificate"]],
  ["client certificate", ["client certificate"]],
  ["backend hop", ["backend"]],
  ["status of an error", ["status"]],
  ["other legs", ["auth", "mirror", "errors"]],
];

/** The page by its path. */
export async function wireTruth(): Promise<Map<string, string>> {
  return new Map([[PAGE, page(readSummary(), await factTables())]]);
}

function readSummary(): Summary {
  const summary: Summary = JSON.parse(readFileSync(join(ROOT, SUMMARY), "utf8"));
  return summary;
}

/** Cases of no controller of its own: each is run on several. */
const DIFFERENCES = "gateway-api-differences";

/** The manifests that are run on several implementations. */
export function differenceFolders(): string[] {
  const files = readdirSync(join(ROOT, "lab/cases", DIFFERENCES), { withFileTypes: true });
  return files.flatMap((item) => (item.isDirectory() ? [item.name] : [])).sort();
}

/** How many cases each controller has: folders. */
export function caseFolders(): Map<string, number> {
  const cases = join(ROOT, "lab/cases");
  const folders = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true }).flatMap((item) => (item.isDirectory() ? [item.name] : []));
  return new Map(
    folders(cases)
      .filter((id) => id !== DIFFERENCES)
      .sort()
      .map((id) => [id, folders(join(cases, id)).length]),
  );
}

/** The fact tables of all controllers, and of whatever else has one. */
async function factTables(): Promise<Map<string, Fact[]>> {
  const tables = new Map<string, Fact[]>();
  for (const [area, id] of areas()) {
    const module: unknown = await import(pathToFileURL(join(ROOT, "src", area, "facts.ts")).href);
    const table = isFields(module) ? module["FACTS"] : undefined;
    if (isFields(table)) tables.set(id, Object.values(table).filter(isFact));
  }
  return tables;
}

function areas(): [folder: string, id: string][] {
  const controllers = readdirSync(join(ROOT, "src/controllers")).map((id): [string, string] => [
    `controllers/${id}`,
    id,
  ]);
  const found: [string, string][] = [...controllers, ["access", "RBAC"]];
  return found.filter(([folder]) => existsSync(join(ROOT, "src", folder, "facts.ts")));
}

function isFact(value: unknown): value is Fact {
  return isFields(value) && typeof value["text"] === "string" && typeof value["basis"] === "string";
}

function page({ controllers, figures, differences }: Summary, facts: ReadonlyMap<string, readonly Fact[]>): string {
  const total = controllers.reduce((sum, { cases }) => sum + cases, 0);
  const head = ["controller", "version", "cases", ...COLUMNS.map(([title]) => title)];
  const rows = controllers.map(({ id, version, cases, confirmed }) => [
    id,
    version,
    cases,
    ...COLUMNS.map(([, names]) => names.reduce((sum, name) => sum + (confirmed[name] ?? 0), 0)),
  ]);
  return `<!-- Written by lab/wire-truth.ts; change nothing here. -->

# What was confirmed on the wire

[The lab](../lab/README.md) gives manifests to a real API server, lets real parts serve them, sends real requests, and compares
what happened with what lasthop says of the same files, route by route. In the last whole run **${total} cases** agreed in
every verdict that could be seen, and in each of them the audit of the API server gave the routes and findings of the
audit of the files.

${table(head, rows)}

How they ran:

${controllers.map(({ id, how }) => `- **${id}**: ${how}`).join("\n")}

What no client can see (the hops behind a route that only redirects or refuses) is not counted.

## One manifest on several implementations of the Gateway API

Each of ${differences.length} manifests was given to all of them, with the controllerName of its class for the only difference. What
lasthop says of each agreed with the wire. Where the pods of a manifest have none of the names that are checked, clients got the
error in brackets:

${differenceTable(differences)}

## Beside the cases

${Object.entries(figures)
  .map(([name, text]) => `- **${name}**: ${text}`)
  .join("\n")}

## What the words rest on

Every verdict cites facts, and a fact has a basis: *measured* on the wire, *read* in the controller's code, or *documented*.

${table(
  ["facts of", "all", "measured", "read", "documented", "rest on reading alone"],
  [...facts].map((entry) => basisRow(entry, controllers)),
)}

A fact that was read counts as seen where a verdict that cites it was confirmed above. That is not so for ingress-nginx,
whose configuration is lasthop's own rendering: there the wire shows what the directives do, not that the controller writes
them so.

${[...facts].map((entry) => readingAlone(entry, controllers)).join("\n")}`;
}

function differenceTable(differences: readonly Difference[]): string {
  const ids = [...new Set(differences.flatMap(({ outcomes }) => Object.keys(outcomes)))];
  return table(
    ["manifest", ...ids],
    differences.map(({ slug, outcomes }) => [slug, ...ids.map((id) => outcomes[id] ?? "not run")]),
  );
}

function basisRow(entry: readonly [string, readonly Fact[]], controllers: Summary["controllers"]): (string | number)[] {
  const [id, facts] = entry;
  const count = (basis: Fact["basis"]): number => facts.filter((fact) => fact.basis === basis).length;
  return [id, facts.length, count("measured"), count("read"), count("documented"), unseen(entry, controllers).length];
}

/** Facts that nothing but reading speaks for. */
function unseen([id, facts]: readonly [string, readonly Fact[]], controllers: Summary["controllers"]): Fact[] {
  const own = controllers.find((item) => item.id === id);
  // What implementations of the Gateway API share is seen where one of them was.
  const shared = controllers.filter((item) => !item.rendered).flatMap((item) => item.facts);
  const seen = new Set(id === "gateway-api" ? shared : own === undefined || own.rendered ? [] : own.facts);
  return facts.filter(({ basis, text }) => basis !== "measured" && !seen.has(text));
}

function readingAlone(entry: readonly [string, readonly Fact[]], controllers: Summary["controllers"]): string {
  const facts = unseen(entry, controllers);
  const lines = facts.map(({ text, reference, basis }) => `- ${text} (${basis}: ${reference})`);
  return `### ${entry[0]}: ${facts.length} on reading alone\n\n${lines.join("\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const align = head.map((_, index) => (rows.every((row) => typeof row[index] === "number") ? "--:" : "---"));
  return [head, align, ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** What the last run left, as the summary that is committed; of controllers that it left out, what was known before. */
async function summarise(before: Summary): Promise<Summary> {
  const { CONTROLLERS } = await import("./controllers/list.ts");
  const { cases, figures, differences } = readResults();
  const controllers = CONTROLLERS.flatMap(({ id, version, how, rendered }) => {
    const own = cases.filter((item) => item.controller === id);
    if (own.length === 0) return before.controllers.filter((item) => item.id === id);
    return [{ id, version, how, rendered, cases: own.length, ...sums(own) }];
  });
  return {
    controllers,
    figures: { ...before.figures, ...figures },
    differences: differences.length > 0 ? differences : before.differences,
  };
}

function sums(cases: readonly CaseResult[]): { confirmed: Record<string, number>; facts: string[] } {
  const confirmed: Record<string, number> = {};
  for (const [name, count] of cases.flatMap((item) => Object.entries(item.confirmed))) {
    confirmed[name] = (confirmed[name] ?? 0) + count;
  }
  const names = Object.entries(confirmed).sort();
  return { confirmed: Object.fromEntries(names), facts: [...new Set(cases.flatMap((item) => item.facts))].sort() };
}

if (import.meta.main) {
  writeFileSync(join(ROOT, SUMMARY), `${JSON.stringify(await summarise(readSummary()), null, 2)}\n`);
  for (const [path, content] of await wireTruth()) writeFileSync(join(ROOT, path), content);
}
