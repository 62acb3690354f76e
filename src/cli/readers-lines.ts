import { badness, describeSubject } from "../access/readers/reader.ts";
import type { Reader, TlsSecret } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import { count } from "../report/describe.ts";
import { jsonList } from "../report/json.ts";
import { aligned, wrap } from "../report/layout.ts";
import { painter } from "../report/paint.ts";
import { stepLine } from "./step-line.ts";
import type { Format } from "./who-can-read.ts";

export interface ListedSecret extends Pick<TlsSecret, "namespace" | "name" | "exists" | "managedBy" | "usedBy"> {
  readonly readers: readonly Reader[];
}

export interface LineOptions {
  /** What is said where there is no Secret to list. */
  readonly none: string;
  readonly format: Format;
  readonly why: boolean;
  readonly all: boolean;
  readonly width: number | null;
  readonly color: boolean;
  readonly unicode: boolean;
}

/** Names of Secrets with the same readers that one line lists. */
const MOST_NAMES = 6;

/** Secrets with equal readers are one paragraph, the worst first. */
export function* readerLines(secrets: readonly ListedSecret[], options: LineOptions): Generator<string> {
  if (options.format === "json") {
    yield* jsonList(secrets);
    yield "\n";
    return;
  }
  if (secrets.length === 0) yield `${options.none}\n`;
  for (const group of groups(secrets)) yield* paragraph(group, options);
}

function groups(secrets: readonly ListedSecret[]): ListedSecret[][] {
  const same = new Map<string, ListedSecret[]>();
  for (const secret of secrets) {
    const key = secret.readers.map(keyOf).join("\n");
    const known = same.get(key);
    if (known === undefined) same.set(key, [secret]);
    else known.push(secret);
  }
  return [...same.values()].sort((a, b) => compareGroups(a[0]?.readers ?? [], b[0]?.readers ?? []));
}

function keyOf({ subject, verbs, how }: Reader): string {
  return `${describeSubject(subject)} ${verbs.join()} ${how}`;
}

function compareGroups(a: readonly Reader[], b: readonly Reader[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    const difference = (left === undefined ? 99 : badness(left)) - (right === undefined ? 99 : badness(right));
    if (difference !== 0) return difference;
  }
  return 0;
}

function* paragraph(group: readonly ListedSecret[], options: LineOptions): Generator<string> {
  const paint = painter(options.color);
  const readers = group[0]?.readers ?? [];
  const unexpected = readers.filter(({ expected }) => expected === null);
  const names = group.slice(0, MOST_NAMES).map(({ namespace, name }) => visible(`${namespace}/${name}`));
  const more = group.length > MOST_NAMES ? `, and ${group.length - MOST_NAMES} more` : "";
  const width = Math.max(60, options.width ?? 120);
  for (const line of wrap(`${names.join(", ")}${more}`, width)) yield `${paint("strong", line)}\n`;
  const others = readers.length - unexpected.length;
  yield `  ${count(unexpected.length, "reader")} that nobody expects, ${others} expected\n`;
  const listed = options.all ? readers : unexpected;
  if (options.format === "table" && !options.why) {
    const rows = listed.map((reader) => [`  ${visible(describeSubject(reader.subject))}`, howOf(reader)]);
    for (const line of aligned(rows)) yield `${line}\n`;
  } else for (const [index, reader] of listed.entries()) yield* drawn(reader, index === listed.length - 1, options);
  if (!options.all && others > 0) yield `  (--all lists the expected too)\n`;
  yield "\n";
}

function howOf({ how = "", expected, conditions = [] }: Reader): string {
  const condition = conditions.length === 0 ? "" : `, if ${conditions.join(", and ")}`;
  const reason = expected === null ? "" : `; expected: ${expected}`;
  return visible(`${how}${condition}${reason}`);
}

/** A reader with the objects that make him one, as a branch. */
function* drawn(reader: Reader, last: boolean, { unicode, why, format }: LineOptions): Generator<string> {
  const [fork, end, bar] = unicode ? ["├─", "└─", "│ "] : ["+-", "`-", "| "];
  yield `  ${last ? end : fork} ${visible(describeSubject(reader.subject))}: ${howOf(reader)}\n`;
  if (!why && format !== "tree") return;
  for (const [index, step] of reader.via.entries()) {
    const branch = index === reader.via.length - 1 ? end : fork;
    yield `  ${last ? "  " : bar} ${branch} ${stepLine(step)}\n`;
  }
}
