/** The ball and the engine's optimizer are one rule: SGD from the catalogue, run by the reference target, moves the same way. */
import { openReferenceDevice } from "@downhill/engine";
import { ProgramBuilder } from "@downhill/ir";
import { defaultParameters, getOptimizer } from "@downhill/model";
import { describe, expect, it } from "vitest";
import { twoValleys } from "./lossLandscape.ts";
import { stepBall } from "./rollBall.ts";

/** One weight, whose slope is given step by step, updated by the catalogue's SGD. */
async function openOptimizer(momentum: number) {
  const sgd = getOptimizer("sgd");
  if (!sgd) throw new Error("There is no SGD in the catalogue.");
  const parameters = { ...defaultParameters(sgd.parameters), momentum };
  const type = { dtype: "f32", shape: [1] } as const;
  const builder = new ProgramBuilder();
  const weight = builder.state("weight", type);
  const slots = Object.fromEntries(sgd.slots(parameters).map((name) => [name, builder.state(name, type)]));
  const updated = sgd.update(
    builder,
    {
      parameter: weight,
      gradient: builder.expand(builder.scalar("slope", "f32"), [1]),
      learningRate: builder.scalar("learningRate", "f32"),
      slots,
      scalars: {},
    },
    parameters,
  );
  const program = builder.finish({ updates: { weight: updated.parameter, ...updated.slots } });
  const device = openReferenceDevice();
  const states = Object.fromEntries(Object.entries(program.states).map(([name, state]) => [name, device.createTensor(state)]));
  const executable = await device.compile(program, { states, data: {} });
  return {
    place: (value: number) => states.weight?.writeExact([value]),
    step(slope: number, learningRate: number): number {
      executable.submit({ steps: 1, values: { slope: [slope], learningRate: [learningRate] } });
      return Number(states.weight?.readExact()[0]);
    },
  };
}

describe("the ball", () => {
  it.each([0, 0.5, 0.9])("moves as the engine's SGD with momentum %d", async (momentum) => {
    const learningRate = 0.05;
    const optimizer = await openOptimizer(momentum);
    let ball = { weight: -3.2, velocity: 0 };
    optimizer.place(ball.weight);
    for (let step = 0; step < 60; step++) {
      const slope = twoValleys.slopeAt(ball.weight);
      ball = stepBall(ball, slope, { learningRate, momentum });
      expect(optimizer.step(slope, learningRate)).toBeCloseTo(ball.weight, 9);
    }
  });
});
