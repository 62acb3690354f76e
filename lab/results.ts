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

/** One manifest on several implementations: what lasthop says of each, which the wire confirmed. */
export interface Difference {
  readonly slug: string;
  /** By controller. */
  readonly outcomes: Readonly<Record<string, string>>;
}

/** What a run of the lab leaves for `docs/wire-truth.md`. */
export interface Results {
  readonly cases: readonly CaseResult[];
  /** Lines with what was measured beside the cases, by a name for it. */
  readonly figures: Readonly<Record<string, string>>;
  readonly differences: readonly Difference[];
}

/** Checkouts that share a cache keep theirs apart by the variable. */
const FOLDER = process.env["LASTHOP_LAB_RESULTS"] ?? resolve(import.meta.dirname, "../.cache/lab/results");

/** Before a whole run: what an earlier one left is not its own. */
export function forgetResults(): void {
  rmSync(FOLDER, { recursive: true, force: true });
}

/** One file per process: several worlds write at once. */
export function leaveResults(name: string, { cases = [], figures = {}, differences = [] }: Partial<Results>): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.json`), JSON.stringify({ cases, figures, differences }));
}

export function readResults(): Results {
  const files = readdirSync(FOLDER).sort();
  const all = files.map((file): Results => JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
  return {
    cases: all
      .flatMap(({ cases }) => cases)
      .toSorted((a, b) => (`${a.controller}/${a.slug}` < `${b.controller}/${b.slug}` ? -1 : 1)),
    differences: all.flatMap(({ differences }) => differences),
    figures: Object.assign({}, ...all.map(({ figures }) => figures)),
  };
}
