import { type Program, ProgramBuilder } from "@downhill/ir";
import { describe, expect, test } from "vitest";
import { EngineError } from "../../device.ts";
import { openReferenceDevice } from "./device.ts";

const scalarType = { dtype: "f32", shape: [] } as const;

async function open(program: Program, values: Record<string, number> = {}) {
  const device = openReferenceDevice();
  const states = Object.fromEntries(
    Object.entries(program.states).map(([name, type]) => [
      name,
      device.createTensor(type, new Float32Array([values[name] ?? 0])),
    ]),
  );
  return { device, states, executable: await device.compile(program, { states, data: {} }) };
}

test("updates all see the states as they were before the step", async () => {
  const b = new ProgramBuilder();
  const x = b.state("x", scalarType);
  const y = b.state("y", scalarType);
  const program = b.finish({ updates: { x: y, y: x }, series: { x }, outputs: { x } });
  const { executable, states } = await open(program, { x: 1, y: 2 });
  const { series } = executable.submit({ steps: 3, values: {} });
  expect(Array.from((await series).x!)).toEqual([1, 2, 1]);
  expect(await states.x!.read()).toEqual(new Float32Array([2]));
  expect(await states.y!.read()).toEqual(new Float32Array([1]));
  // Outputs belong to the last step, before its updates.
  expect(await executable.readOutput("x")).toEqual(new Float32Array([1]));
});

test("each step has its own scalars; states are kept in double precision between steps", async () => {
  const b = new ProgramBuilder();
  const total = b.state("total", scalarType);
  const program = b.finish({ updates: { total: b.add(total, b.scalar("rate", "f32")) } });
  const { executable, states } = await open(program);
  executable.submit({ steps: 3, values: { rate: [0.1, 0.2, 1e-12] } });
  expect(Array.from(states.total!.readExact())).toEqual([0.1 + 0.2 + 1e-12]);
});

test("N + M steps equal N, save, load, M", async () => {
  const b = new ProgramBuilder();
  const x = b.state("x", scalarType);
  const program = b.finish({ updates: { x: b.sin(b.add(x, 1)) } });
  const whole = await open(program, { x: 0.5 });
  whole.executable.submit({ steps: 20, values: {} });
  const parts = await open(program, { x: 0.5 });
  parts.executable.submit({ steps: 7, values: {} });
  parts.executable.submit({ steps: 13, values: {} });
  expect(parts.states.x!.readExact()).toEqual(whole.states.x!.readExact());
});

test("inputs are written by the host", async () => {
  const b = new ProgramBuilder();
  const x = b.input("x", { dtype: "i32", shape: [3] });
  const { executable } = await open(b.finish({ outputs: { double: b.mul(x, 2) } }));
  executable.writeInput("x", new Int32Array([1, -2, 3]));
  executable.submit({ steps: 1, values: {} });
  expect(await executable.readOutput("double")).toEqual(new Int32Array([2, -4, 6]));
});

test("waiting for steps lets other work of the event loop through", async () => {
  const b = new ProgramBuilder();
  const x = b.state("x", scalarType);
  const { executable } = await open(b.finish({ updates: { x: b.add(x, 1) } }));
  let turns = 0;
  const timer = setInterval(() => {
    turns++;
  }, 1);
  const end = performance.now() + 30;
  while (performance.now() < end) await executable.submit({ steps: 1, values: {} }).done;
  clearInterval(timer);
  expect(turns).toBeGreaterThan(0);
});

describe("misuse is named", () => {
  const b = new ProgramBuilder();
  const x = b.state("x", scalarType);
  const program = b.finish({ updates: { x: b.mul(x, b.scalar("rate", "f32")) } });

  test.each([
    [
      "a state without a tensor",
      (device: ReturnType<typeof openReferenceDevice>) => device.compile(program, { states: {}, data: {} }),
      /state "x"/,
    ],
    [
      "a tensor of another shape",
      (device: ReturnType<typeof openReferenceDevice>) =>
        device.compile(program, { states: { x: device.createTensor({ dtype: "f32", shape: [2] }) }, data: {} }),
      /f32\[\], but its tensor is f32\[2\]/,
    ],
  ] as const)("%s", async (_name, act, message) => {
    await expect(act(openReferenceDevice())).rejects.toThrow(message);
  });

  test("a missing scalar, too many steps, wrong values, use after disposal", async () => {
    const { device, states, executable } = await open(program);
    expect(() => executable.submit({ steps: 1, values: {} })).toThrow(/"rate" needs 1/);
    expect(() => executable.submit({ steps: 65, values: { rate: new Array(65).fill(1) } })).toThrow(/1 to 64/);
    expect(() => states.x!.write(new Float32Array(2))).toThrow(/holds 1 values, but 2/);
    expect(() => states.x!.write(new Int32Array(1))).toThrow(/Int32Array/);
    await expect(executable.readOutput("none")).rejects.toThrow(EngineError);
    executable.dispose();
    expect(() => executable.submit({ steps: 1, values: { rate: [1] } })).toThrow(/disposed/);
    device.dispose();
    expect((await device.lost).reason).toBe("destroyed");
    expect(() => device.createTensor(scalarType)).toThrow(/disposed/);
  });
});
