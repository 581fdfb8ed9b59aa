/** Numbers as WGSL text that reads back as the same 32 bits. */
import type { WgslType } from "./codeBuilder.ts";

export function formatLiteral(value: number, type: WgslType): string {
  switch (type) {
    case "bool":
      return value === 0 ? "false" : "true";
    case "u32":
      return `${value}u`;
    case "i32":
      if (value === -2147483648) return "(-2147483647i - 1i)";
      return value < 0 ? `(${value}i)` : `${value}i`;
    case "f32":
      return formatFloat(Math.fround(value));
  }
}

/** WGSL has no infinities and no NaN: they are made at run time from their bits. */
function formatFloat(value: number): string {
  if (Number.isNaN(value)) return "bitcast<f32>(infinity_bits + 1u)";
  if (value === Number.POSITIVE_INFINITY) return "bitcast<f32>(infinity_bits)";
  if (value === Number.NEGATIVE_INFINITY) return "(-bitcast<f32>(infinity_bits))";
  const text = Object.is(value, -0) ? "-0.0" : String(value);
  const literal = `${/[.e]/.test(text) ? text : `${text}.0`}f`;
  return text.startsWith("-") ? `(${literal})` : literal;
}
