import { PART_OF_KUBERNETES } from "../access/readers/expected.ts";
import { badness, describeSubject } from "../access/readers/reader.ts";
import type { Reader, TlsSecret } from "../model/report.ts";
import { visible } from "../model/visible.ts";
import { count } from "../report/describe.ts";
import { jsonText } from "../report/json.ts";
import { columnsOf, pad, wrap } from "../report/layout.ts";
import { painter } from "../report/paint.ts";
import { stepLine } from "./step-line.ts";
import type { Format } from "./who-can-read.ts";

export interface ListedSecret extends Pick<TlsSecret, "namespace" | "name" | "exists" | "managedBy" | "usedBy"> {
  readonly readers: readonly Reader[];
  /** Who can have another certificate for its names from its issuer, and has not this key. */
  readonly imitators: readonly Reader[];
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
    yield* jsonSecrets(secrets);
    return;
  }
  if (secrets.length === 0) yield `${options.none}\n`;
  for (const group of groups(secrets)) yield* paragraph(group, options);
}

/** As `jsonList` writes them; a reader of many Secrets is put into words once. */
function* jsonSecrets(secrets: readonly ListedSecret[]): Generator<string> {
  const texts = new Map<Reader, string>();
  const textOf = (reader: Reader): string => {
    let known = texts.get(reader);
    if (known !== undefined) return known;
    const { subject, direct, verbs, expected, how, conditions, via } = reader;
    texts.set(reader, (known = jsonText({ subject, direct, verbs, expected, how, conditions, via })));
    return known;
  };
  let separator = "[\n";
  for (const { readers, imitators, ...secret } of secrets) {
    yield `${separator}${jsonText(secret).slice(0, -1)},"readers":[`;
    separator = ",\n";
    for (const [index, reader] of readers.entries()) yield `${index === 0 ? "" : ","}${textOf(reader)}`;
    yield `],"imitators":[${imitators.map(textOf).join(",")}]}`;
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}

function groups(secrets: readonly ListedSecret[]): ListedSecret[][] {
  const same = new Map<string, ListedSecret[]>();
  // Most Secrets share their list of readers with others.
  const keys = new Map<readonly Reader[], string>();
  for (const secret of secrets) {
    const { readers, imitators } = secret;
    let listed = keys.get(readers);
    if (listed === undefined) keys.set(readers, (listed = readers.map(keyOf).join("\n")));
    const key = [listed, "", ...imitators.map(keyOf)].join("\n");
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
  const width = widthOf(options);
  for (const line of wrap(namesOf(group), width)) yield `${paint("strong", line)}\n`;
  const [first] = group;
  const { readers = [], imitators = [] } = first ?? {};
  if (first !== undefined && group.length === 1 && first.exists !== true && first.managedBy !== null) {
    yield `  not in the input: ${visible(first.managedBy)} makes it\n`;
  }
  yield* listing(readers, headOf(readers, options), options);
  if (imitators.length > 0) yield* listing(imitators, imitatorsHead(imitators, options), options);
  yield "\n";
}

function namesOf(group: readonly ListedSecret[]): string {
  const names = group.slice(0, MOST_NAMES).map(({ namespace, name }) => visible(`${namespace}/${name}`));
  return `${names.join(", ")}${group.length > MOST_NAMES ? `, and ${group.length - MOST_NAMES} more` : ""}`;
}

function widthOf({ width }: LineOptions): number {
  return Math.max(60, width ?? 120);
}

function headOf(readers: readonly Reader[], { all }: LineOptions): string {
  const unexpected = readers.filter(({ expected }) => expected === null);
  const unsettled = unexpected.filter((reader) => reader.unsettled === true).length;
  const others = readers.length - unexpected.length;
  const known = `${count(unexpected.length - unsettled, "reader")} that nobody expects`;
  const open = unsettled === 0 ? "" : `, ${unsettled} bound to a role that is not in the input`;
  return `${known}${open}, ${others} expected${all || others === 0 ? "" : " (--all lists them)"}`;
}

function imitatorsHead(imitators: readonly Reader[], { all }: LineOptions): string {
  const others = imitators.filter(({ expected }) => expected !== null).length;
  const expected = others === 0 ? "" : `, ${others} of them expected${all ? "" : " (--all lists them)"}`;
  return `not this key, but another certificate for the same names: ${imitators.length} can have one${expected}`;
}

function* listing(readers: readonly Reader[], head: string, options: LineOptions): Generator<string> {
  yield `  ${head}\n`;
  const listed = options.all ? readers : readers.filter(({ expected }) => expected === null);
  if (options.why || options.format === "tree") {
    for (const [index, reader] of listed.entries()) yield* drawn(reader, index === listed.length - 1, options);
    return;
  }
  const own = listed.filter(({ expected }) => expected !== PART_OF_KUBERNETES);
  yield* rows(own, widthOf(options));
  const shipped = listed.filter(({ expected }) => expected === PART_OF_KUBERNETES);
  if (shipped.length === 0) return;
  const names = shipped.map(({ subject }) => visible(describeSubject(subject))).join(", ");
  for (const line of wrap(`parts of Kubernetes: ${names}`, widthOf(options), "  ", "    ")) yield `${line}\n`;
}

/** Names that are longer have the rest below them. */
const LONGEST_NAME = 44;

/** What each does beside his name, and below that what else has to hold. */
function* rows(readers: readonly Reader[], width: number): Generator<string> {
  const names = readers.map(({ subject }) => visible(describeSubject(subject)));
  const column = Math.min(LONGEST_NAME, Math.max(0, ...names.map(columnsOf))) + 4;
  const hang = " ".repeat(column);
  for (const [index, reader] of readers.entries()) {
    const name = `  ${names[index] ?? ""}  `;
    const fits = columnsOf(name) <= column;
    if (!fits) yield `${name.trimEnd()}\n`;
    const [deed, ...more] = partsOf(reader);
    for (const line of wrap(deed, width, fits ? pad(name, column) : hang, `${hang}  `)) yield `${line}\n`;
    for (const part of more) for (const line of wrap(part, width, hang, `${hang}  `)) yield `${line}\n`;
  }
}

/** What he does, what else has to hold, and why he is expected. */
function partsOf({ how = "", expected, conditions = [] }: Reader): [string, ...string[]] {
  const parts: [string, ...string[]] = [visible(how)];
  if (conditions.length > 0) parts.push(visible(`if ${conditions.join(", and ")}`));
  if (expected !== null) parts.push(visible(`expected: ${expected}`));
  return parts;
}

/** A reader with the objects that make him one, as a branch. */
function* drawn(reader: Reader, last: boolean, { unicode }: LineOptions): Generator<string> {
  const [fork, end, bar] = unicode ? ["├─", "└─", "│ "] : ["+-", "`-", "| "];
  yield `  ${last ? end : fork} ${visible(describeSubject(reader.subject))}: ${partsOf(reader).join("; ")}\n`;
  for (const [index, step] of reader.via.entries()) {
    const branch = index === reader.via.length - 1 ? end : fork;
    yield `  ${last ? "  " : bar} ${branch} ${stepLine(step)}\n`;
  }
}
