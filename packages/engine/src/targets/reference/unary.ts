import type { UnaryOperator } from "@downhill/ir";
import { computeErf } from "./erf.ts";
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";
import { asFloats, asIntegers, type Storage } from "./storage.ts";

type Loop<T extends Storage> = (count: number, x: T, stride: number, out: T) => void;

const floatLoops: Partial<Record<UnaryOperator, Loop<Float64Array>>> = {
  neg: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = -x[i * stride]!;
  },
  abs: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.abs(x[i * stride]!);
  },
  sign: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.sign(x[i * stride]!);
  },
  floor: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.floor(x[i * stride]!);
  },
  exp: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.exp(x[i * stride]!);
  },
  log: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.log(x[i * stride]!);
  },
  sqrt: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.sqrt(x[i * stride]!);
  },
  rsqrt: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = 1 / Math.sqrt(x[i * stride]!);
  },
  sin: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.sin(x[i * stride]!);
  },
  cos: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.cos(x[i * stride]!);
  },
  tanh: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.tanh(x[i * stride]!);
  },
  erf: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = computeErf(x[i * stride]!);
  },
};

const integerLoops: Partial<Record<UnaryOperator, Loop<Int32Array | Uint32Array>>> = {
  neg: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = -x[i * stride]!;
  },
  abs: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.abs(x[i * stride]!);
  },
  sign: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.sign(x[i * stride]!);
  },
  not: (count, x, stride, out) => {
    for (let i = 0; i < count; i++) out[i] = ~x[i * stride]!;
  },
};

function bind<T extends Storage>(loop: Loop<T> | undefined, operator: UnaryOperator, x: T, stride: number, out: T): Kernel {
  if (!loop) throw new TypeError(`${operator} does not take this type.`);
  const count = out.length;
  return () => loop(count, x, stride, out);
}

export function compileUnary({ operation, inputs, output }: KernelRequest<"unary">): Kernel {
  const { operator } = operation;
  const { storage: x, stride } = getInput(inputs, 0);
  if (output instanceof Float64Array) return bind(floatLoops[operator], operator, asFloats(x), stride, output);
  if (output instanceof Uint8Array) {
    return () => {
      for (let i = 0; i < output.length; i++) output[i] = x[i * stride] === 0 ? 1 : 0;
    };
  }
  return bind(integerLoops[operator], operator, asIntegers(x), stride, output);
}
