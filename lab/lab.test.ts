import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCase } from "./case.ts";
import type { LabController } from "./controllers/controller.ts";
import { CONTROLLERS as ALL } from "./controllers/list.ts";
import { allParts } from "./parts/list.ts";
import { isPresent } from "./parts/part.ts";
import { type CaseResult, leaveResults } from "./results.ts";
import { startWorld, stopWorld, type World } from "./world/world.ts";

const CASES = resolve(import.meta.dirname, "cases");
const RUN = resolve(import.meta.dirname, `../.cache/lab/run-${process.pid}`);
const here = new Set((await allParts()).filter(isPresent).map((part) => part.id));
const runs = (controller: LabController): boolean => controller.parts.every((id) => here.has(id));
const wanted = process.env["LASTHOP_LAB_CONTROLLER"];
const CONTROLLERS = ALL.filter(({ id }) => wanted === undefined || id === wanted);
const only = process.env["LASTHOP_LAB_ONLY"] ?? "";
/** Which part of the cases this run takes, as `index/count`. */
const [shard = 0, shards = 1] = (process.env["LASTHOP_LAB_SHARD"] ?? "0/1").split("/").map(Number);

let world: World;
const results: CaseResult[] = [];

beforeAll(async () => {
  world = await startWorld(RUN, CONTROLLERS.filter(runs));
});

afterAll(async () => {
  await stopWorld(world);
  if (only === "") leaveResults(`cases-${shard}`, { cases: results });
});

for (const controller of CONTROLLERS) {
  const folder = join(CASES, controller.id);
  const slugs = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((item) => item.isDirectory())
        .map((item) => item.name)
        .sort()
    : [];
  describe.skipIf(!runs(controller))(`${controller.id} ${controller.version}`, () => {
    afterAll(() => controller.end?.());

    it("has cases", () => {
      expect(slugs.length).toBeGreaterThan(0);
    });

    it.each(slugs.filter((slug, index) => slug.includes(only) && index % shards === shard))("%s", async (slug) => {
      const { report, comparison, live, story } = await runCase(world, controller, slug, join(folder, slug));
      expect(report.routes.length).toBeGreaterThan(0);
      if (comparison.disagreements.length > 0) throw new Error(story);
      expect(live).toEqual([]);
      results.push({ controller: controller.id, slug, ...comparison.agreed });
    });
  });
}
