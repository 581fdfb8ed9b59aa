/**
 * Finds the browser and the software WebGPU adapter that the tests need, and installs both from the system's packages where
 * that is allowed (Debian or Ubuntu, as root or with a sudo that asks nothing).
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { cannotGoOn, say } from "./terminal.mjs";

const browserPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const adapterPaths = ["/usr/lib/chromium/vk_swiftshader_icd.json", "/opt/google/chrome/vk_swiftshader_icd.json"];

/** @returns {string | undefined} */
function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named)
    return existsSync(named) ? named : cannotGoOn(`CHROMIUM_PATH names ${named}, which does not exist.`, "correct or unset it.");
  return browserPaths.find((path) => existsSync(path));
}

/** Vulkan's description file of SwiftShader, for Dawn in Node. A real GPU needs none. @param {string} browser */
function findSoftwareAdapter(browser) {
  if (process.env.VK_ICD_FILENAMES) return process.env.VK_ICD_FILENAMES;
  return [join(dirname(browser), "vk_swiftshader_icd.json"), ...adapterPaths].find((path) => existsSync(path));
}

/**
 * Mesa's software adapter, where it is installed (Debian's mesa-vulkan-drivers) and Dawn takes it, which needs a newer Mesa than Debian 12 has:
 * a second opinion on the shaders.
 * @param {string} root
 * @param {string} node
 * @returns {string | undefined}
 */
export function findLavapipe(root, node) {
  const folder = "/usr/share/vulkan/icd.d";
  const name = existsSync(folder) ? readdirSync(folder).find((name) => /^lvp_icd.*\.json$/.test(name)) : undefined;
  if (name === undefined) return undefined;
  const probe =
    'import { create } from "webgpu"; const gpu = create([]); process.exit((await gpu.requestAdapter()) === null ? 1 : 0);';
  const env = { ...process.env, VK_ICD_FILENAMES: join(folder, name) };
  const { status } = spawnSync(node, ["--input-type=module", "--eval", probe], { cwd: root, env, timeout: 30_000 });
  if (status === 0) return env.VK_ICD_FILENAMES;
  say("Lavapipe is installed, but Dawn does not take this version: the reference numbers are not checked on it.");
  return undefined;
}

function hasVulkanLoader() {
  const listed = spawnSync("ldconfig", ["-p"], { encoding: "utf8" });
  return listed.status !== 0 || listed.stdout.includes("libvulkan.so.1");
}

function installFromSystemPackages() {
  if (!existsSync("/usr/bin/apt-get")) return false;
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (prefix.length > 0 && spawnSync("sudo", ["-n", "true"]).status !== 0) return false;
  say("Installing Chromium and the Vulkan loader from the system's packages (once)");
  const run = (/** @type {string[]} */ ...words) => {
    const [command = "", ...rest] = [...prefix, ...words];
    return spawnSync(command, rest, {
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
  };
  run("apt-get", "update", "-qq");
  return run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "libvulkan1").status === 0;
}

/** @returns {{ browser: string, softwareAdapter: string | undefined }} */
export function ensureBrowser() {
  const remedy =
    "install Chromium (Debian, Ubuntu: `sudo apt-get install chromium libvulkan1`; elsewhere Google Chrome), or name it in CHROMIUM_PATH.";
  let browser = findBrowser();
  const isLinux = process.platform === "linux";
  if (!browser || (isLinux && !hasVulkanLoader())) {
    installFromSystemPackages();
    browser = findBrowser();
  }
  if (!browser) return cannotGoOn("no Chromium or Chrome was found; the end-to-end tests run in a real browser.", remedy);
  if (isLinux && !hasVulkanLoader())
    return cannotGoOn("the Vulkan loader libvulkan.so.1 was not found; WebGPU in Node needs it.", remedy);
  return { browser, softwareAdapter: findSoftwareAdapter(browser) };
}
