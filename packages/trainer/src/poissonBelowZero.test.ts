/** A model that ends in Linear may predict rates below 0, where the formula of the Poisson loss ends. */
import { openReferenceDevice } from "@downhill/engine";
import { runProgram } from "@downhill/engine/testing";
import { gradients, ProgramBuilder } from "@downhill/ir";
import { defaultParameters, getLoss } from "@downhill/model";
import { expect, test } from "vitest";

test("Poisson does not fall without bound below 0, and its slope leads back", async () => {
  const loss = getLoss("poisson");
  if (!loss) throw new Error("Poisson is missing.");
  const builder = new ProgramBuilder();
  const type = { dtype: "f32", shape: [5, 1] } as const;
  const prediction = builder.input("prediction", type);
  const vector = () => builder.constant(1, "f32", [1]);
  const last = { prediction, activation: "linear", logits: prediction } as const;
  const context = { builder, truth: builder.input("truth", type), vector, ...last };
  const perSample = loss.lower(context, defaultParameters(loss.parameters));
  const [gradient] = gradients(builder, builder.sum(perSample), [prediction]);
  if (!gradient) throw new Error("There is no gradient.");
  const program = builder.finish({ outputs: { perSample, gradient } });
  const tensors = { prediction: Float32Array.of(-1e6, -2, -0.5, 0, 0.5), truth: Float32Array.of(0, 0, 3, 0, 0) };
  const { outputs } = await runProgram(openReferenceDevice(), program, { tensors });
  const [far = Number.NaN, near = Number.NaN, , zero = Number.NaN] = outputs.perSample ?? [];
  expect(far).toBeGreaterThan(near);
  expect(near).toBeGreaterThan(zero);
  expect(Array.from(outputs.gradient ?? [])).toEqual([-1, -1, -1, 1, 1]);
});
