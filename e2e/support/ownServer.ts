/**
 * A server of one test, over a data directory that stays while the server is killed and started again. Serves the build that the
 * suite's own server has made sure of.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

export class OwnServer {
  readonly url: string;
  readonly #port: number;
  readonly #directory = mkdtempSync(join(tmpdir(), "downhill-e2e-"));
  #process: ChildProcess | null = null;

  constructor(port: number) {
    this.#port = port;
    this.url = `http://localhost:${port}`;
  }

  /** Settles when the server answers. */
  async start(): Promise<void> {
    const next = join(root, "node_modules", "next", "dist", "bin", "next");
    const server = spawn(process.execPath, [next, "start", "--port", String(this.#port)], {
      cwd: join(root, "apps", "web"),
      stdio: ["ignore", "ignore", "inherit"],
      // A group of its own, so that whatever it has started is killed with it.
      detached: true,
      env: { ...process.env, PORT: String(this.#port), DOWNHILL_DIR: this.#directory },
    });
    this.#process = server;
    const endAtMs = Date.now() + 60_000;
    while (!(await this.#answers())) {
      if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`);
      if (Date.now() > endAtMs) throw new Error("The server does not answer.");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async #answers(): Promise<boolean> {
    return fetch(this.url).then(
      (response) => response.ok,
      () => false,
    );
  }

  /** At once and without a chance to say anything, as when the machine loses its power. */
  async kill(): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (!server?.pid || server.exitCode !== null) return;
    const ended = once(server, "exit");
    process.kill(-server.pid, "SIGKILL");
    await ended;
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
