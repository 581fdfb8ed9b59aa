/** Contractions by every kind of tile agree with the reference target, whatever the sizes. */
import { type Program, ProgramBuilder, threefry2x32 } from "@downhill/ir";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EngineDevice } from "./device.ts";
import { specDefaultLimits } from "./plan.ts";
import { planProgram } from "./planProgram.ts";
import { openReferenceDevice } from "./targets/reference/device.ts";
import { openWebgpuDevice } from "./targets/webgpu/device.ts";
import { type NodeGpu, openNodeGpu, runProgram } from "./testing/index.ts";
import { nameContraction, type TileChoice } from "./tileTable.ts";
import { tuneTiles } from "./tuneTiles.ts";

let node: NodeGpu | undefined;
let device: EngineDevice;

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
  device = await openWebgpuDevice({ gpu: node.gpu });
});
afterAll(() => {
  device.dispose();
  node?.close();
});

interface Case {
  readonly name: string;
  readonly build: (b: ProgramBuilder) => ReturnType<ProgramBuilder["dot"]>;
}

const data = (b: ProgramBuilder, name: string, ...shape: number[]) => b.data(name, { dtype: "f32", shape });
const dot = (name: string, left: number[], right: number[], batch: [number, number][], contract: [number, number][]): Case => ({
  name,
  build: (b) => b.dot(data(b, "left", ...left), data(b, "right", ...right), { batch, contract }),
});

const cases: readonly Case[] = [
  dot("NN, multiples of four", [64, 32], [32, 48], [], [[1, 0]]),
  dot("NT, odd sizes", [37, 29], [53, 29], [], [[1, 1]]),
  dot("TN, tall", [301, 21], [301, 34], [], [[0, 0]]),
  dot("TT", [40, 24], [36, 40], [], [[0, 1]]),
  dot("one row", [1, 40], [40, 33], [], [[1, 0]]),
  dot(
    "in batches, two axes summed",
    [3, 20, 5, 7],
    [3, 5, 26, 7],
    [[0, 0]],
    [
      [2, 1],
      [3, 3],
    ],
  ),
  {
    name: "permuted operands and an epilogue",
    build(b) {
      const x = b.permute(data(b, "left", 5, 4, 18, 6), [0, 2, 1, 3]);
      const y = b.permute(data(b, "right", 5, 30, 24), [0, 2, 1]);
      const product = b.dot(b.reshape(x, [5, 18, 24]), y, { batch: [[0, 0]], contract: [[2, 1]] });
      return b.relu(b.add(product, data(b, "bias", 30)));
    },
  },
  {
    name: "a convolution with padding",
    build: (b) =>
      b.conv(data(b, "left", 2, 9, 7, 5), data(b, "right", 3, 3, 5, 12), { strides: [1, 1], padLow: [1, 1], padHigh: [1, 1] }),
  },
  {
    name: "a strided convolution in groups",
    build: (b) =>
      b.conv(data(b, "left", 3, 11, 9, 8), data(b, "right", 3, 2, 4, 10), {
        strides: [2, 2],
        padLow: [1, 0],
        padHigh: [0, 1],
        groups: 2,
      }),
  },
  {
    name: "a convolution with a long window, as in gradients of filters",
    build: (b) =>
      b.conv(data(b, "left", 6, 12, 12, 8), data(b, "right", 10, 10, 8, 16), {
        strides: [1, 1],
        padLow: [1, 1],
        padHigh: [1, 1],
      }),
  },
];

const staged = (
  tileRows: number,
  tileColumns: number,
  tileDepth: number,
  threadRows: number,
  threadColumns: number,
): TileChoice => ({
  kind: "staged",
  tileRows,
  tileColumns,
  tileDepth,
  threadRows,
  threadColumns,
});
const choices: Readonly<Record<string, TileChoice>> = {
  "quads of 4 x 4": { kind: "tiles", sharing: "quad", threadRows: 4, threadColumns: 4, terms: 4 },
  "quads of 8 x 2": { kind: "tiles", sharing: "quad", threadRows: 8, threadColumns: 2, terms: 3 },
  "single threads of 3 x 5": { kind: "tiles", sharing: "none", threadRows: 3, threadColumns: 5, terms: 2 },
  "staged 16 x 16 x 8": staged(16, 16, 8, 2, 2),
  "staged 32 x 16 x 5": staged(32, 16, 5, 4, 1),
};

function makeTensors(program: Program): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(program.data).map(([name, { shape }], seed) => [
      name,
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => threefry2x32(seed, 3, i, 0)[0] / 2 ** 32 - 0.5),
    ]),
  );
}

/** The result as output, and the name of the one contraction that makes it. */
function finish({ build }: Case): { program: Program; contraction: string } {
  const b = new ProgramBuilder();
  const program = b.finish({ outputs: { y: build(b) } });
  const core = program.nodes.findIndex(({ operation }) => operation.op === "dot" || operation.op === "conv");
  return { program, contraction: nameContraction(program, core) };
}

describe.each(Object.entries(choices))("%s", (_, choice) => {
  test.each(cases)("$name", async (item) => {
    const { program, contraction } = finish(item);
    const tensors = makeTensors(program);
    const want = await runProgram(openReferenceDevice(), program, { tensors });
    const run = { tensors, options: { tiles: { [contraction]: choice } } };
    const got = await runProgram(device, program, run);
    want.outputs.y!.forEach((value, i) => {
      expect(Math.abs(got.outputs.y![i]! - value), `element ${i}`).toBeLessThan(2e-5 * (1 + Math.abs(value)));
    });
    const again = await runProgram(device, program, run);
    expect([...again.outputs.y!]).toEqual([...got.outputs.y!]);
    const kinds = got.plan.kernels.flatMap(({ parts }) => parts.map(({ schedule }) => schedule.kind));
    if (choice.kind === "staged") expect(kinds).toContain("staged");
  });
});

describe("without a table", () => {
  const large = dot("", [200, 40], [40, 260], [], [[1, 0]]);

  test("a GPU takes staged tiles, a processor never does", () => {
    const { program } = finish(large);
    const kindsFor = (isSoftware: boolean, adapter: string) =>
      planProgram(program, {
        limits: specDefaultLimits,
        isSoftware,
        adapter,
        fusion: true,
        maxStepsPerSubmit: 1,
      }).kernels.flatMap(({ parts }) => parts.map(({ schedule }) => schedule.kind));
    expect(kindsFor(false, "webgpu / nvidia / ampere")).toEqual(["staged"]);
    expect(kindsFor(false, "something new")).toEqual(["staged"]);
    expect(kindsFor(true, "webgpu / google / swiftshader")).toEqual(["tiles"]);
  });

  test("what a GPU would run gives the same numbers", async () => {
    const gpuLike = await openWebgpuDevice({ gpu: node!.gpu });
    Object.assign(gpuLike.info, { isSoftware: false });
    const { program } = finish(large);
    const tensors = makeTensors(program);
    const want = await runProgram(openReferenceDevice(), program, { tensors });
    const got = await runProgram(gpuLike, program, { tensors });
    gpuLike.dispose();
    expect(got.plan.kernels[0]!.parts[0]!.schedule.kind).toBe("staged");
    want.outputs.y!.forEach((value, i) => {
      expect(Math.abs(got.outputs.y![i]! - value), `element ${i}`).toBeLessThan(2e-5);
    });
  });
});

describe("the tuner", () => {
  const { program } = finish(dot("", [96, 64], [64, 64], [], [[1, 0]]));

  test("gives a table that can be stored, and that the device takes", async () => {
    const shares: number[] = [];
    const options = { leastFlops: 1e5, windowMs: 1, onProgress: (share: number) => shares.push(share) };
    const table = JSON.parse(JSON.stringify(await tuneTiles(device, program, options)));
    expect(shares).toEqual([1]);
    expect(Object.keys(table).length).toBeLessThanOrEqual(1);
    const tensors = makeTensors(program);
    const want = await runProgram(openReferenceDevice(), program, { tensors });
    const got = await runProgram(device, program, { tensors, options: { tiles: table } });
    want.outputs.y!.forEach((value, i) => {
      expect(got.outputs.y![i]!).toBeCloseTo(value, 4);
    });
  });

  test("leaves small work alone and stops when told to", async () => {
    expect(await tuneTiles(device, program, { leastFlops: 1e9 })).toEqual({});
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(tuneTiles(device, program, { leastFlops: 1, signal })).rejects.toThrow("enough");
  });

  test("a table that does not suit is passed over", async () => {
    const { program, contraction } = finish(dot("", [3, 5], [5, 2], [], [[1, 0]]));
    const tensors = makeTensors(program);
    const tiles = { [contraction]: { kind: "tiles", sharing: "quad", threadRows: 8, threadColumns: 8, terms: 4 } } as const;
    const want = await runProgram(openReferenceDevice(), program, { tensors });
    const got = await runProgram(device, program, { tensors, options: { tiles } });
    want.outputs.y!.forEach((value, i) => {
      expect(got.outputs.y![i]!).toBeCloseTo(value, 5);
    });
  });
});
