/** Numbers of a series on their way through JSON, which knows neither NaN nor infinities. */
import type { PointValue } from "./run.ts";

export function encodePointValue(value: number): PointValue {
  if (Number.isNaN(value)) return null;
  if (value === Number.POSITIVE_INFINITY) return "Infinity";
  if (value === Number.NEGATIVE_INFINITY) return "-Infinity";
  return value;
}

export function decodePointValue(value: PointValue): number {
  return value === null ? Number.NaN : Number(value);
}
