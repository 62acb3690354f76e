import { defineConfig } from "vitest/config";

const report = process.env["LASTHOP_TEST_REPORT"];

/** One world, one case at a time: they share ports, and a case that waits for another measures noise. */
export default defineConfig({
  test: {
    include: ["lab/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
  },
});
