/** What sums of gradients turn into. That their numbers are right is the business of the gradient tests and reference cases. */
import { describe, expect, test } from "vitest";
import { ProgramBuilder } from "./builder.ts";
import { gradients } from "./differentiate.ts";
import type { Program } from "./program.ts";
import type { Value } from "./value.ts";

const count = (program: Program, op: string) => program.nodes.filter(({ operation }) => operation.op === op).length;

function differentiate(build: (b: ProgramBuilder, x: Value) => Value, shape: readonly number[]): Program {
  const b = new ProgramBuilder();
  const x = b.input("x", { dtype: "f32", shape });
  const [gradient] = gradients(b, b.sum(build(b, x)), [x]);
  return b.finish({ outputs: gradient ? { gradient } : {} });
}

describe("gradients of slices", () => {
  test("that lie side by side are put side by side, whatever their order", () => {
    const program = differentiate(
      (b, x) => b.mul(b.exp(b.slice(x, [0, 3], [2, 3])), b.add(b.sin(b.slice(x, [0, 0], [2, 3])), b.slice(x, [0, 6], [2, 3]))),
      [2, 9],
    );
    expect(count(program, "concat")).toBe(1);
    expect(count(program, "pad")).toBe(0);
  });

  test("with a gap between them get zeros there", () => {
    const program = differentiate((b, x) => b.mul(b.slice(x, [1], [2]), b.exp(b.slice(x, [5], [2]))), [8]);
    const concat = program.nodes.find(({ operation }) => operation.op === "concat");
    expect(concat?.inputs.map((input) => program.nodes[input]?.type.shape)).toEqual([[1], [2], [2], [2], [1]]);
  });

  test("that overlap are added", () => {
    const program = differentiate((b, x) => b.mul(b.slice(x, [0], [5]), b.slice(x, [1], [5])), [6]);
    expect(count(program, "concat")).toBe(0);
    expect(count(program, "pad")).toBe(2);
  });
});

test("the gradient of a weight that every time step uses is one contraction", () => {
  const b = new ProgramBuilder();
  const weight = b.input("weight", { dtype: "f32", shape: [3, 3] });
  let h = b.input("h", { dtype: "f32", shape: [2, 3] });
  for (let t = 0; t < 6; t++) h = b.tanh(b.matmul(h, weight));
  const [gradient] = gradients(b, b.sum(h), [weight]);
  const program = b.finish({ outputs: gradient ? { gradient } : {} });
  const dots = program.nodes.flatMap(({ operation }) => (operation.op === "dot" ? [operation.contract.length] : []));
  // Six forward, five back through time, one for the weight, which sums over time and samples.
  expect(dots.length).toBe(12);
  expect(dots.filter((axes) => axes === 2).length).toBe(1);
});
