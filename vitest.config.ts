import { defineConfig } from "vitest/config";

/**
 * One suite for every package. Files named `*.gpu.test.ts` need a WebGPU adapter in Node (Dawn); they run one
 * after another because all of them share the machine's only adapter.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.{ts,tsx}", "scripts/**/*.test.ts", "bench/*.test.ts"],
          exclude: ["**/*.gpu.test.ts", "**/*.reference.test.ts", "**/node_modules/**"],
          maxWorkers: 2,
          // A limit that ends what hangs, not one that measures: two cores may be busy with other things.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: "gpu",
          include: ["packages/*/src/**/*.gpu.test.ts", "apps/*/src/**/*.gpu.test.ts"],
          maxWorkers: 1,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "reference",
          include: ["packages/*/src/**/*.reference.test.ts"],
          maxWorkers: 1,
          testTimeout: 300_000,
        },
      },
    ],
  },
});
