/**
 * `npm run bench`: sets up what is missing, the peers' packages in bench/ included, then measures Downhill beside them.
 * `npm run bench -- --help` says what can be chosen.
 */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBrowser } from "./setup/browser.mjs";
import { ensureDependencies, nodeExecutable } from "./setup/dependencies.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
ensureDependencies(root);
ensureDependencies(join(root, "bench"));
const { browser, softwareAdapter } = ensureBrowser();
const run = spawnSync(nodeExecutable(root), ["--no-warnings", join(root, "bench", "main.ts"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    CHROMIUM_PATH: browser,
    ...(softwareAdapter ? { VK_ICD_FILENAMES: softwareAdapter } : {}),
  },
});
process.exit(run.status ?? 1);
