import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { SecretReaders } from "../../src/access/readers/readers.ts";
import { audit, doors } from "../../src/audit.ts";
import { readInput } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Reader } from "../../src/model/report.ts";
import { CORPUS, isPresent, repositories } from "../support/corpus.ts";

interface Listed {
  readonly secret: string;
  readonly reader: Reader;
}

/** The first step, without the object that it is about. */
function step({ direct, how = "" }: Reader): string {
  return direct ? "asks for it" : how.replace(/(?: \(|, ).*$/, "");
}

/** Distinct readers and how they get there; Kubernetes' own are the same everywhere. */
function counts(listed: readonly Listed[]): unknown {
  const own = listed.filter(({ reader: { expected } }) => expected?.startsWith("a part of Kubernetes") !== true);
  const readers = new Map<string, Reader>();
  for (const { reader } of own) readers.set(JSON.stringify([reader.subject, reader.direct, reader.how]), reader);
  const of = (direct: boolean, expected: boolean): number =>
    [...readers.values()].filter((reader) => reader.direct === direct && (reader.expected !== null) === expected)
      .length;
  const ways = new Map<string, number>();
  for (const reader of readers.values()) ways.set(step(reader), (ways.get(step(reader)) ?? 0) + 1);
  return {
    secrets: new Set(listed.map(({ secret }) => secret)).size,
    direct: `${of(true, true)} expected, ${of(true, false)} not`,
    indirect: `${of(false, true)} expected, ${of(false, false)} not`,
    ways: Object.fromEntries([...ways].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))),
  };
}

describe.runIf(!isPresent)("readers in real repositories", () => {
  it("are absent: ../shared/corpus is not here, so nobody's readers were counted", () => {
    expect(repositories).toEqual([]);
  });
});

describe.runIf(isPresent)("readers in real repositories", () => {
  it.each(repositories)("%s has the same ones", async (repository) => {
    const inventory = new Inventory(await readInput([resolve(CORPUS, repository)], { render: false }));
    const readers = new SecretReaders(inventory, { doors: doors(inventory) });
    const list = (namespace: string, name: string): Listed[] =>
      readers.of({ namespace, name }).map((reader) => ({ secret: `${namespace}/${name}`, reader }));
    const names = new Set([
      ...audit(inventory).secrets.map(({ namespace, name }) => `${namespace}/${name}`),
      ...inventory.madeSecrets().keys(),
    ]);
    const namespaces = new Set(inventory.objects.flatMap(({ namespace }) => namespace ?? []));
    expect({
      ofItsTlsSecrets: counts(
        [...names].flatMap((key) => list(key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1))),
      ),
      // Most repositories of policies and controllers hold roles and no certificate.
      ofOneInEachNamespace: counts([...namespaces].flatMap((namespace) => list(namespace, "any-tls"))),
    }).toMatchSnapshot();
  });
});
