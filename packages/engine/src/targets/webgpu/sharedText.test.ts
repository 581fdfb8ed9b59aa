/** The time steps of an unrolled sequence share their kernels' text, and so their pipelines, however long the sequence is. */
import { gradients, ProgramBuilder, type Value } from "@downhill/ir";
import { expect, test } from "vitest";
import { specDefaultLimits } from "../../plan.ts";
import { planProgram } from "../../planProgram.ts";
import { writeKernel } from "./kernelCode.ts";

function planSequence(places: number) {
  const b = new ProgramBuilder();
  const [batch, units] = [8, 16];
  const x = b.data("x", { dtype: "f32", shape: [places, batch, units] });
  const weight = b.state("weight", { dtype: "f32", shape: [units, units] });
  let h: Value = b.constant(0, "f32", [batch, units]);
  const outputs: Value[] = [];
  for (let t = 0; t < places; t++) {
    const place = b.reshape(b.slice(x, [t, 0, 0], [1, batch, units]), [batch, units]);
    h = b.tanh(b.add(place, b.matmul(h, weight)));
    outputs.push(b.reshape(h, [1, batch, units]));
  }
  const loss = b.mean(b.square(b.concat(outputs, 0)));
  const [slope] = gradients(b, loss, [weight]);
  if (!slope) throw new Error("There is no gradient.");
  const program = b.finish({ updates: { weight: b.sub(weight, b.mul(slope, 0.1)) }, series: { loss } });
  const plan = planProgram(program, { fusion: true, isSoftware: true, limits: specDefaultLimits, maxStepsPerSubmit: 4 });
  const texts = new Set(plan.kernels.map((kernel) => writeKernel(plan, kernel).text));
  return { dispatches: plan.kernels.length, texts: texts.size };
}

test("a longer sequence has more dispatches, but no more shaders", () => {
  const [short, long] = [planSequence(12), planSequence(36)];
  expect(long.texts).toBe(short.texts);
  // One forward and one back for each place.
  expect(long.dispatches - short.dispatches).toBe(2 * 24);
});

test("bindings begin at what every device allows", () => {
  const b = new ProgramBuilder();
  const x = b.data("x", { dtype: "f32", shape: [1000] });
  const program = b.finish({ outputs: { y: b.mul(b.slice(x, [203], [50]), 2) } });
  const plan = planProgram(program, { fusion: true, isSoftware: false, limits: specDefaultLimits, maxStepsPerSubmit: 1 });
  const offsets = plan.kernels.flatMap((kernel) => writeKernel(plan, kernel).offsetsBytes);
  expect(offsets.toSorted((a, c) => a - c)).toEqual([0, 768]);
});
