import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";

/** Repositories of others, beside the checkout and no part of it: tests that need them say so where they are absent. */
export const CORPUS = resolve(import.meta.dirname, "../../../shared/corpus");

export const isPresent = existsSync(CORPUS);

export const repositories = isPresent
  ? readdirSync(CORPUS, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort()
  : [];
