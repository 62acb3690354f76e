import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outcome, runCase } from "./case.ts";
import { failsNames, targetOf } from "./compare.ts";
import { CONTROLLERS } from "./controllers/list.ts";
import { allParts } from "./parts/list.ts";
import { isPresent } from "./parts/part.ts";
import { type Difference, leaveResults } from "./results.ts";
import { startWorld, stopWorld, type World } from "./world/world.ts";

/** One manifest each, run on every implementation of the Gateway API that is here: its class alone is another. */
const CASES = resolve(import.meta.dirname, "cases/gateway-api-differences");
const RUN = resolve(import.meta.dirname, `../.cache/lab/run-${process.pid}`);
const files = readdirSync(CASES, { withFileTypes: true });
const only = process.env["LASTHOP_LAB_ONLY"] ?? "";
const slugs = files.filter((item) => item.isDirectory() && item.name.includes(only)).map(({ name }) => name);
const here = new Set((await allParts()).filter(isPresent).map((part) => part.id));
const installed = files.flatMap(({ name }) => /^on-(.+)\.yaml$/.exec(name)?.[1] ?? []);
const implementations = CONTROLLERS.filter(
  ({ id, parts }) => installed.includes(id) && parts.every((part) => here.has(part)),
);

describe.skipIf(implementations.length < 2)("one manifest on several implementations", () => {
  let world: World;
  const outcomes = new Map<string, Record<string, string>>();

  beforeAll(async () => {
    world = await startWorld(RUN, implementations);
  });

  afterAll(async () => {
    await stopWorld(world);
    const differences = [...outcomes].map(([slug, byController]): Difference => ({ slug, outcomes: byController }));
    if (only === "") leaveResults("differences", { differences });
  });

  // One after the other: they share ports.
  describe.each(implementations)("$id", (controller) => {
    afterAll(() => controller.end?.());

    it.each(slugs)("%s", async (slug) => {
      const outcome = await runCase(world, controller, slug, join(CASES, slug));
      const { report, comparison, live, story } = outcome;
      expect(report.routes.length).toBeGreaterThan(0);
      if (comparison.disagreements.length > 0) throw new Error(story);
      expect(live).toEqual([]);
      outcomes.set(slug, { ...outcomes.get(slug), [controller.id]: wordsOf(outcome) });
    });
  });

  // What all of them do alike is here where one would not expect it, and says so by its name.
  it.skipIf(implementations.length < installed.length).each(slugs)("%s: who differs", (slug) => {
    const found = outcomes.get(slug) ?? {};
    expect(Object.keys(found).length).toBe(installed.length);
    const words = new Set(Object.values(found));
    if (slug.startsWith("same-") !== (words.size === 1)) throw new Error(JSON.stringify(found, null, 2));
  });
});

/** What lasthop says of the routes, in few words; what only the pods' certificates decide, as clients got it. */
function wordsOf({ report: { routes }, observations, terms }: Outcome): string {
  const words = routes.map((route) => {
    const { path, client, hops } = route;
    const target = targetOf(route, terms);
    const seen = observations.find((item) => item.target.host === target.host && item.target.path === target.path);
    const front =
      client.https === "refused" && client.http !== "refused" ? `http ${client.http}` : `https ${client.https}`;
    const demand = client.clientCertificate === "none" ? "" : `, client certificate ${client.clientCertificate}`;
    const behind = hops
      .filter(({ role }) => role !== "client")
      .map((hop) => {
        const { role, protection, status } = hop;
        const what = role === "backend" ? protection : `${role} ${protection}`;
        if (failsNames(hop, terms)) return `${what}, which the pods fail (${seen?.brokenStatus})`;
        return status === null ? what : `${what} (${status})`;
      });
    const where = routes.length === 1 ? "" : `${path}: `;
    const backends = hops.filter(({ role }) => role === "backend");
    const dead = backends.length > 0 && backends.every(({ protection }) => protection === "broken");
    const way = dead ? behind : [`${front}${demand}`, ...behind];
    return `${where}${way.join(" → ")}`;
  });
  return [...new Set(words)].join("; ");
}
