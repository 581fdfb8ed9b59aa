import { attach } from "../contenders/attach.ts";
import { openContender } from "./tfjs.ts";

/** Pages are served the files; a process reads them from the folder named to it. */
const wasmFolder = globalThis.process?.env?.TFJS_WASM_FOLDER ?? "/wasm/";

attach((backend) => openContender(backend, { wasmFolder }));
