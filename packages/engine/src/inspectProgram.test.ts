/** Watched values: counted right, and the program itself goes on as before. */
import { ProgramBuilder } from "@downhill/ir";
import { expect, test } from "vitest";
import { listInspectable, watchValues } from "./inspectProgram.ts";
import { openReferenceDevice } from "./targets/reference/device.ts";
import { runProgram } from "./testing/index.ts";

test("counts what is not finite, value by value and step by step, and updates states as before", async () => {
  const b = new ProgramBuilder();
  const x = b.state("x", { dtype: "f32", shape: [3] });
  const first = b.slice(x, [0], [2]);
  const grown = b.exp(b.mul(x, b.scalar("rate", "f32")));
  const total = b.sum(grown);
  const program = b.finish({ updates: { x: grown }, series: { total } });
  const values = listInspectable(program);
  const watched = watchValues(program, values);
  const run = { tensors: { x: [1, 2, 3] }, scalars: { rate: [1, 50, 1] }, submits: [3] };
  const { series, states } = await runProgram(openReferenceDevice(), watched, run);
  const plain = await runProgram(openReferenceDevice(), program, run);
  expect(states).toEqual(plain.states);
  expect(Object.keys(series)).toEqual(values.map(String));
  const operations = Object.fromEntries(values.map((value) => [program.nodes[value]?.operation.op, series[String(value)]]));
  // exp(e) is finite, exp(50 e^2) is not; the next step starts from infinities.
  expect(operations.unary).toEqual([0, 3, 3]);
  expect(operations.state).toEqual([0, 0, 3]);
  expect(operations.reduce).toEqual([0, 1, 1]);
  expect(first.type.shape).toEqual([2]);
});

test("views tell nothing of their own; parts of a state tell more than the whole", () => {
  const b = new ProgramBuilder();
  const x = b.state("x", { dtype: "f32", shape: [6] });
  const part = b.slice(x, [2], [4]);
  const program = b.finish({ outputs: { y: b.permute(b.reshape(b.tanh(part), [2, 2]), [1, 0]) } });
  expect(listInspectable(program).map((value) => program.nodes[value]?.operation.op)).toEqual(["slice", "unary"]);
});
