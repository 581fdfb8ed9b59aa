/**
 * `npm test`: sets up what is missing (packages, browser, software WebGPU adapter), then runs every check, cheap ones first.
 * All checks run even when one fails; the last line counts the tests. `npm test -- unit e2e` runs only the named checks.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBrowser, findLavapipe } from "./setup/browser.mjs";
import { ensureBuild } from "./setup/build.mjs";
import { ensureDependencies, nodeExecutable } from "./setup/dependencies.mjs";
import { cannotGoOn, say } from "./setup/terminal.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
ensureDependencies(root);
const node = nodeExecutable(root);
const { browser, softwareAdapter } = ensureBrowser();
const lavapipe = findLavapipe(root, node);
const reports = join(root, "node_modules", ".cache", "downhill-test");
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const env = {
  ...process.env,
  PATH: [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
  CHROMIUM_PATH: browser,
  NEXT_TELEMETRY_DISABLED: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  ...(softwareAdapter ? { VK_ICD_FILENAMES: softwareAdapter } : {}),
};

const vitest = (/** @type {string} */ project, report = project) => [
  [
    node,
    join(root, "node_modules", "vitest", "vitest.mjs"),
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${join(reports, `${report}.json`)}`,
  ],
];
const binary = (/** @type {string} */ name) => join(root, "node_modules", ".bin", name);

/** @type {Record<string, string[][]>} */
const checks = {
  types: [
    [binary("turbo"), "run", "typecheck", "--output-logs=errors-only"],
    [binary("tsc"), "-p", "."],
    // What needs the packages of the benchmark's peers, where they are installed.
    ...(existsSync(join(root, "bench", "node_modules", "@jax-js")) ? [[binary("tsc"), "-p", "bench"]] : []),
  ],
  lint: [[binary("biome"), "check", "--error-on-warnings", "."]],
  "import-rules": [[binary("turbo"), "boundaries"]],
  "unused-code": [[binary("knip"), "--no-progress"]],
  unit: vitest("unit"),
  gpu: vitest("gpu"),
  reference: vitest("reference"),
  ...(lavapipe ? { lavapipe: vitest("reference", "lavapipe") } : {}),
  build: [],
  e2e: [
    [
      node,
      join(root, "node_modules", "@playwright", "test", "cli.js"),
      "test",
      "--config",
      join(root, "e2e", "playwright.config.ts"),
    ],
  ],
};

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!(name in checks)) cannotGoOn(`there is no check "${name}".`, `choose from: ${Object.keys(checks).join(", ")}.`);
}

/** @type {string[]} */
const failed = [];
for (const [name, commands] of Object.entries(checks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  say(`Check: ${name}`);
  const startedAt = Date.now();
  if (name === "build") ensureBuild(root, node);
  const passed = commands.every(([command = "", ...words]) => {
    const run = spawnSync(command, words, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...env,
        PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, "e2e.json"),
        ...(name === "lavapipe" ? { VK_ICD_FILENAMES: lavapipe } : {}),
      },
    });
    if (run.error) console.error(run.error.message);
    return run.status === 0;
  });
  if (!passed) failed.push(name);
  say(`${name}: ${passed ? "passed" : "FAILED"} in ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
}

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const name of ["unit", "gpu", "reference", "lavapipe"]) {
  const file = join(reports, `${name}.json`);
  if (!existsSync(file)) continue;
  const report = JSON.parse(readFileSync(file, "utf8"));
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests;
  totals.skipped += report.numPendingTests;
}
const e2eFile = join(reports, "e2e.json");
if (existsSync(e2eFile)) {
  const { stats } = JSON.parse(readFileSync(e2eFile, "utf8"));
  totals.passed += stats.expected + stats.flaky;
  totals.failed += stats.unexpected;
  totals.skipped += stats.skipped;
}
if (failed.length > 0) say(`Failed checks: ${failed.join(", ")}`);
console.log(`${totals.passed} passed, ${Math.max(totals.failed, failed.length > 0 ? 1 : 0)} failed, ${totals.skipped} skipped`);
process.exit(failed.length > 0 ? 1 : 0);
