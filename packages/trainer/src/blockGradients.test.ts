import { compareGradients } from "@downhill/engine/testing";
import { ProgramBuilder, type Shape, type Value } from "@downhill/ir";
import { expect, test } from "vitest";
import { lowerAlone } from "./testing/lowerAlone.ts";
import { unreferencedBlocks } from "./testing/unreferencedBlocks.ts";

test.each(unreferencedBlocks)("$kind $parameters: gradients equal central differences", async (trial) => {
  const inputs = Object.fromEntries(trial.inputs.map((shape, place): [string, Shape] => [`x${place}`, shape]));
  const sketch = new ProgramBuilder();
  const leaves = Object.entries(inputs).map(([name, shape]) => sketch.input(name, { dtype: "f32", shape }));
  const output = lowerAlone(sketch, trial, leaves);
  const states = Object.entries(sketch.finish({ outputs: { output } }).states);
  const weights = Object.fromEntries(states.map(([name, { shape }]): [string, Shape] => [name, shape]));
  const worst = await compareGradients({
    operands: { ...inputs, ...weights },
    build: (builder, operands) =>
      lowerAlone(
        builder,
        { ...trial, draw: { seed: 12345, step: 7 } },
        Object.keys(inputs).flatMap((name): Value[] => (operands[name] ? [operands[name]] : [])),
      ),
  });
  expect(worst.error, JSON.stringify(worst)).toBeLessThan(1e-6);
});
