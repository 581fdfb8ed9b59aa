/** One file of code per engine, for pages and for Node: the same sources in both. */
import { join } from "node:path";
import { build } from "esbuild";

export type Engine = "downhill" | "tfjs" | "jaxjs";

const entries: Readonly<Record<Engine, string>> = {
  downhill: "contenders/downhillEntry.ts",
  tfjs: "peers/tfjsEntry.ts",
  jaxjs: "peers/jaxjsEntry.ts",
};

/** What older packages expect to find in Node. */
const nodeNames = [
  'import { createRequire } from "node:module";',
  "const require = createRequire(import.meta.url);",
  "const __dirname = import.meta.dirname;",
].join("\n");

/** By file name, such as "tfjs.js". Packages of the product are taken from its sources. */
export async function bundleEngines(benchFolder: string, platform: "browser" | "node", outFolder: string): Promise<void> {
  await build({
    entryPoints: Object.entries(entries).map(([out, path]) => ({ in: join(benchFolder, path), out })),
    bundle: true,
    format: "esm",
    platform,
    target: platform === "browser" ? "es2022" : "node22",
    mainFields: ["module", "main"],
    // jax-js loads its backends when they are asked for.
    splitting: true,
    outdir: outFolder,
    external: platform === "node" ? ["webgpu"] : ["fs", "path", "os", "crypto", "worker_threads", "perf_hooks", "util"],
    banner: platform === "node" ? { js: nodeNames } : {},
    logLevel: "error",
  });
}
