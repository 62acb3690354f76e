import { UsageError } from "./errors.ts";

/** Whether an object's labels satisfy a selector. */
export type LabelTest = (labels: Readonly<Record<string, unknown>>) => boolean;

const KEY = "[A-Za-z0-9./_-]+";
const EQUALITY = new RegExp(`^(${KEY})\\s*(=|==|!=)\\s*([A-Za-z0-9._-]*)$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const EXISTS = new RegExp(`^(!?)\\s*(${KEY})$`);

/**
 * Reads a label selector as kubectl does: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 * @throws UsageError for anything else
 */
export function parseSelector(text: string): LabelTest {
  const tests = splitTerms(text).map((term) => parseTerm(term.trim(), text));
  return (labels) => tests.every((test) => test(labels));
}

/** Commas separate terms, but not the values of a set. */
function splitTerms(text: string): string[] {
  return text.split(/,(?![^(]*\))/);
}

function parseTerm(term: string, whole: string): LabelTest {
  const [, key = "", operator, value = ""] = EQUALITY.exec(term) ?? [];
  // A label that is absent is unequal to every value.
  if (operator !== undefined) return (labels) => (labels[key] === value) === (operator !== "!=");
  const [, setKey = "", word, list = ""] = SET.exec(term) ?? [];
  if (word !== undefined) {
    const values: readonly unknown[] = list.split(",").map((item) => item.trim());
    return (labels) => (Object.hasOwn(labels, setKey) && values.includes(labels[setKey])) === (word === "in");
  }
  const [, not, name = ""] = EXISTS.exec(term) ?? [];
  if (not !== undefined) return (labels) => Object.hasOwn(labels, name) === (not === "");
  throw new UsageError(`-l: "${whole}" is no label selector; write it as app=web,tier in (a,b),!legacy`);
}
