/** Brings every part of the lab into `.cache/lab`. What is there already stays; each part says one line. */
import { mkdir, rename, rm } from "node:fs/promises";
import { allParts } from "./parts/list.ts";
import { folderOf, isPresent, type Part } from "./parts/part.ts";

interface Outcome {
  readonly part: Part;
  readonly present: boolean;
}

async function bring(part: Part): Promise<Outcome> {
  const folder = folderOf(part);
  const name = `${part.title} ${part.version}`;
  if (isPresent(part)) {
    say(`${name}: here already`);
    return { part, present: true };
  }
  const partial = `${folder}.partial`;
  const start = performance.now();
  try {
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await part.bring(partial);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    say(`${name}: brought from ${part.from} in ${Math.round((performance.now() - start) / 1000)} s`);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    say(`${name}: NOT brought from ${part.from}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { part, present: isPresent(part) };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const outcomes = await Promise.all((await allParts()).map(bring));
const missing = outcomes.filter((outcome) => !outcome.present);
const fatal = missing.filter(({ part }) => part.needed);
if (fatal.length > 0) say(`without ${fatal.map(({ part }) => part.title).join(" and ")} the lab cannot run`);
process.exitCode = fatal.length > 0 ? 1 : 0;
