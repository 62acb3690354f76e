import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit.ts";
import { readInput } from "../../src/input/read.ts";
import { Inventory } from "../../src/inventory/inventory.ts";
import type { Report } from "../../src/model/report.ts";
import { CORPUS, isPresent } from "../support/corpus.ts";

const REPOSITORIES = [
  "envoyproxy__gateway",
  "kubernetes-sigs__gateway-api",
  "projectcontour__contour",
  "traefik__traefik",
] as const;
const KINDS = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "HTTPProxy"];

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}

interface Read {
  readonly inventory: Inventory;
  readonly report: Report;
}

/** A fixture is a cluster of its own: objects of one name stand in many of them. */
async function fixtures(repository: string): Promise<Read[]> {
  const read: Read[] = [];
  for (const file of files(join(CORPUS, repository))) {
    // The Gateways of the conformance tests are the suite's own.
    const base = join(CORPUS, repository, "conformance/base/manifests.yaml");
    const shared = file.includes("/conformance/tests/") ? [base] : [];
    const inventory = new Inventory(await readInput([...shared, file], { render: false }));
    if (inventory.objects.some((object) => KINDS.includes(object.kind)))
      read.push({ inventory, report: audit(inventory) });
  }
  return read;
}

const nameOf = ({ kind, namespace, name }: { kind: string; namespace: string | null; name: string }): string =>
  `${kind} ${namespace}/${name}`;

function tally(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is not known, without the names of the case. */
function cause(fact: string): string {
  return fact.replaceAll(
    /(Gateway|Service|Secret|Backend|ListenerSet|GatewayClass|ConfigMap|Namespace|namespace) [^ ,]+/g,
    "$1 …",
  );
}

describe.runIf(!isPresent)("fixtures of the implementations", () => {
  it("are absent: ../shared/corpus is not here, so nothing was checked against them", () => {
    expect(isPresent).toBe(false);
  });
});

describe.runIf(isPresent).each(REPOSITORIES)("fixtures of %s", (repository) => {
  it("yield a route or a reason for every object that declares one", async () => {
    const silent: string[] = [];
    for (const { inventory, report } of await fixtures(repository)) {
      // A root HTTPProxy that only includes others is told of by their routes.
      const told = new Set(
        report.routes.flatMap((route) => [
          nameOf(route.object),
          ...route.hops.flatMap((hop) =>
            hop.evidence.flatMap(({ object }) => (object === null ? [] : [nameOf(object)])),
          ),
        ]),
      );
      for (const object of inventory.objects) {
        if (KINDS.includes(object.kind) && !told.has(nameOf(object))) silent.push(nameOf(object));
      }
    }
    expect(silent).toEqual([]);
  });

  it("say why wherever nothing is known", async () => {
    const silent: string[] = [];
    for (const { report } of await fixtures(repository)) {
      for (const route of report.routes) {
        for (const hop of route.hops) {
          if (hop.protection === "unknown" && hop.assumptions.length === 0) silent.push(`${route.id} ${hop.role}`);
          if (hop.protection === "broken" && hop.evidence.length === 0) silent.push(`${route.id} ${hop.role}`);
        }
      }
    }
    expect(silent).toEqual([]);
  });

  it("have the same counts", async () => {
    const reports = (await fixtures(repository)).map(({ report }) => report);
    const routes = reports.flatMap((report) => report.routes);
    const unknown = routes.flatMap((route) => route.hops).filter((hop) => hop.protection === "unknown");
    expect({
      fixtures: reports.length,
      routes: routes.length,
      byController: tally(routes.map((route) => route.controller.id)),
      byPattern: tally(routes.map((route) => route.pattern)),
      unknown: tally(unknown.flatMap((hop) => hop.assumptions.map(({ fact }) => cause(fact)))),
    }).toMatchSnapshot();
  });
});
