import { describe, expect, it } from "vitest";
import { auditCase, expected, measured, predicted, routesFor } from "./gateways.ts";

describe.each(["gateway-api", "contour"])("%s as measured", (name) => {
  const { folder, present, cases } = measured(name);

  it.runIf(!present)("is absent: ../shared/truth is not here, so no verdict was compared with it", () => {
    expect(cases).toEqual([]);
  });

  it.runIf(present)("has cases", () => {
    expect(cases.length).toBeGreaterThan(3);
  });

  for (const { id, title, routes } of cases) {
    it(`${id}: ${title}`, async () => {
      const report = await auditCase(folder, id);
      for (const route of routes) {
        const want = expected(route);
        const got = routesFor(report, route).map((found) => {
          const all = predicted(found);
          return Object.fromEntries(Object.keys(want).map((key) => [key, all[key]]));
        });
        expect(got).toContainEqual(want);
      }
    });
  }
});
