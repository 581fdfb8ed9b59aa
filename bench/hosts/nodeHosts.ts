/** Processes of Node, each with one contender; WebGPU is Dawn's. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Engine } from "./bundle.ts";
import type { Call, ReplyTo } from "./calls.ts";
import { type Host, withLimit } from "./host.ts";

interface NodeRequest {
  readonly bundleFolder: string;
  /** TensorFlow.js reads its WebAssembly from there. */
  readonly wasmFolder: string;
  /** Loaded before the engine: puts Dawn's `gpu` where a browser has it. */
  readonly preload: string;
}

export async function openNodeHost(engine: Engine, { bundleFolder, wasmFolder, preload }: NodeRequest): Promise<Host> {
  const child = fork(join(bundleFolder, `${engine}.js`), {
    execArgv: ["--import", preload, "--no-warnings"],
    env: { ...process.env, TFJS_WASM_FOLDER: `${wasmFolder}/` },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let complaints = "";
  child.stderr?.on("data", (text: Buffer) => {
    complaints = `${complaints}${text}`.slice(-2000);
  });
  return {
    async ask<C extends Call>(call: C, limitMs: number) {
      try {
        return await withLimit(
          askChild<C>(child, call, () => complaints),
          limitMs,
        );
      } catch (error) {
        child.kill("SIGKILL");
        throw error;
      }
    },
    async close() {
      child.kill("SIGKILL");
    },
  };
}

interface Answer<C extends Call> {
  readonly reply?: ReplyTo<C>;
  readonly error?: string;
}

function askChild<C extends Call>(child: ChildProcess, call: C, getComplaints: () => string): Promise<ReplyTo<C>> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      child.off("message", onMessage);
      child.off("exit", onExit);
    };
    const onMessage = ({ reply, error }: Answer<C>) => {
      settle();
      if (reply === undefined) reject(new Error(error ?? "no reply"));
      else resolve(reply);
    };
    const onExit = (code: number | null) => {
      settle();
      reject(new Error(`the process ended with ${code}: ${getComplaints()}`));
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.send(call);
  });
}
