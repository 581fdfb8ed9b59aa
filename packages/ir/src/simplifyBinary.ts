/** Exact identities of two-operand functions with at most one constant operand. */
import type { BinaryOperator, ValueId } from "./program.ts";
import { emitConstant, getConstant, matchUnary, type Rewriter } from "./rewriter.ts";

export function simplifyBinary(r: Rewriter, operator: BinaryOperator, a: ValueId, b: ValueId): ValueId | undefined {
  const { dtype } = r.getNode(a).type;
  const left = getConstant(r, a);
  const right = getConstant(r, b);
  const isInteger = dtype === "i32" || dtype === "u32";
  switch (operator) {
    case "add":
      return simplifyAdd(r, a, b);
    case "sub": {
      if (right === 0 && !Object.is(right, -0)) return a;
      const negated = matchUnary(r, b, "neg");
      return negated === undefined ? undefined : r.emit({ op: "binary", operator: "add" }, [a, negated]);
    }
    case "mul":
      if (left !== undefined) return simplifyScale(r, b, a, left, isInteger);
      if (right !== undefined) return simplifyScale(r, a, b, right, isInteger);
      return cancelSigns(r, a, b);
    case "div": {
      if (right === undefined) return undefined;
      if (right === 1) return a;
      if (isInteger || !isPowerOfTwo(right)) return undefined;
      return r.emit({ op: "binary", operator: "mul" }, [a, emitConstant(r, 1 / right, r.getNode(a).type)]);
    }
    case "pow":
      return right === undefined ? undefined : simplifyPower(r, a, right);
    case "min":
    case "max":
      return a === b ? a : undefined;
    case "and":
    case "or":
      return a === b ? a : absorb(r, operator, a, b);
    case "xor":
    case "shl":
    case "shr":
      if (right === 0) return a;
      return operator === "xor" && left === 0 ? b : undefined;
    default:
      return undefined;
  }
}

function simplifyAdd(r: Rewriter, a: ValueId, b: ValueId): ValueId | undefined {
  const isNeutral = (id: ValueId) => {
    const value = getConstant(r, id);
    // For floats only -0 is neutral: -0 + 0 is 0.
    return value === 0 && (r.getNode(id).type.dtype !== "f32" || Object.is(value, -0));
  };
  if (isNeutral(b)) return a;
  if (isNeutral(a)) return b;
  const negatedRight = matchUnary(r, b, "neg");
  if (negatedRight !== undefined) return r.emit({ op: "binary", operator: "sub" }, [a, negatedRight]);
  const negatedLeft = matchUnary(r, a, "neg");
  return negatedLeft === undefined ? undefined : r.emit({ op: "binary", operator: "sub" }, [b, negatedLeft]);
}

/** x times a constant. */
function simplifyScale(r: Rewriter, x: ValueId, constant: ValueId, value: number, isInteger: boolean): ValueId | undefined {
  if (value === 1) return x;
  const type = r.getNode(x).type;
  if (isInteger) return value === 0 ? constant : undefined;
  if (value === -1) return r.emit({ op: "unary", operator: "neg" }, [x]);
  const negated = matchUnary(r, x, "neg");
  if (negated === undefined) return undefined;
  return r.emit({ op: "binary", operator: "mul" }, [negated, emitConstant(r, -value, type)]);
}

function cancelSigns(r: Rewriter, a: ValueId, b: ValueId): ValueId | undefined {
  const left = matchUnary(r, a, "neg");
  const right = matchUnary(r, b, "neg");
  return left === undefined || right === undefined ? undefined : r.emit({ op: "binary", operator: "mul" }, [left, right]);
}

/** Whole powers become products: exact for any sign, while devices compute pow through logarithms. */
function simplifyPower(r: Rewriter, x: ValueId, exponent: number): ValueId | undefined {
  const type = r.getNode(x).type;
  const multiply = (p: ValueId, q: ValueId) => r.emit({ op: "binary", operator: "mul" }, [p, q]);
  switch (exponent) {
    case 0:
      return emitConstant(r, 1, type);
    case 1:
      return x;
    case 2:
      return multiply(x, x);
    case 3:
      return multiply(multiply(x, x), x);
    case 4: {
      const square = multiply(x, x);
      return multiply(square, square);
    }
    case -1:
      return r.emit({ op: "binary", operator: "div" }, [emitConstant(r, 1, type), x]);
    default:
      return undefined;
  }
}

/** Constants that change nothing or decide everything. */
function absorb(r: Rewriter, operator: "and" | "or", a: ValueId, b: ValueId): ValueId | undefined {
  const { dtype } = r.getNode(a).type;
  const ones = dtype === "bool" ? 1 : dtype === "u32" ? 0xffffffff : -1;
  const [neutral, absorbing] = operator === "and" ? [ones, 0] : [0, ones];
  for (const [constant, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const value = getConstant(r, constant);
    if (value === neutral) return other;
    if (value === absorbing) return constant;
  }
  return undefined;
}

/** Dividing by it equals multiplying by its inverse, bit for bit, while both are normal f32 numbers. */
function isPowerOfTwo(value: number): boolean {
  const exponent = Math.log2(Math.abs(value));
  return Number.isInteger(exponent) && Math.abs(exponent) <= 126;
}
