import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCase } from "./case.ts";
import { controller as traefik } from "./controllers/traefik.ts";
import { startWorld, stopWorld, type World } from "./world/world.ts";

const CASES = resolve(import.meta.dirname, "cases");
const RUN = resolve(import.meta.dirname, `../.cache/lab/run-${process.pid}`);
const CONTROLLERS = [traefik];
const only = process.env["LASTHOP_LAB_ONLY"] ?? "";
/** Which part of the cases this run takes, as `index/count`. */
const [shard = 0, shards = 1] = (process.env["LASTHOP_LAB_SHARD"] ?? "0/1").split("/").map(Number);

let world: World;

beforeAll(async () => {
  world = await startWorld(RUN, CONTROLLERS);
});

afterAll(async () => {
  await stopWorld(world);
});

for (const controller of CONTROLLERS) {
  const folder = join(CASES, controller.id);
  const slugs = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((item) => item.isDirectory())
        .map((item) => item.name)
        .sort()
    : [];
  describe(`${controller.id} ${controller.version}`, () => {
    it("has cases", () => {
      expect(slugs.length).toBeGreaterThan(0);
    });

    it.each(slugs.filter((slug, index) => slug.includes(only) && index % shards === shard))("%s", async (slug) => {
      const { report, disagreements, story } = await runCase(world, controller, slug, join(folder, slug));
      expect(report.routes.length).toBeGreaterThan(0);
      if (disagreements.length > 0) throw new Error(story);
    });
  });
}
