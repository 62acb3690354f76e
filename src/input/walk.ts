import { type Stats, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Collector } from "./collect.ts";
import { KUSTOMIZATION_FILES } from "./render/kustomization.ts";
import { leftOut, systemReason, unreadable } from "./errors.ts";

/** What a walk meets. */
export interface Visitor {
  file(path: string): void;
  /** A folder with a `Chart.yaml`. Says whether it took care of everything in it. */
  chart(path: string): boolean;
  /** A folder with a kustomization. Says whether it took care of the files in it; folders in it are walked anyway. */
  kustomization(path: string): boolean;
}

const MANIFEST = /\.(?:ya?ml|json)$/;
const CHART = "Chart.yaml";

/**
 * Visits a path: a file, or all `*.yaml`, `*.yml` and `*.json` under a folder, in the order of their names (by code
 * unit). Hidden files and folders (`.git` …) and `node_modules` are left out; symbolic links are followed.
 */
export function walk(path: string, into: Collector, visitor: Visitor): void {
  const stats = statOf(path, into);
  if (stats === null) return;
  if (stats.isDirectory()) new Walk(into, visitor).folder(path);
  else if (stats.isFile() || isOpenPipe(path, stats)) visitor.file(path);
  else into.skipped.push(unreadable(path, `${kindOf(stats)}, not a regular file`));
}

class Walk {
  readonly #into: Collector;
  readonly #visitor: Visitor;
  /** Real paths of folders that were walked. */
  readonly #seen = new Set<string>();
  readonly #hidden: string[] = [];

  constructor(into: Collector, visitor: Visitor) {
    this.#into = into;
    this.#visitor = visitor;
  }

  folder(path: string): void {
    this.#walk(path, false);
    const [first, ...more] = this.#hidden;
    if (first === undefined) return;
    const folders = more.length === 0 ? "a hidden folder is" : `${this.#hidden.length} hidden folders are`;
    this.#into.skipped.push(leftOut(first, `${folders} left out: name one to read it`));
  }

  #walk(path: string, filesDone: boolean): void {
    let names: string[];
    try {
      const real = realpathSync(path);
      if (this.#seen.has(real)) {
        this.#into.skipped.push(leftOut(path, "a symbolic link to a folder that is read already"));
        return;
      }
      this.#seen.add(real);
      names = readdirSync(path).sort();
    } catch (error) {
      this.#into.skipped.push(unreadable(path, systemReason(error)));
      return;
    }
    if (names.includes(CHART) && this.#visitor.chart(path)) return;
    const done =
      filesDone || (names.some((name) => KUSTOMIZATION_FILES.includes(name)) && this.#visitor.kustomization(path));
    for (const name of names) this.#entry(path, name, done);
  }

  #entry(folder: string, name: string, filesDone: boolean): void {
    if (name === "node_modules") return;
    const path = join(folder, name);
    const isManifest = MANIFEST.test(name);
    if (name.startsWith(".")) {
      if (name !== ".git" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) this.#hidden.push(path);
      return;
    }
    // A broken link matters only where its name says that it is a manifest.
    const stats = isManifest ? statOf(path, this.#into) : quietStat(path);
    if (stats === null) return;
    if (stats.isDirectory()) this.#walk(path, filesDone);
    else if (!isManifest || filesDone) return;
    else if (stats.isFile()) this.#visitor.file(path);
    else this.#into.skipped.push(unreadable(path, `${kindOf(stats)}, not a regular file`));
  }
}

function statOf(path: string, into: Collector): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    into.skipped.push(unreadable(path, systemReason(error)));
    return null;
  }
}

function quietStat(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** A shell's `<(…)`: its other end is open, so that reading it comes to an end. */
function isOpenPipe(path: string, stats: Stats): boolean {
  return stats.isFIFO() && /^\/(?:dev\/fd\/\d+|dev\/stdin|proc\/(?:self|\d+)\/fd\/\d+)$/.test(path);
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return "a device";
  return "something else";
}
