import { ProgramBuilder } from "@downhill/ir";
import { expect, test } from "vitest";
import { splitScatters } from "./splitScatters.ts";
import { openReferenceDevice } from "./targets/reference/device.ts";
import { makeRandomValues } from "./testing/randomValues.ts";
import { runProgram } from "./testing/runProgram.ts";

test.each([
  { rows: 700, updates: [8, 37], rest: [6], dtype: "i32" },
  { rows: 5000, updates: [40], rest: [3, 2], dtype: "u32" },
  { rows: 30, updates: [2500], rest: [20], dtype: "i32" },
  { rows: 1500, updates: [3, 700], rest: [], dtype: "i32" },
] as const)(
  "a large sum by place stays the same sum: $rows rows, $updates updates of $rest",
  async ({ rows, updates, rest, dtype }) => {
    const builder = new ProgramBuilder();
    const places = builder.input("places", { dtype, shape: updates });
    const values = builder.input("values", { dtype: "f32", shape: [...updates, ...rest] });
    const output = builder.scatterAdd(places, values, rows);
    const program = builder.finish({ outputs: { output } });
    const split = splitScatters(program);
    expect(split.nodes.some(({ operation }) => operation.op === "scatterAdd")).toBe(false);

    const count = updates.reduce((product, size) => product * size, 1);
    // Some places lie outside: they count as the nearest row.
    const low = dtype === "i32" ? -5 : 0;
    const named = makeRandomValues(count, 3, low, rows + 5).map(Math.floor);
    const width = rest.reduce((product: number, size) => product * size, 1);
    const tensors = { places: named, values: makeRandomValues(count * width, 4) };
    const device = openReferenceDevice();
    const wanted = (await runProgram(device, program, { tensors })).outputs.output ?? [];
    const got = (await runProgram(device, split, { tensors })).outputs.output ?? [];
    expect(got.length).toBe(rows * width);
    for (const [i, value] of got.entries()) expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 4);
  },
);

test("a small one is left alone", () => {
  const builder = new ProgramBuilder();
  const places = builder.input("places", { dtype: "i32", shape: [64] });
  const values = builder.input("values", { dtype: "f32", shape: [64, 8] });
  const program = builder.finish({ outputs: { output: builder.scatterAdd(places, values, 65) } });
  expect(splitScatters(program)).toBe(program);
});

test("an update that is not finite stays in its column, though it reaches other rows of it", async () => {
  const builder = new ProgramBuilder();
  const places = builder.input("places", { dtype: "i32", shape: [600] });
  const values = builder.input("values", { dtype: "f32", shape: [600, 8] });
  const program = builder.finish({ outputs: { output: builder.scatterAdd(places, values, 300) } });
  const named = Array.from({ length: 600 }, (_, place) => place % 300);
  const updates = Array.from({ length: 600 * 8 }, (_, place) => (place === 8 * 5 + 3 ? Number.POSITIVE_INFINITY : 1));
  const tensors = { places: named, values: updates };
  const output = (await runProgram(openReferenceDevice(), splitScatters(program), { tensors })).outputs.output ?? [];
  expect(output[8 * 5 + 3]).toBe(Number.POSITIVE_INFINITY);
  for (const [place, value] of Array.from(output).entries()) if (place % 8 !== 3) expect(value).toBe(2);
});
