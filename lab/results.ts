import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** Verdicts that were compared with the wire and agreed. */
export interface Agreed {
  /** How many, by what they are about. */
  readonly confirmed: Readonly<Record<string, number>>;
  /** What they rest on. */
  readonly facts: readonly string[];
}

export interface CaseResult extends Agreed {
  readonly controller: string;
  readonly slug: string;
}

/** What a run of the lab leaves for `docs/wire-truth.md`. */
export interface Results {
  readonly cases: readonly CaseResult[];
  /** Lines with what was measured beside the cases, by a name for it. */
  readonly figures: Readonly<Record<string, string>>;
}

const FOLDER = resolve(import.meta.dirname, "../.cache/lab/results");

/** Before a whole run: what an earlier one left is not its own. */
export function forgetResults(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** One file per process: several worlds write at once. */
export function leaveResults(name: string, { cases = [], figures = {} }: Partial<Results>): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.json`), JSON.stringify({ cases, figures }));
}

export function readResults(): Results {
  const files = readdirSync(FOLDER).sort();
  const all = files.map((file): Results => JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
  return {
    cases: all
      .flatMap(({ cases }) => cases)
      .toSorted((a, b) => (`${a.controller}/${a.slug}` < `${b.controller}/${b.slug}` ? -1 : 1)),
    figures: Object.assign({}, ...all.map(({ figures }) => figures)),
  };
}
