/** One expression per elementwise operator. Results follow IEEE where WGSL leaves room: NaN is kept, powers of negative bases work. */
import type { BinaryOperator, UnaryOperator } from "@downhill/ir";
import type { Expression, WgslType } from "./codeBuilder.ts";
import type { ElementCode } from "./elementCode.ts";

export function writeUnary(code: ElementCode, operator: UnaryOperator, x: Expression, type: WgslType): Expression {
  return code.builder.let(unaryText(code, operator, x.text, type), [x]);
}

function unaryText(code: ElementCode, operator: UnaryOperator, x: string, type: WgslType): string {
  switch (operator) {
    case "neg":
      return `-${x}`;
    case "not":
      return type === "bool" ? `!${x}` : `~${x}`;
    case "rsqrt":
      return `inverseSqrt(${x})`;
    case "exp":
    case "log":
      code.context.require(`${operator}_f32`);
      return `${operator}_f32(${x})`;
    case "tanh":
      code.context.require("tanh_f32");
      return `tanh_f32(${x})`;
    case "erf":
      code.context.require("erf_f32");
      return `erf_f32(${x})`;
    case "sin":
    case "cos":
      code.context.require("sin_f32");
      return `sin_f32(${x}, ${operator === "sin" ? "0i" : "1i"})`;
    case "abs":
    case "sign":
    case "floor":
    case "sqrt":
      return `${operator}(${x})`;
  }
}

const infix: Partial<Record<BinaryOperator, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  mod: "%",
  eq: "==",
  lt: "<",
  le: "<=",
};

/** `constants` are the operands' values where the program fixes them. */
export function writeBinary(
  code: ElementCode,
  operator: BinaryOperator,
  [a, b]: readonly [Expression, Expression],
  type: WgslType,
  constants: readonly [number | undefined, number | undefined],
): Expression {
  const { builder } = code;
  const sign = infix[operator];
  if (sign !== undefined) return builder.let(`${a.text} ${sign} ${b.text}`, [a, b]);
  switch (operator) {
    case "min":
    case "max":
      return builder.let(extremumText(code, operator, a.text, b.text, type, constants), [a, b]);
    case "and":
      return builder.let(`${a.text} ${type === "bool" ? "&&" : "&"} ${b.text}`, [a, b]);
    case "or":
      return builder.let(`${a.text} ${type === "bool" ? "||" : "|"} ${b.text}`, [a, b]);
    case "xor":
      return builder.let(`${a.text} ${type === "bool" ? "!=" : "^"} ${b.text}`, [a, b]);
    case "shl":
    case "shr":
      return builder.let(`${a.text} ${operator === "shl" ? "<<" : ">>"} (${type === "u32" ? b.text : `u32(${b.text})`} & 31u)`, [
        a,
        b,
      ]);
    default:
      return builder.let(powerText(code, a.text, b.text, constants[1]), [a, b]);
  }
}

function extremumText(
  code: ElementCode,
  operator: "min" | "max",
  a: string,
  b: string,
  type: WgslType,
  constants: readonly [number | undefined, number | undefined],
): string {
  if (type !== "f32") return `${operator}(${a}, ${b})`;
  // With one operand fixed, a comparison that is false for NaN keeps the other one.
  const beats = operator === "max" ? ">" : "<";
  if (constants[1] !== undefined && !Number.isNaN(constants[1])) return `select(${a}, ${b}, ${b} ${beats} ${a})`;
  if (constants[0] !== undefined && !Number.isNaN(constants[0])) return `select(${b}, ${a}, ${a} ${beats} ${b})`;
  code.context.require(operator === "max" ? "max_f32" : "min_f32");
  return `${operator}_f32(${a}, ${b})`;
}

function powerText(code: ElementCode, x: string, y: string, exponent: number | undefined): string {
  switch (exponent) {
    case 1:
      return x;
    case 2:
      return `${x} * ${x}`;
    case 3:
      return `${x} * ${x} * ${x}`;
    case 0.5:
      return `sqrt(${x})`;
    case -0.5:
      return `inverseSqrt(${x})`;
    case -1:
      return `1.0f / ${x}`;
    default:
      code.context.require("pow_f32");
      return `pow_f32(${x}, ${y})`;
  }
}
