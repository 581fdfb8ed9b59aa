import { gradients, ProgramBuilder } from "@downhill/ir";
import { expect, test } from "vitest";
import { openReferenceDevice } from "./device.ts";

/** A small network learns XOR by plain gradient descent. */
test("trains a small network", async () => {
  const b = new ProgramBuilder();
  const x = b.data("x", { dtype: "f32", shape: [4, 2] });
  const y = b.data("y", { dtype: "f32", shape: [4, 1] });
  const parameters = {
    w1: b.state("w1", { dtype: "f32", shape: [2, 8] }),
    b1: b.state("b1", { dtype: "f32", shape: [8] }),
    w2: b.state("w2", { dtype: "f32", shape: [8, 1] }),
    b2: b.state("b2", { dtype: "f32", shape: [1] }),
  };
  const rate = b.scalar("learningRate", "f32");
  const hidden = b.tanh(b.add(b.matmul(x, parameters.w1), parameters.b1));
  const logits = b.add(b.matmul(hidden, parameters.w2), parameters.b2);
  const loss = b.mean(b.sub(b.softplus(logits), b.mul(logits, y)));
  const values = Object.values(parameters);
  const slopes = gradients(b, loss, values);
  const updates = Object.fromEntries(
    Object.keys(parameters).map((name, i) => [name, b.sub(values[i]!, b.mul(rate, slopes[i]!))]),
  );
  const program = b.finish({ updates, series: { loss }, outputs: { prediction: b.sigmoid(logits) } });

  const device = openReferenceDevice();
  const start = [0.9, -0.4, 0.3, 0.8, -0.7, 0.2, 0.5, -0.6, 0.1, 0.7, -0.8, 0.6, 0.4, -0.9, 0.35, 0.65];
  const states = Object.fromEntries(
    Object.entries(program.states).map(([name, type]) => {
      const length = type.shape.reduce((a, c) => a * c, 1);
      return [
        name,
        device.createTensor(
          type,
          Float32Array.from({ length }, (_, i) => (name.startsWith("w") ? start[i % 16]! : 0)),
        ),
      ];
    }),
  );
  const data = {
    x: device.createTensor(program.data.x!, new Float32Array([0, 0, 0, 1, 1, 0, 1, 1])),
    y: device.createTensor(program.data.y!, new Float32Array([0, 1, 1, 0])),
  };
  const executable = await device.compile(program, { states, data });
  const steps = 50;
  let last = Number.NaN;
  for (let i = 0; i < 60; i++) {
    const submission = executable.submit({ steps, values: { learningRate: new Array<number>(steps).fill(0.5) } });
    await submission.done;
    last = (await submission.series).loss!.at(-1)!;
  }
  expect(last).toBeLessThan(0.02);
  const prediction = await executable.readOutput("prediction");
  expect(Array.from(prediction, Math.round)).toEqual([0, 1, 1, 0]);
  expect(executable.plan.flopsPerStep).toBeGreaterThan(2 * 4 * 2 * 8);
});
