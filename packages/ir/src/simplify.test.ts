/** Each rewrite, and each tempting rewrite that would not be exact. That values stay the same is tested in the engine. */
import { describe, expect, test } from "vitest";
import { ProgramBuilder } from "./builder.ts";
import { countFlops, countProgramFlops } from "./cost.ts";
import { printProgram } from "./print.ts";
import type { Value } from "./value.ts";

/** The lines of the program after the leaves, without the output line. */
function simplified(build: (b: ProgramBuilder, x: Value, i: Value) => Value): string[] {
  const b = new ProgramBuilder();
  const x = b.state("x", { dtype: "f32", shape: [2, 3] });
  const i = b.state("i", { dtype: "i32", shape: [2] });
  const value = build(b, x, i);
  const program = b.finish({ outputs: { value: value.type.dtype === "bool" ? b.cast(value, "u32") : value } });
  return printProgram(program)
    .split("\n")
    .filter((line) => !/ = state |^output/.test(line))
    .map((line) => line.replace(/^%\d+ /, ""));
}

describe("nothing is left of", () => {
  test.each<[string, (b: ProgramBuilder, x: Value, i: Value) => Value]>([
    ["x * 1", (b, x) => b.mul(1, x)],
    ["x / 1", (b, x) => b.div(x, 1)],
    ["x - 0", (b, x) => b.sub(x, 0)],
    ["x + -0", (b, x) => b.add(x, -0)],
    ["integer + 0", (b, _x, i) => b.add(i, 0)],
    ["x ** 1", (b, x) => b.pow(x, 1)],
    ["-(-x)", (b, x) => b.neg(b.neg(x))],
    ["x * -1 * -1", (b, x) => b.mul(b.mul(x, -1), -1)],
    ["reshape and back", (b, x) => b.reshape(b.reshape(x, [6]), [2, 3])],
    ["permute and back", (b, x) => b.permute(b.permute(x, [1, 0]), [1, 0])],
    ["flip twice", (b, x) => b.flip(b.flip(x, [0, 1]), [0, 1])],
    ["the whole as a slice", (b, x) => b.slice(x, [0, 0], [2, 3])],
    ["padding by nothing", (b, x) => b.pad(x, [0, 0], [0, 0])],
    ["one value concatenated", (b, x) => b.concat([x], 0)],
    ["select of equals", (b, x) => b.select(b.lt(x, 0), x, x)],
    ["select by a constant", (b, x) => b.select(b.constant(1, "bool", [2, 3]), x, b.exp(x))],
    ["max of x and x", (b, x) => b.max(x, x)],
    ["a sum over no axes", (b, x) => b.sum(x, [])],
    ["stopGradient", (b, x) => b.stopGradient(x)],
    ["shift by 0", (b, _x, i) => b.shl(i, 0)],
    ["and with all bits", (b, _x, i) => b.and(i, -1)],
  ])("%s", (_name, build) => {
    expect(simplified(build)).toEqual([]);
  });
});

describe("becomes shorter", () => {
  test.each<[string, (b: ProgramBuilder, x: Value, i: Value) => Value, string[]]>([
    ["x + -y", (b, x) => b.add(x, b.neg(b.exp(x))), ["f32[2, 3] = unary %0 exp", "f32[2, 3] = binary %0 %1 sub"]],
    ["-x * 3", (b, x) => b.mul(b.neg(x), 3), ["f32[2, 3] = constant -3", "f32[2, 3] = binary %0 %1 mul"]],
    ["x / 4", (b, x) => b.div(x, 4), ["f32[2, 3] = constant 0.25", "f32[2, 3] = binary %0 %1 mul"]],
    ["x ** 2", (b, x) => b.pow(x, 2), ["f32[2, 3] = binary %0 %0 mul"]],
    ["|-x|", (b, x) => b.abs(b.neg(x)), ["f32[2, 3] = unary %0 abs"]],
    ["numbers only", (b) => b.mul(b.add(b.constant(2), 3), b.sqrt(b.constant(4))), ["f32[] = constant 10"]],
    [
      "a permutation of axes of size 1",
      (b, x) => b.permute(b.reshape(x, [2, 1, 3, 1]), [1, 0, 3, 2]),
      ["f32[1, 2, 1, 3] = reshape %0"],
    ],
    [
      "a slice of a slice",
      (b, x) => b.slice(b.slice(x, [0, 1], [2, 2]), [1, 1], [1, 1]),
      ["f32[1, 1] = slice %0 starts=[1,2] strides=[1,1]"],
    ],
    ["the same twice", (b, x) => b.mul(b.exp(x), b.exp(x)), ["f32[2, 3] = unary %0 exp", "f32[2, 3] = binary %1 %1 mul"]],
    ["a sum of ones", (b) => b.sum(b.constant(1, "f32", [10, 10])), ["f32[] = constant 100"]],
    ["a sum over an axis of size 1", (b, x) => b.sum(b.reshape(x, [2, 1, 3]), [1]), []],
  ])("%s", (_name, build, lines) => {
    expect(simplified(build)).toEqual(lines);
  });
});

describe("stays, because a NaN, an infinity, a signed zero or rounding would come out otherwise", () => {
  test.each<[string, (b: ProgramBuilder, x: Value) => Value, number]>([
    ["x * 0", (b, x) => b.mul(x, 0), 2],
    ["x - x", (b, x) => b.sub(x, x), 1],
    ["x / x", (b, x) => b.div(x, x), 1],
    ["x + 0", (b, x) => b.add(x, 0), 2],
    ["0 - x", (b, x) => b.sub(0, x), 2],
    ["x / 3", (b, x) => b.div(x, 3), 2],
    ["(x * 3) * 5", (b, x) => b.mul(b.mul(x, 3), 5), 4],
    ["exp(log x)", (b, x) => b.exp(b.log(x)), 2],
    ["not (x < 0)", (b, x) => b.not(b.lt(x, 0)), 4],
    ["a folded infinity", (b) => b.exp(b.constant(1000)), 2],
    ["1 / 0", (b) => b.div(b.constant(1), 0), 3],
  ])("%s", (_name, build, lines) => {
    expect(simplified(build)).toHaveLength(lines);
  });
});

test("random numbers of different streams stay apart, of one stream are one", () => {
  const draw = (first: number, second: number) =>
    simplified((b) => b.xor(b.randomBits([4], 1, 2, first), b.randomBits([4], 1, 2, second))).filter((line) =>
      line.includes("randomBits"),
    ).length;
  expect(draw(1, 2)).toBe(2);
  expect(draw(1, 1)).toBe(1);
});

test("costs count a multiply-add as two", () => {
  const b = new ProgramBuilder();
  const x = b.state("x", { dtype: "f32", shape: [8, 5, 5, 4] });
  const k = b.state("k", { dtype: "f32", shape: [3, 3, 2, 6] });
  const convolved = b.conv(x, k, { strides: [1, 1], padLow: [0, 0], padHigh: [0, 0], groups: 2 });
  const product = b.matmul(b.reshape(convolved, [8, 54]), b.state("w", { dtype: "f32", shape: [54, 10] }));
  const program = b.finish({ outputs: { y: b.exp(product) } });
  const flops = (op: string) =>
    program.nodes.filter(({ operation }) => operation.op === op).map((node) => countFlops(program, node));
  expect(flops("conv")).toEqual([2 * 8 * 3 * 3 * 6 * (3 * 3 * 2)]);
  expect(flops("dot")).toEqual([2 * 8 * 10 * 54]);
  expect(countProgramFlops(program)).toBe(flops("conv")[0]! + flops("dot")[0]! + 80);
});
