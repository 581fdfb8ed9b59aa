import { ProgramBuilder } from "@downhill/ir";
import { expect, test } from "vitest";
import { specDefaultLimits } from "./plan.ts";
import { planProgram } from "./planProgram.ts";

/** Kernels of x times a mask of random numbers, drawn for a shape that is repeated over that of x. */
function countKernels(drawn: readonly number[]): number {
  const builder = new ProgramBuilder();
  const x = builder.input("x", { dtype: "f32", shape: [8, 16, 4] });
  const bits = builder.randomBits(drawn, builder.scalar("seed", "u32"), builder.scalar("step", "u32"), 0);
  const uniform = builder.mul(builder.cast(builder.shr(bits, 8), "f32"), 2 ** -24);
  const output = builder.select(builder.lt(uniform, 0.5), x, 0);
  const plan = planProgram(builder.finish({ outputs: { output } }), {
    limits: specDefaultLimits,
    fusion: true,
    isSoftware: true,
    maxStepsPerSubmit: 1,
  });
  return plan.kernels.length;
}

test("a draw for every element is never stored, one that many elements share is made once", () => {
  expect(countKernels([8, 16, 4])).toBe(1);
  expect(countKernels([8, 1, 4])).toBe(2);
});
