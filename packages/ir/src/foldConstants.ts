/**
 * Arithmetic on constants at compile time, in double precision for f32 and with wrap-around for integers.
 * `undefined` means: leave it to the device (the result is not finite, or the function is not folded).
 */
import type { BinaryOperator, DType, UnaryOperator } from "./program.ts";

const largestF32 = 3.4028234663852886e38;

/** The value as an element of `dtype`, or undefined when an f32 would not be finite. */
function wrapConstant(value: number, dtype: DType): number | undefined {
  switch (dtype) {
    case "f32":
      return Math.abs(value) <= largestF32 ? value : undefined;
    case "i32":
      return value | 0;
    case "u32":
      return value >>> 0;
    case "bool":
      return value === 0 ? 0 : 1;
  }
}

const unary: Partial<Record<UnaryOperator, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
};

export function foldUnary(operator: UnaryOperator, x: number, dtype: DType): number | undefined {
  if (operator === "not") return dtype === "bool" ? 1 - x : wrapConstant(~x, dtype);
  const fold = unary[operator];
  return fold && wrapConstant(fold(x), dtype);
}

/** `dtype` is that of the operands; comparisons give 0 or 1. */
export function foldBinary(operator: BinaryOperator, a: number, b: number, dtype: DType): number | undefined {
  const isInteger = dtype === "i32" || dtype === "u32";
  switch (operator) {
    case "add":
      return wrapConstant(a + b, dtype);
    case "sub":
      return wrapConstant(a - b, dtype);
    case "mul":
      return wrapConstant(isInteger ? Math.imul(a, b) : a * b, dtype);
    case "div":
      if (isInteger) return wrapConstant(b === 0 ? a : Math.trunc(a / b), dtype);
      return wrapConstant(a / b, dtype);
    case "mod":
      return wrapConstant(b === 0 ? 0 : a % b, dtype);
    case "pow":
      return wrapConstant(a ** b, dtype);
    case "min":
      return wrapConstant(Math.min(a, b), dtype);
    case "max":
      return wrapConstant(Math.max(a, b), dtype);
    case "and":
      return wrapConstant(a & b, dtype);
    case "or":
      return wrapConstant(a | b, dtype);
    case "xor":
      return wrapConstant(a ^ b, dtype);
    case "shl":
      return wrapConstant(a << b, dtype);
    case "shr":
      return wrapConstant(dtype === "i32" ? a >> b : a >>> b, dtype);
    case "eq":
      return a === b ? 1 : 0;
    case "lt":
      return a < b ? 1 : 0;
    case "le":
      return a <= b ? 1 : 0;
  }
}

/** Conversion as the devices do it: floats truncate and saturate, integers wrap. */
export function foldCast(x: number, from: DType, to: DType): number | undefined {
  if (to === "f32") return Math.fround(x);
  if (from === "f32" && to === "i32") return Math.min(Math.max(Math.trunc(x), -(2 ** 31)), 2 ** 31 - 1) | 0;
  if (from === "f32" && to === "u32") return Math.min(Math.max(Math.trunc(x), 0), 2 ** 32 - 1) >>> 0;
  return wrapConstant(x, to);
}
