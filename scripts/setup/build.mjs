/** Builds the web app when its sources changed since the last build. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cannotGoOn, say } from "./terminal.mjs";

const sources = ["apps/web", "packages", "docs", "package-lock.json"];
const left = new Set(["node_modules", ".next", ".turbo", ".downhill", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

/** @param {string} path @param {import("node:crypto").Hash} hash */
function addToHash(path, hash) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (left.has(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
    const child = join(path, entry.name);
    if (entry.isDirectory()) addToHash(child, hash);
    else if (entry.isFile()) hash.update(child).update(readFileSync(child));
  }
}

/** @param {string} root */
function hashSources(root) {
  const hash = createHash("sha256");
  for (const source of sources) {
    const path = join(root, source);
    if (source.endsWith(".json")) hash.update(readFileSync(path));
    else addToHash(path, hash);
  }
  return hash.digest("hex");
}

/** @param {string} root @param {string} node */
export function ensureBuild(root, node) {
  const web = join(root, "apps", "web");
  const marker = join(web, ".next", "downhill-built");
  const wanted = hashSources(root);
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;
  say("Building the web app (once per change; about a minute)");
  const build = spawnSync(node, [join(root, "node_modules", "next", "dist", "bin", "next"), "build"], {
    cwd: web,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (build.status !== 0) cannotGoOn("the web app could not be built; the reason stands above.");
  writeFileSync(marker, wanted);
}
