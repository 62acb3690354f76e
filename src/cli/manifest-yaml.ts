import { type Fields, isFields } from "../model/read.ts";
import { jsonText } from "../report/json.ts";

/** A list this short stands on one line. */
const LINE = 110;

/** Manifests as YAML documents that every YAML reader takes alike: what could be read as something else is in quotes. */
export function* manifestsYaml(manifests: Iterable<Fields>): Generator<string> {
  for (const manifest of manifests) yield `---\n${[...fieldLines(manifest)].join("\n")}\n`;
}

function* fieldLines(fields: Fields): Generator<string> {
  for (const [key, value] of Object.entries(fields)) {
    const name = scalar(key);
    if (isFields(value) && Object.keys(value).length > 0) {
      yield `${name}:`;
      yield* indented(fieldLines(value));
    } else if (Array.isArray(value) && !isFlow(value)) {
      yield `${name}:`;
      yield* indented(itemLines(value));
    } else yield `${name}: ${inline(value)}`;
  }
}

function* itemLines(items: readonly unknown[]): Generator<string> {
  for (const item of items) {
    const lines = isFields(item) && Object.keys(item).length > 0 ? [...fieldLines(item)] : [inline(item)];
    for (const [index, line] of lines.entries()) yield `${index === 0 ? "-" : " "} ${line}`;
  }
}

function* indented(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `  ${line}`;
}

function isFlow(items: readonly unknown[]): boolean {
  const plain = items.every((item) => typeof item !== "object" || item === null);
  return plain && inline(items).length <= LINE;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  return typeof value === "string" ? scalar(value) : jsonText(value ?? null);
}

/** Words that YAML 1.1 reads as booleans or null, as kubectl does. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

function scalar(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !WORDS.test(text) ? text : jsonText(text);
}
