/**
 * `npm start`: sets up what is missing, then serves Downhill on http://localhost:3000 with the embedded database.
 * Safe to repeat. PORT and DOWNHILL_DIR (where everything is kept, `.downhill` by default) may be set, none need be.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuild } from "./setup/build.mjs";
import { ensureDependencies, nodeExecutable } from "./setup/dependencies.mjs";
import { cannotGoOn, say } from "./setup/terminal.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const port = Number(process.env.PORT ?? 3000);
const directory = resolve(root, process.env.DOWNHILL_DIR ?? ".downhill");

await checkPortIsFree(port);
ensureDependencies(root);
const node = nodeExecutable(root);
ensureBuild(root, node);

say(`Starting Downhill on http://localhost:${port} (everything is kept in ${directory}; Ctrl-C ends it)`);
const server = spawn(node, [join(root, "node_modules", "next", "dist", "bin", "next"), "start", "--port", String(port)], {
  cwd: join(root, "apps", "web"),
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, DOWNHILL_DIR: directory, PORT: String(port), NEXT_TELEMETRY_DISABLED: "1" },
});
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" || signal === "SIGTERM" ? 0 : 1)));

/** @param {number} wanted */
async function checkPortIsFree(wanted) {
  await new Promise((settle) => {
    const probe = createServer();
    probe.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      cannotGoOn(
        error.code === "EADDRINUSE" ? `port ${wanted} is in use.` : `port ${wanted} cannot be opened (${error.code}).`,
        "end the program that uses it, or choose another port: PORT=3001 npm start",
      ),
    );
    probe.listen(wanted, () => probe.close(settle));
  });
}
