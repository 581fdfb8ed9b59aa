/**
 * Installs the packages named in package-lock.json when they are not there yet. Runs before anything is installed, so it may use
 * nothing but Node's own modules, and must work under Node 20.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cannotGoOn, say } from "./terminal.mjs";

/** @param {string} root */
export function ensureDependencies(root) {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20) cannotGoOn(`Node ${process.versions.node} is too old.`, "install Node 20 or newer.");

  const marker = join(root, "node_modules", ".downhill-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return;

  say("Installing packages (once; about a minute)");
  const install = spawnSync("npm", ["install", ...lockOptions(), "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (install.error || install.status !== 0) {
    cannotGoOn(
      "npm could not install the packages.",
      "check the network connection and the messages above, then run the command again.",
    );
  }
  writeFileSync(marker, wanted);
}

/**
 * The lock file was written on Linux x64 and names native packages of that platform only; npm would leave out those of any other.
 * There the exact versions in the package.json files decide. `npm ci` refuses such a lock even on Linux.
 */
function lockOptions() {
  return process.platform === "linux" && process.arch === "x64" ? ["--no-save"] : ["--no-package-lock"];
}

/**
 * The Node that everything runs under: version 24, installed as a package, because the tools need 22 or newer and the
 * machine's own may be 20.
 * @param {string} root
 */
export function nodeExecutable(root) {
  const installed = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(installed)) return installed;
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  return cannotGoOn(
    "Node 22 or newer is needed and the package that brings it was not installed.",
    "run `npm install --include=dev` and try again.",
  );
}
