import { existsSync } from "node:fs";

/** A real GPU where the machine shows one, else SwiftShader; quiet on a closed network; no sandbox as root, where it cannot start. */
export function browserFlags(): string[] {
  const hasGpu = process.platform !== "linux" || existsSync("/dev/dri") || existsSync("/dev/nvidia0");
  return [
    "--enable-unsafe-webgpu",
    ...(hasGpu ? ["--ignore-gpu-blocklist", "--enable-features=Vulkan"] : ["--use-webgpu-adapter=swiftshader"]),
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ];
}
