/** Preloaded by Node processes of the benchmark: WebGPU by Dawn, under the names that a browser uses. */
import { create, globals } from "webgpu";

Object.assign(globalThis, globals);
const gpu = create([]);
Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
