/** Elementwise operations at the values where implementations differ. */
import { type BinaryOperator, type DType, ProgramBuilder, type UnaryOperator, type Value } from "@downhill/ir";
import { describe, expect, test } from "vitest";
import { evaluateExactly } from "../../testing/evaluateExactly.ts";
import { computeErf } from "./erf.ts";

async function compute(build: (b: ProgramBuilder) => Value, tensors: Record<string, readonly number[]> = {}): Promise<number[]> {
  const b = new ProgramBuilder();
  const value = build(b);
  const stored = value.type.dtype === "bool" ? b.cast(value, "u32") : value;
  const { outputs } = await evaluateExactly(b.finish({ outputs: { value: stored } }), { tensors });
  return Array.from(outputs.value!);
}

function leaf(b: ProgramBuilder, name: string, dtype: Exclude<DType, "bool">, length: number): Value {
  return b.data(name, { dtype, shape: [length] });
}

const nan = Number.NaN;
const infinity = Number.POSITIVE_INFINITY;

interface BinaryCase {
  readonly operator: BinaryOperator;
  readonly dtype: Exclude<DType, "bool">;
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly want: readonly number[];
}

const binaryCases: BinaryCase[] = [
  { operator: "add", dtype: "i32", left: [2147483647, -2], right: [1, 5], want: [-2147483648, 3] },
  { operator: "add", dtype: "u32", left: [4294967295], right: [2], want: [1] },
  { operator: "sub", dtype: "u32", left: [1], right: [2], want: [4294967295] },
  {
    operator: "mul",
    dtype: "u32",
    left: [0x9e3779b9],
    right: [0x85ebca6b],
    want: [Number((0x9e3779b9n * 0x85ebca6bn) & 0xffffffffn)],
  },
  { operator: "mul", dtype: "i32", left: [65536, -3], right: [65536, 7], want: [0, -21] },
  { operator: "div", dtype: "i32", left: [-7, 7, 5, -2147483648], right: [2, -2, 0, -1], want: [-3, -3, 5, -2147483648] },
  { operator: "div", dtype: "u32", left: [4294967295, 9], right: [2, 0], want: [2147483647, 9] },
  { operator: "mod", dtype: "i32", left: [-7, 7, 5], right: [3, -3, 0], want: [-1, 1, 0] },
  { operator: "mod", dtype: "u32", left: [4294967295], right: [10], want: [5] },
  { operator: "and", dtype: "u32", left: [0xf0f0f0f0], right: [0xff00ff00], want: [0xf000f000] },
  { operator: "or", dtype: "u32", left: [0x80000000], right: [1], want: [0x80000001] },
  { operator: "xor", dtype: "i32", left: [-1], right: [5], want: [-6] },
  { operator: "shl", dtype: "u32", left: [3, 1], right: [31, 33], want: [0x80000000, 2] },
  { operator: "shr", dtype: "i32", left: [-8], right: [1], want: [-4] },
  { operator: "shr", dtype: "u32", left: [0xfffffff8], right: [1], want: [0x7ffffffc] },
  { operator: "min", dtype: "u32", left: [4294967295], right: [1], want: [1] },
  { operator: "max", dtype: "i32", left: [-5], right: [-9], want: [-5] },
  { operator: "lt", dtype: "u32", left: [1, 4294967295], right: [4294967295, 1], want: [1, 0] },
  { operator: "eq", dtype: "f32", left: [nan, 0, 1], right: [nan, -0, 2], want: [0, 1, 0] },
  { operator: "le", dtype: "f32", left: [nan, 1, 1], right: [1, 1, 0], want: [0, 1, 0] },
  { operator: "max", dtype: "f32", left: [nan, 1, 2], right: [1, nan, 3], want: [nan, nan, 3] },
  { operator: "min", dtype: "f32", left: [nan, 1, 2], right: [1, nan, 3], want: [nan, nan, 2] },
  { operator: "div", dtype: "f32", left: [1, 0], right: [0, 0], want: [infinity, nan] },
  { operator: "pow", dtype: "f32", left: [-2, 2, 0], right: [3, 0.5, 0], want: [-8, Math.SQRT2, 1] },
];

test.each(binaryCases)("$operator of $dtype", async ({ operator, dtype, left, right, want }) => {
  const values = await compute(
    (b) => b.emit({ op: "binary", operator }, [leaf(b, "left", dtype, left.length), leaf(b, "right", dtype, right.length)]),
    { left, right },
  );
  expect(values).toEqual(want);
});

test.each(binaryCases)("$operator of $dtype, folded", async ({ operator, dtype, left, right, want }) => {
  for (let i = 0; i < left.length; i++) {
    const [value] = await compute((b) =>
      b.emit({ op: "binary", operator }, [b.constant(left[i]!, dtype), b.constant(right[i]!, dtype)]),
    );
    expect(value).toBe(want[i]);
  }
});

test.each([
  { operator: "neg", dtype: "i32", x: [5, -2147483648], want: [-5, -2147483648] },
  { operator: "abs", dtype: "i32", x: [-5, 3], want: [5, 3] },
  { operator: "sign", dtype: "i32", x: [-5, 0, 9], want: [-1, 0, 1] },
  { operator: "not", dtype: "u32", x: [0, 5], want: [4294967295, 4294967290] },
  { operator: "floor", dtype: "f32", x: [-1.5, 1.5], want: [-2, 1] },
  { operator: "sign", dtype: "f32", x: [-2, 0, 3, nan], want: [-1, 0, 1, nan] },
  { operator: "rsqrt", dtype: "f32", x: [4, 0], want: [0.5, infinity] },
  { operator: "log", dtype: "f32", x: [0, -1], want: [-infinity, nan] },
] satisfies { operator: UnaryOperator; dtype: Exclude<DType, "bool">; x: number[]; want: number[] }[])(
  "$operator of $dtype",
  async ({ operator, dtype, x, want }) => {
    expect(await compute((b) => b.emit({ op: "unary", operator }, [leaf(b, "x", dtype, x.length)]), { x })).toEqual(want);
  },
);

describe("conversions", () => {
  test("floats truncate and saturate", async () => {
    const x = [1.9, -1.9, 3e9, -3e9, nan];
    expect(await compute((b) => b.cast(leaf(b, "x", "f32", 5), "i32"), { x })).toEqual([1, -1, 2147483647, -2147483648, 0]);
    expect(await compute((b) => b.cast(leaf(b, "x", "f32", 5), "u32"), { x })).toEqual([1, 0, 3e9, 0, 0]);
  });
  test("integers become the nearest f32", async () => {
    expect(await compute((b) => b.cast(leaf(b, "x", "u32", 2), "f32"), { x: [16777217, 7] })).toEqual([16777216, 7]);
  });
  test("signed and unsigned share their bits", async () => {
    expect(await compute((b) => b.cast(leaf(b, "x", "i32", 1), "u32"), { x: [-1] })).toEqual([4294967295]);
    expect(await compute((b) => b.bitcast(leaf(b, "x", "u32", 1), "i32"), { x: [4294967295] })).toEqual([-1]);
  });
  test("bool is 0 or 1 and anything but 0 is true", async () => {
    expect(await compute((b) => b.cast(b.cast(leaf(b, "x", "f32", 3), "bool"), "f32"), { x: [0, 0.5, -3] })).toEqual([0, 1, 1]);
    expect(await compute((b) => b.not(b.cast(leaf(b, "x", "i32", 2), "bool")), { x: [0, 7] })).toEqual([1, 0]);
  });
  test("bits of floats are those of f32", async () => {
    expect(await compute((b) => b.bitcast(leaf(b, "x", "f32", 2), "u32"), { x: [1, -2] })).toEqual([0x3f800000, 0xc0000000]);
    expect(await compute((b) => b.bitcast(leaf(b, "x", "u32", 1), "f32"), { x: [0x40490fdb] })).toEqual([Math.fround(Math.PI)]);
  });
});

test("erf to double precision", () => {
  // Reference digits from Abramowitz and Stegun, table 7.1, and from the identity erf(-x) = -erf(x).
  const known: [number, number][] = [
    [0, 0],
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
    [7, 1],
  ];
  for (const [x, value] of known) {
    expect(Math.abs(computeErf(x) - value)).toBeLessThan(4e-16);
    expect(computeErf(-x)).toBe(-computeErf(x));
  }
  expect(computeErf(2.9999999)).toBeLessThanOrEqual(computeErf(3.0000001));
  expect(computeErf(nan)).toBeNaN();
});
