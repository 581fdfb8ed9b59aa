import { attach } from "../contenders/attach.ts";
import { openContender } from "./tfjs.ts";

/** Pages are served the files from where they come; a process is told the address. */
const wasmFolder = globalThis.process?.env?.TFJS_WASM_FOLDER ?? "/wasm/";

attach((backend) => openContender(backend, { wasmFolder }));
