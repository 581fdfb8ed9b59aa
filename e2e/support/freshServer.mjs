/** Runs `npm start`'s script over an empty data directory of its own, removed at the end. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const directory = mkdtempSync(join(tmpdir(), "downhill-e2e-"));
const server = spawn(process.execPath, [join(import.meta.dirname, "..", "..", "scripts", "start.mjs")], {
  stdio: "inherit",
  env: { ...process.env, DOWNHILL_DIR: directory },
});
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => server.kill(signal));
server.on("exit", (code) => {
  rmSync(directory, { recursive: true, force: true });
  process.exit(code ?? 0);
});
