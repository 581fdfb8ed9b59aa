import type { BinaryOperator } from "@downhill/ir";
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";
import { asBooleans, asFloats, asIntegers, type Storage } from "./storage.ts";

type Loop<T extends Storage, R extends Storage = T> = (count: number, a: T, sa: number, b: T, sb: number, out: R) => void;
type Integers = Int32Array | Uint32Array;

const floatLoops: Partial<Record<BinaryOperator, Loop<Float64Array>>> = {
  add: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! + b[i * sb]!;
  },
  sub: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! - b[i * sb]!;
  },
  mul: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! * b[i * sb]!;
  },
  div: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! / b[i * sb]!;
  },
  pow: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! ** b[i * sb]!;
  },
  min: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) {
      const x = a[i * sa]!;
      const y = b[i * sb]!;
      out[i] = x <= y || Number.isNaN(x) ? x : y;
    }
  },
  max: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) {
      const x = a[i * sa]!;
      const y = b[i * sb]!;
      out[i] = x >= y || Number.isNaN(x) ? x : y;
    }
  },
};

// Typed arrays store results modulo 2^32, which is the wrap-around of the hardware.
const integerLoops: Partial<Record<BinaryOperator, Loop<Integers>>> = {
  add: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! + b[i * sb]!;
  },
  sub: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! - b[i * sb]!;
  },
  mul: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.imul(a[i * sa]!, b[i * sb]!);
  },
  div: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) {
      const divisor = b[i * sb]!;
      out[i] = divisor === 0 ? a[i * sa]! : Math.trunc(a[i * sa]! / divisor);
    }
  },
  mod: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) {
      const divisor = b[i * sb]!;
      out[i] = divisor === 0 ? 0 : a[i * sa]! % divisor;
    }
  },
  min: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.min(a[i * sa]!, b[i * sb]!);
  },
  max: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = Math.max(a[i * sa]!, b[i * sb]!);
  },
  and: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! & b[i * sb]!;
  },
  or: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! | b[i * sb]!;
  },
  xor: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! ^ b[i * sb]!;
  },
  shl: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! << b[i * sb]!;
  },
  shr: (count, a, sa, b, sb, out) => {
    const isSigned = a instanceof Int32Array;
    for (let i = 0; i < count; i++) out[i] = isSigned ? a[i * sa]! >> b[i * sb]! : a[i * sa]! >>> b[i * sb]!;
  },
};

const booleanLoops: Partial<Record<BinaryOperator, Loop<Uint8Array>>> = {
  and: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! & b[i * sb]!;
  },
  or: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! | b[i * sb]!;
  },
  xor: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! ^ b[i * sb]!;
  },
};

const comparisonLoops: Partial<Record<BinaryOperator, Loop<Storage, Uint8Array>>> = {
  eq: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa] === b[i * sb] ? 1 : 0;
  },
  lt: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! < b[i * sb]! ? 1 : 0;
  },
  le: (count, a, sa, b, sb, out) => {
    for (let i = 0; i < count; i++) out[i] = a[i * sa]! <= b[i * sb]! ? 1 : 0;
  },
};

export function compileBinary({ operation, inputs, output }: KernelRequest<"binary">): Kernel {
  const { operator } = operation;
  const { storage: a, stride: sa } = getInput(inputs, 0);
  const { storage: b, stride: sb } = getInput(inputs, 1);
  const count = output.length;
  const unsupported = () => new TypeError(`${operator} does not take this type.`);
  const compare = comparisonLoops[operator];
  if (compare) {
    const out = asBooleans(output);
    return () => compare(count, a, sa, b, sb, out);
  }
  if (output instanceof Float64Array) {
    const loop = floatLoops[operator];
    if (!loop) throw unsupported();
    const left = asFloats(a);
    const right = asFloats(b);
    return () => loop(count, left, sa, right, sb, output);
  }
  if (output instanceof Uint8Array) {
    const loop = booleanLoops[operator];
    if (!loop) throw unsupported();
    const left = asBooleans(a);
    const right = asBooleans(b);
    return () => loop(count, left, sa, right, sb, output);
  }
  const loop = integerLoops[operator];
  if (!loop) throw unsupported();
  const left = asIntegers(a);
  const right = asIntegers(b);
  return () => loop(count, left, sa, right, sb, output);
}
