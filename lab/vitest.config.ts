import { defineConfig } from "vitest/config";

/** One world, one case at a time: they share ports, and a case that waits for another measures noise. */
export default defineConfig({
  test: {
    include: ["lab/*.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
  },
});
