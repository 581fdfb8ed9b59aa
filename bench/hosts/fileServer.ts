/** Serves the bundles, the WebAssembly files and an empty page per engine on localhost: a secure origin, as WebGPU wants it. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename, join } from "node:path";

export interface FileServer {
  readonly address: string;
  close(): void;
}

export async function openFileServer(folders: { readonly bundles: string; readonly wasm: string }): Promise<FileServer> {
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? "/", "http://localhost");
    const name = basename(pathname);
    if (pathname.startsWith("/page/")) {
      outgoing.setHeader("content-type", "text/html");
      outgoing.end(`<!doctype html><title>${name}</title><script type="module" src="/${name}.js"></script>`);
      return;
    }
    readFile(join(pathname.startsWith("/wasm/") ? folders.wasm : folders.bundles, name)).then(
      (content) => {
        outgoing.setHeader("content-type", name.endsWith(".wasm") ? "application/wasm" : "text/javascript");
        outgoing.end(content);
      },
      () => outgoing.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server of the benchmark has no port.");
  return { address: `http://localhost:${address.port}`, close: () => server.close() };
}
