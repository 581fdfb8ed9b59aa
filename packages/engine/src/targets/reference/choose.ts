/** Selection and conversion between element types. */
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";
import { asBooleans, type Storage } from "./storage.ts";

export function compileSelect({ inputs, output }: KernelRequest<"select">): Kernel {
  const { storage: condition, stride: sc } = getInput(inputs, 0);
  const { storage: yes, stride: sy } = getInput(inputs, 1);
  const { storage: no, stride: sn } = getInput(inputs, 2);
  const chosen = asBooleans(condition);
  return () => select(chosen, sc, yes, sy, no, sn, output);
}

function select(c: Uint8Array, sc: number, yes: Storage, sy: number, no: Storage, sn: number, out: Storage): void {
  const count = out.length;
  for (let i = 0; i < count; i++) out[i] = c[i * sc] !== 0 ? yes[i * sy]! : no[i * sn]!;
}

const i32Max = 2 ** 31 - 1;
const i32Min = -(2 ** 31);
const u32Max = 2 ** 32 - 1;

/** Float to integer truncates and saturates (NaN gives 0); integer to float rounds to f32 as the hardware does. */
export function compileCast({ inputs, output }: KernelRequest<"cast">): Kernel {
  const { storage: x, stride } = getInput(inputs, 0);
  const count = output.length;
  if (output instanceof Uint8Array) {
    return () => {
      for (let i = 0; i < count; i++) output[i] = x[i * stride] === 0 ? 0 : 1;
    };
  }
  if (output instanceof Float64Array) {
    return () => {
      for (let i = 0; i < count; i++) output[i] = Math.fround(x[i * stride]!);
    };
  }
  if (x instanceof Float64Array) {
    const [low, high] = output instanceof Int32Array ? [i32Min, i32Max] : [0, u32Max];
    return () => {
      for (let i = 0; i < count; i++) output[i] = Math.min(Math.max(x[i * stride]!, low), high);
    };
  }
  return () => {
    for (let i = 0; i < count; i++) output[i] = x[i * stride]!;
  };
}

/** The bits of an f32 are those of the rounded double. */
export function compileBitcast({ inputs, output }: KernelRequest<"bitcast">): Kernel {
  const { storage: x, stride } = getInput(inputs, 0);
  const count = output.length;
  const word = new Int32Array(1);
  const float = new Float32Array(word.buffer);
  if (output instanceof Float64Array) {
    return () => {
      for (let i = 0; i < count; i++) {
        word[0] = x[i * stride]!;
        output[i] = float[0]!;
      }
    };
  }
  if (x instanceof Float64Array) {
    return () => {
      for (let i = 0; i < count; i++) {
        float[0] = x[i * stride]!;
        output[i] = word[0]!;
      }
    };
  }
  return () => {
    for (let i = 0; i < count; i++) output[i] = x[i * stride]!;
  };
}
