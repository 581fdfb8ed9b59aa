/** What each operation accepts, what it gives, and the sentence it refuses with. */
import { describe, expect, test } from "vitest";
import type { DType, Operation, OperationName, Shape, TensorType } from "./program.ts";
import { inferType, shapeRules } from "./shapeRules.ts";
import { formatType, ShapeError } from "./types.ts";

const f32 = (...shape: number[]): TensorType => ({ dtype: "f32", shape });
const of = (dtype: DType, ...shape: number[]): TensorType => ({ dtype, shape });

interface Case {
  readonly operation: Operation;
  readonly inputs?: readonly TensorType[];
  readonly wanted?: TensorType;
  readonly gives: TensorType;
}

const window1 = { size: [3], strides: [2], padLow: [1], padHigh: [1] };
const convDefaults = {
  strides: [1, 1],
  padLow: [0, 0],
  padHigh: [0, 0],
  inputDilation: [1, 1],
  kernelDilation: [1, 1],
  groups: 1,
  batchGroups: 1,
};
const conv = (changes: Partial<typeof convDefaults> = {}): Operation => ({ op: "conv", ...convDefaults, ...changes });

const accepted: Case[] = [
  { operation: { op: "state", name: "w" }, wanted: f32(2, 3), gives: f32(2, 3) },
  { operation: { op: "data", name: "x" }, wanted: of("i32", 5), gives: of("i32", 5) },
  { operation: { op: "input", name: "x" }, wanted: of("u32"), gives: of("u32") },
  { operation: { op: "scalar", name: "rate" }, wanted: f32(), gives: f32() },
  { operation: { op: "constant", value: -1.5 }, wanted: f32(4), gives: f32(4) },
  { operation: { op: "iota", axis: 1 }, wanted: of("i32", 2, 3), gives: of("i32", 2, 3) },
  { operation: { op: "unary", operator: "exp" }, inputs: [f32(2)], gives: f32(2) },
  { operation: { op: "unary", operator: "not" }, inputs: [of("bool", 2)], gives: of("bool", 2) },
  { operation: { op: "binary", operator: "mul" }, inputs: [of("u32", 2), of("u32", 2)], gives: of("u32", 2) },
  { operation: { op: "binary", operator: "lt" }, inputs: [f32(2), f32(2)], gives: of("bool", 2) },
  { operation: { op: "select" }, inputs: [of("bool", 2), of("i32", 2), of("i32", 2)], gives: of("i32", 2) },
  { operation: { op: "cast" }, inputs: [of("bool", 2)], wanted: f32(2), gives: f32(2) },
  { operation: { op: "bitcast" }, inputs: [f32(2)], wanted: of("u32", 2), gives: of("u32", 2) },
  { operation: { op: "randomBits", stream: 3 }, inputs: [of("u32"), of("u32")], wanted: of("u32", 2, 2), gives: of("u32", 2, 2) },
  { operation: { op: "permuteIndex", count: 9 }, inputs: [of("u32", 4), of("u32")], gives: of("u32", 4) },
  { operation: { op: "reshape" }, inputs: [f32(2, 6)], wanted: f32(3, 4), gives: f32(3, 4) },
  { operation: { op: "permute", axes: [2, 0, 1] }, inputs: [f32(2, 3, 4)], gives: f32(4, 2, 3) },
  { operation: { op: "expand" }, inputs: [f32(1, 3)], wanted: f32(5, 3), gives: f32(5, 3) },
  { operation: { op: "slice", starts: [1], strides: [3] }, inputs: [f32(8)], wanted: f32(3), gives: f32(3) },
  { operation: { op: "pad", low: [1, 0], high: [0, 2], value: 0 }, inputs: [f32(2, 3)], gives: f32(3, 5) },
  { operation: { op: "flip", axes: [0] }, inputs: [f32(2)], gives: f32(2) },
  { operation: { op: "concat", axis: 1 }, inputs: [f32(2, 3), f32(2, 1)], gives: f32(2, 4) },
  { operation: { op: "pack", offsets: [0, 8] }, inputs: [f32(2, 3), f32()], wanted: f32(12), gives: f32(12) },
  { operation: { op: "reduce", operator: "sum", axes: [0, 2] }, inputs: [f32(2, 3, 4)], gives: f32(3) },
  { operation: { op: "argmax", axis: 0 }, inputs: [f32(2, 3)], gives: of("i32", 3) },
  { operation: { op: "dot", batch: [[0, 1]], contract: [[2, 0]] }, inputs: [f32(2, 3, 4), f32(4, 2, 5)], gives: f32(2, 3, 5) },
  { operation: conv(), inputs: [f32(8, 28, 28, 3), f32(5, 3, 3, 16)], gives: f32(8, 24, 26, 16) },
  {
    operation: conv({ strides: [2, 2], padLow: [1, 1], padHigh: [1, 1] }),
    inputs: [f32(1, 7, 8, 3), f32(3, 3, 3, 4)],
    gives: f32(1, 4, 4, 4),
  },
  { operation: conv({ kernelDilation: [2, 2] }), inputs: [f32(1, 7, 7, 1), f32(3, 3, 1, 1)], gives: f32(1, 3, 3, 1) },
  { operation: conv({ inputDilation: [2, 3] }), inputs: [f32(1, 4, 4, 1), f32(2, 2, 1, 1)], gives: f32(1, 6, 9, 1) },
  { operation: conv({ padLow: [-1, 0], padHigh: [0, -2] }), inputs: [f32(1, 5, 6, 1), f32(1, 1, 1, 1)], gives: f32(1, 4, 4, 1) },
  { operation: conv({ groups: 3 }), inputs: [f32(1, 5, 5, 6), f32(3, 3, 2, 9)], gives: f32(1, 3, 3, 9) },
  { operation: conv({ batchGroups: 2 }), inputs: [f32(6, 5, 5, 2), f32(3, 3, 2, 4)], gives: f32(3, 3, 3, 4) },
  { operation: { op: "maxPool", ...window1 }, inputs: [f32(2, 7, 3)], gives: f32(2, 4, 3) },
  { operation: { op: "maxPoolPlace", ...window1 }, inputs: [f32(2, 7, 3)], gives: of("i32", 2, 4, 3) },
  {
    operation: { op: "maxPoolGradient", ...window1 },
    inputs: [of("i32", 2, 4, 3), f32(2, 4, 3)],
    wanted: f32(2, 7, 3),
    gives: f32(2, 7, 3),
  },
  { operation: { op: "sumPool", ...window1, inputDilation: [2] }, inputs: [f32(2, 4, 3)], gives: f32(2, 4, 3) },
  { operation: { op: "gather" }, inputs: [f32(10, 4), of("i32", 2, 3)], gives: f32(2, 3, 4) },
  { operation: { op: "scatterAdd" }, inputs: [of("i32", 2, 3), f32(2, 3, 4)], wanted: f32(10, 4), gives: f32(10, 4) },
];

test.each(accepted.map((entry) => ({ ...entry, name: `${entry.operation.op} gives ${formatType(entry.gives)}` })))(
  "$name",
  (entry) => {
    expect(inferType(entry.operation, entry.inputs ?? [], entry.wanted)).toEqual(entry.gives);
  },
);

test("every rule has an accepted case", () => {
  const covered = new Set<OperationName>(accepted.map(({ operation }) => operation.op));
  expect(Object.keys(shapeRules).filter((op) => !covered.has(op as OperationName))).toEqual([]);
});

interface Refusal {
  readonly operation: Operation;
  readonly inputs?: readonly TensorType[];
  readonly wanted?: TensorType;
  readonly because: RegExp;
}

const refused: Refusal[] = [
  { operation: { op: "state", name: "w" }, wanted: of("bool", 2), because: /state "w": bool cannot be stored/ },
  { operation: { op: "state", name: "w" }, wanted: f32(2, 0), because: /at least 1, but \[2, 0\]/ },
  { operation: { op: "scalar", name: "s" }, wanted: f32(1), because: /scalar "s" must be/ },
  { operation: { op: "constant", value: 1.5 }, wanted: of("i32"), because: /1.5 is not a value of i32/ },
  { operation: { op: "constant", value: -1 }, wanted: of("u32"), because: /-1 is not a value of u32/ },
  { operation: { op: "iota", axis: 2 }, wanted: f32(2, 3), because: /no axis 2 in \[2, 3\]/ },
  { operation: { op: "unary", operator: "exp" }, inputs: [of("i32", 2)], because: /exp takes f32, but i32\[2\] came/ },
  {
    operation: { op: "binary", operator: "add" },
    inputs: [f32(2), of("i32", 2)],
    because: /add needs two operands of one type, but f32\[2\] and i32\[2\]/,
  },
  { operation: { op: "binary", operator: "mod" }, inputs: [f32(2), f32(2)], because: /mod takes i32 or u32/ },
  { operation: { op: "select" }, inputs: [f32(2), f32(2), f32(2)], because: /the condition takes bool/ },
  { operation: { op: "select" }, inputs: [of("bool", 2), f32(2), f32(3)], because: /one shape/ },
  { operation: { op: "bitcast" }, inputs: [of("bool")], wanted: f32(), because: /bool has no bits/ },
  {
    operation: { op: "randomBits", stream: -1 },
    inputs: [of("u32"), of("u32")],
    wanted: of("u32", 2),
    because: /stream -1 is not a u32/,
  },
  {
    operation: { op: "randomBits", stream: 0 },
    inputs: [of("u32", 1), of("u32")],
    wanted: of("u32", 2),
    because: /the key must be a u32 scalar/,
  },
  { operation: { op: "permuteIndex", count: 0 }, inputs: [of("u32"), of("u32")], because: /from 1 to 4294967295, but 0/ },
  { operation: { op: "reshape" }, inputs: [f32(2, 3)], wanted: f32(4), because: /\[2, 3\] holds 6 elements, \[4\] holds 4/ },
  { operation: { op: "reshape" }, inputs: [f32(2, 3)], because: /must be given/ },
  { operation: { op: "permute", axes: [0, 0] }, inputs: [f32(2, 3)], because: /named twice/ },
  { operation: { op: "permute", axes: [0] }, inputs: [f32(2, 3)], because: /has 2 axes, but \[0\] names 1/ },
  { operation: { op: "expand" }, inputs: [f32(2, 3)], wanted: f32(4, 3), because: /only axes of size 1 repeat/ },
  {
    operation: { op: "slice", starts: [6], strides: [1] },
    inputs: [f32(8)],
    wanted: f32(3),
    because: /entry 8 of axis 0 .* ends at 7/,
  },
  { operation: { op: "pad", low: [-1], high: [0], value: 0 }, inputs: [f32(8)], because: /at least 0, but \[-1\]/ },
  { operation: { op: "concat", axis: 0 }, inputs: [f32(2, 3), f32(2, 4)], because: /cannot be joined along axis 0/ },
  {
    operation: { op: "pack", offsets: [0, 3] },
    inputs: [f32(4), f32(2)],
    wanted: f32(9),
    because: /value 1 starts at 3, before 4/,
  },
  { operation: { op: "pack", offsets: [6] }, inputs: [f32(4)], wanted: f32(9), because: /end at 10, beyond the length 9/ },
  { operation: { op: "reduce", operator: "sum", axes: [1, 1] }, inputs: [f32(2, 3)], because: /named twice/ },
  { operation: { op: "reduce", operator: "max", axes: [0] }, inputs: [of("bool", 2)], because: /max takes/ },
  {
    operation: { op: "dot", batch: [], contract: [[1, 0]] },
    inputs: [f32(2, 3), f32(4, 5)],
    because: /axis 1 of \[2, 3\] has size 3, but axis 0 of \[4, 5\] has size 4/,
  },
  {
    operation: conv(),
    inputs: [f32(8, 28, 28, 3), f32(5, 3, 1, 16)],
    because: /3 channels needs a kernel of 3 input channels.* has 1/,
  },
  {
    operation: conv(),
    inputs: [f32(8, 4, 28, 3), f32(5, 3, 3, 16)],
    because: /covers 5 entries along spatial axis 0, but only 4/,
  },
  { operation: conv(), inputs: [f32(8, 28, 3), f32(5, 3, 3, 16)], because: /needs a kernel of 3 axes/ },
  {
    operation: conv({ strides: [0, 1] }),
    inputs: [f32(1, 4, 4, 1), f32(1, 1, 1, 1)],
    because: /strides must be whole numbers of at least 1/,
  },
  {
    operation: conv({ strides: [1] }),
    inputs: [f32(1, 4, 4, 1), f32(1, 1, 1, 1)],
    because: /strides needs one number per spatial axis \(2\)|padLow needs one/,
  },
  {
    operation: conv({ groups: 2, batchGroups: 2 }),
    inputs: [f32(2, 4, 4, 2), f32(1, 1, 1, 2)],
    because: /cannot both be above 1/,
  },
  {
    operation: conv({ groups: 2 }),
    inputs: [f32(2, 4, 4, 2), f32(1, 1, 1, 3)],
    because: /3 filters cannot be split in 2 groups/,
  },
  { operation: { op: "maxPool", ...window1, padLow: [3] }, inputs: [f32(2, 7, 3)], because: /must be smaller than the window/ },
  { operation: { op: "maxPool", ...window1 }, inputs: [f32(7, 3)], because: /must be \[batch, \.\.\.spatial, channels\]/ },
  {
    operation: { op: "maxPoolGradient", ...window1 },
    inputs: [of("i32", 2, 3, 3), f32(2, 3, 3)],
    wanted: f32(2, 7, 3),
    because: /gives \[2, 4, 3\]/,
  },
  { operation: { op: "gather" }, inputs: [f32(10, 4), f32(2)], because: /the places takes i32 or u32/ },
  {
    operation: { op: "scatterAdd" },
    inputs: [of("i32", 2), f32(3, 4)],
    wanted: f32(10, 4),
    because: /need updates \[2, 4\], but \[3, 4\]/,
  },
];

describe("refusals say what came and what is needed", () => {
  test.each(refused.map((entry) => ({ ...entry, name: `${entry.operation.op}: ${entry.because.source}` })))("$name", (entry) => {
    const infer = () => inferType(entry.operation, entry.inputs ?? [], entry.wanted);
    expect(infer).toThrow(ShapeError);
    expect(infer).toThrow(entry.because);
  });
});

test("a wanted type that the operation does not give is refused", () => {
  const shape: Shape = [3];
  expect(() => inferType({ op: "unary", operator: "neg" }, [f32(2)], { dtype: "f32", shape })).toThrow(
    /gives f32\[2\], but f32\[3\] is wanted/,
  );
});
