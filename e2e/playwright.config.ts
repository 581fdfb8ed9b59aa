import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { browserArguments } from "./support/browserArguments.ts";

const port = Number(process.env.E2E_PORT ?? 3117);

/**
 * A real Chromium against a real server (`npm start` with a data directory of its own). WebGPU is SwiftShader: the same shaders
 * as on a GPU, computed on the CPU. One browser at a time, since training takes the whole machine. No retries: a flaky test is a bug.
 */
export default defineConfig({
  testDir: "./journeys",
  outputDir: "../test-results",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json"]],
  use: {
    baseURL: `http://localhost:${port}`,
    actionTimeout: 20_000,
    viewport: { width: 1440, height: 900 },
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: true },
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium", args: [...browserArguments] },
  },
  webServer: {
    command: `${process.execPath} ${join(import.meta.dirname, "support", "freshServer.mjs")}`,
    url: `http://localhost:${port}`,
    timeout: 180_000,
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    env: { PORT: String(port) },
  },
});
