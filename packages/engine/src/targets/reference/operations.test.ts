/** Movement, reductions, contractions and windows against their definitions, written as plain loops over indices. */
import { computeStrides, countElements, ProgramBuilder, type Shape, threefry2x32, type Value } from "@downhill/ir";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateExactly } from "../../testing/evaluateExactly.ts";
import { makeRandomValues } from "../../testing/randomValues.ts";

interface Tensor {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

function random(shape: Shape, seed = 1): Tensor {
  return { shape, values: makeRandomValues(countElements(shape), seed) };
}

async function compute(
  operands: Record<string, Tensor>,
  build: (b: ProgramBuilder, x: Record<string, Value>) => Value,
): Promise<Tensor> {
  const b = new ProgramBuilder();
  const handles = Object.fromEntries(
    Object.entries(operands).map(([name, { shape }]) => [name, b.data(name, { dtype: "f32", shape })]),
  );
  const value = build(b, handles);
  const tensors = Object.fromEntries(Object.entries(operands).map(([name, { values }]) => [name, values]));
  const { outputs } = await evaluateExactly(b.finish({ outputs: { value } }), { tensors });
  return { shape: value.type.shape, values: outputs.value! };
}

function indicesOf(shape: Shape): number[][] {
  const strides = computeStrides(shape);
  return Array.from({ length: countElements(shape) }, (_, flat) =>
    shape.map((size, axis) => Math.floor(flat / strides[axis]!) % size),
  );
}

function at({ shape, values }: Tensor, index: readonly number[]): number {
  const strides = computeStrides(shape);
  return values[index.reduce((sum, place, axis) => sum + place * strides[axis]!, 0)]!;
}

function tabulate(shape: Shape, value: (index: number[]) => number): Tensor {
  return { shape, values: indicesOf(shape).map(value) };
}

function expectClose(got: Tensor, want: Tensor): void {
  expect(got.shape).toEqual(want.shape);
  for (let i = 0; i < want.values.length; i++) expect(Math.abs(got.values[i]! - want.values[i]!)).toBeLessThan(1e-12);
}

describe("movement", () => {
  const x = random([2, 3, 4]);
  test("permute", async () => {
    const got = await compute({ x }, (b, { x }) => b.permute(x!, [1, 2, 0]));
    expectClose(
      got,
      tabulate([3, 4, 2], ([i, j, k]) => at(x, [k!, i!, j!])),
    );
  });
  test("expand", async () => {
    const got = await compute({ x: random([3, 1]) }, (b, { x }) => b.expand(x!, [2, 3, 4]));
    expectClose(
      got,
      tabulate([2, 3, 4], ([, j]) => random([3, 1]).values[j!]!),
    );
  });
  test("slice with strides", async () => {
    const got = await compute({ x }, (b, { x }) => b.slice(x!, [1, 0, 1], [1, 2, 2], [1, 2, 2]));
    expectClose(
      got,
      tabulate([1, 2, 2], ([i, j, k]) => at(x, [1 + i!, 2 * j!, 1 + 2 * k!])),
    );
  });
  test("flip", async () => {
    const got = await compute({ x }, (b, { x }) => b.flip(x!, [0, 2]));
    expectClose(
      got,
      tabulate([2, 3, 4], ([i, j, k]) => at(x, [1 - i!, j!, 3 - k!])),
    );
  });
  test("pad", async () => {
    const got = await compute({ x }, (b, { x }) => b.pad(x!, [0, 1, 2], [1, 0, 3], 9));
    const inside = ([i, j, k]: number[]) => i! < 2 && j! >= 1 && k! >= 2 && k! < 6;
    expectClose(
      got,
      tabulate([3, 4, 9], (index) => (inside(index) ? at(x, [index[0]!, index[1]! - 1, index[2]! - 2]) : 9)),
    );
  });
  test("concat", async () => {
    const y = random([2, 2, 4], 5);
    const got = await compute({ x, y }, (b, { x, y }) => b.concat([x!, y!], 1));
    expectClose(
      got,
      tabulate([2, 5, 4], ([i, j, k]) => (j! < 3 ? at(x, [i!, j!, k!]) : at(y, [i!, j! - 3, k!]))),
    );
  });
  test("pack", async () => {
    const got = await compute({ x: random([2, 2]) }, (b, { x }) => b.pack([x!, b.constant(7)], [1, 6], 8));
    expect(Array.from(got.values)).toEqual([0, ...Array.from(random([2, 2]).values), 0, 7, 0]);
  });
});

describe("reductions", () => {
  const shape = [2, 3, 1, 4];
  const x = random(shape);
  const axisSets = [[0], [1], [2], [3], [0, 1], [0, 3], [1, 3], [2, 3], [0, 1, 2, 3], [0, 2], []];
  test.each(axisSets.map((axes) => ({ axes })))("sum, max and min over $axes", async ({ axes }) => {
    const kept = shape.flatMap((_size, axis) => (axes.includes(axis) ? [] : [axis]));
    const keptShape = kept.map((axis) => shape[axis]!);
    const members = (index: readonly number[]) =>
      indicesOf(shape)
        .filter((full) => kept.every((axis, place) => full[axis] === index[place]))
        .map((full) => at(x, full));
    expectClose(
      await compute({ x }, (b, { x }) => b.sum(x!, axes)),
      tabulate(keptShape, (index) => members(index).reduce((a, c) => a + c)),
    );
    expectClose(
      await compute({ x }, (b, { x }) => b.reduceMax(x!, axes)),
      tabulate(keptShape, (index) => Math.max(...members(index))),
    );
    expectClose(
      await compute({ x }, (b, { x }) => b.reduceMin(x!, axes)),
      tabulate(keptShape, (index) => Math.min(...members(index))),
    );
  });

  test("maximum keeps NaN wherever it stands; argmax names the first", async () => {
    const withNaN = { shape: [3, 3], values: [1, Number.NaN, 2, Number.NaN, 5, 1, 3, 4, 4] };
    expect(Array.from((await compute({ x: withNaN }, (b, { x }) => b.reduceMax(x!, [1]))).values)).toEqual([
      Number.NaN,
      Number.NaN,
      4,
    ]);
    const places = await compute({ x: withNaN }, (b, { x }) => b.cast(b.argmax(x!, 1), "f32"));
    expect(Array.from(places.values)).toEqual([1, 0, 1]);
    const down = await compute({ x: withNaN }, (b, { x }) => b.cast(b.argmax(x!, 0), "f32"));
    expect(Array.from(down.values)).toEqual([1, 0, 2]);
  });

  test("integers wrap around", async () => {
    const b = new ProgramBuilder();
    const x = b.data("x", { dtype: "u32", shape: [3] });
    const { outputs } = await evaluateExactly(b.finish({ outputs: { value: b.sum(x) } }), {
      tensors: { x: [4294967295, 4294967295, 7] },
    });
    expect(Array.from(outputs.value!)).toEqual([5]);
  });
});

test("dot sums over the contracted axes, whatever the order of axes", async () => {
  const sizes = [2, 3, 4, 5, 2, 3];
  // Each operand is a shuffle of named axes: two batch, two contracted, one free each.
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(order, order, async (left, right) => {
      // Names 0, 1 batch; 2, 3 contracted; 4 free on the left, 5 free on the right.
      const rightNames = right.map((name) => (name === 4 ? 5 : name));
      const x = random(
        left.map((name) => sizes[name]!),
        3,
      );
      const y = random(
        rightNames.map((name) => sizes[name]!),
        4,
      );
      const pair = (name: number) => [left.indexOf(name), rightNames.indexOf(name)] as const;
      const got = await compute({ x, y }, (b, { x, y }) =>
        b.dot(x!, y!, { batch: [pair(1), pair(0)], contract: [pair(2), pair(3)] }),
      );
      const want = tabulate([3, 2, 2, 3], ([b1, b0, free, other]) => {
        let total = 0;
        for (let p = 0; p < 4; p++) {
          for (let q = 0; q < 5; q++) {
            const place = [b0!, b1!, p, q, free!, other!];
            total +=
              at(
                x,
                left.map((name) => place[name]!),
              ) *
              at(
                y,
                rightNames.map((name) => place[name]!),
              );
          }
        }
        return total;
      });
      expectClose(got, want);
    }),
    { numRuns: 30 },
  );
});

test("matrices of every size class multiply rightly", async () => {
  const sizes = fc.record({
    m: fc.integer({ min: 1, max: 7 }),
    n: fc.integer({ min: 1, max: 6 }),
    k: fc.constantFrom(1, 2, 3, 4, 5, 255, 256, 259, 513),
  });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ m, n, k }) => {
      const x = random([m, k], 1);
      const y = random([k, n], 2);
      const got = await compute({ x, y }, (b, { x, y }) => b.matmul(x!, y!));
      expectClose(
        got,
        tabulate([m, n], ([i, j]) =>
          Array.from({ length: k }, (_, p) => at(x, [i!, p]) * at(y, [p, j!])).reduce((a, c) => a + c),
        ),
      );
    }),
    { numRuns: 60 },
  );
});

const smallAxis = fc.record({
  size: fc.integer({ min: 1, max: 6 }),
  window: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  low: fc.integer({ min: -1, max: 3 }),
  high: fc.integer({ min: -1, max: 3 }),
  inputDilation: fc.integer({ min: 1, max: 3 }),
  kernelDilation: fc.integer({ min: 1, max: 2 }),
});

/** What a window position sees along one axis: the input place, or undefined in padding and between dilated entries. */
function seen(
  axis: { stride: number; low: number; inputDilation: number; kernelDilation: number; size: number },
  result: number,
  t: number,
) {
  const place = (result * axis.stride + t * axis.kernelDilation - axis.low) / axis.inputDilation;
  return Number.isInteger(place) && place >= 0 && place < axis.size ? place : undefined;
}

test("conv is the sum its definition says", async () => {
  const config = fc.record({
    axes: fc.array(smallAxis, { minLength: 1, maxLength: 2 }),
    batch: fc.integer({ min: 1, max: 2 }),
    channels: fc.integer({ min: 1, max: 2 }),
    filters: fc.integer({ min: 1, max: 2 }),
    runs: fc.integer({ min: 1, max: 3 }),
    split: fc.constantFrom("groups", "batchGroups"),
  });
  await fc.assert(
    fc.asyncProperty(config, async ({ axes, batch, channels, filters, runs, split }) => {
      fc.pre(axes.every((a) => (a.size - 1) * a.inputDilation + 1 + a.low + a.high >= (a.window - 1) * a.kernelDilation + 1));
      const groups = split === "groups" ? runs : 1;
      const batchGroups = split === "batchGroups" ? runs : 1;
      const x = random([batch * batchGroups, ...axes.map((a) => a.size), channels * groups], 1);
      const k = random([...axes.map((a) => a.window), channels, filters * runs], 2);
      const got = await compute({ x, k }, (b, { x, k }) =>
        b.conv(x!, k!, {
          strides: axes.map((a) => a.stride),
          padLow: axes.map((a) => a.low),
          padHigh: axes.map((a) => a.high),
          inputDilation: axes.map((a) => a.inputDilation),
          kernelDilation: axes.map((a) => a.kernelDilation),
          groups,
          batchGroups,
        }),
      );
      const windows = indicesOf(axes.map((a) => a.window));
      const want = tabulate(got.shape, (index) => {
        const filter = index.at(-1)!;
        const run = Math.floor(filter / filters);
        let total = 0;
        for (const window of windows) {
          const places = axes.map((axis, i) => seen(axis, index[i + 1]!, window[i]!));
          if (places.includes(undefined)) continue;
          for (let channel = 0; channel < channels; channel++) {
            const row = batchGroups > 1 ? run * batch + index[0]! : index[0]!;
            const column = groups > 1 ? run * channels + channel : channel;
            total += at(x, [row, ...places.map((place) => place!), column]) * at(k, [...window, channel, filter]);
          }
        }
        return total;
      });
      expect(got.shape[0]).toBe(batch);
      expectClose(got, want);
    }),
    { numRuns: 150 },
  );
});

test("convolutions larger than one chunk agree with their parts", async () => {
  const x = random([6, 40, 40, 8], 1);
  const k = random([3, 3, 8, 3], 2);
  const geometry = { strides: [1, 1], padLow: [1, 1], padHigh: [1, 1] };
  const whole = await compute({ x, k }, (b, { x, k }) => b.conv(x!, k!, geometry));
  const last = await compute({ x, k }, (b, { x, k }) => b.conv(b.slice(x!, [5, 0, 0, 0], [1, 40, 40, 8]), k!, geometry));
  expectClose(last, { shape: last.shape, values: Array.from(whole.values).slice(5 * 40 * 40 * 3) });
});

test("pools take the maximum, its first place, and the sum of every window", async () => {
  const axis = fc.record({
    size: fc.integer({ min: 1, max: 6 }),
    window: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    low: fc.integer({ min: 0, max: 2 }),
    high: fc.integer({ min: 0, max: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(axis, { minLength: 1, maxLength: 2 }), async (given) => {
      const axes = given.map((a) => ({ ...a, inputDilation: 1, kernelDilation: 1 }));
      fc.pre(axes.every((a) => a.size + a.low + a.high >= a.window && a.low < a.window && a.high < a.window));
      const shape = [2, ...axes.map((a) => a.size), 2];
      // Few distinct values, so that ties happen.
      const x = { shape, values: random(shape).values };
      const coarse = { shape, values: Array.from(x.values as Float64Array, (value) => Math.round(value * 2)) };
      const geometry = {
        size: axes.map((a) => a.window),
        strides: axes.map((a) => a.stride),
        padLow: axes.map((a) => a.low),
        padHigh: axes.map((a) => a.high),
      };
      const members = (index: readonly number[]) =>
        indicesOf(geometry.size).map((window) => {
          const places = axes.map((a, i) => seen(a, index[i + 1]!, window[i]!));
          return places.includes(undefined)
            ? undefined
            : at(coarse, [index[0]!, ...places.map((place) => place!), index.at(-1)!]);
        });
      const present = (index: readonly number[]) => members(index).filter((value) => value !== undefined);
      const largest = (index: readonly number[]) => Math.max(...present(index));
      const max = await compute({ x: coarse }, (b, { x }) => b.maxPool(x!, geometry));
      expectClose(max, tabulate(max.shape, largest));
      const place = await compute({ x: coarse }, (b, { x }) => b.cast(b.emit({ op: "maxPoolPlace", ...geometry }, [x!]), "f32"));
      expectClose(
        place,
        tabulate(max.shape, (index) => members(index).indexOf(largest(index))),
      );
      const sum = await compute({ x: coarse }, (b, { x }) => b.sumPool(x!, geometry));
      expectClose(
        sum,
        tabulate(max.shape, (index) => present(index).reduce((a, c) => a + c, 0)),
      );
    }),
    { numRuns: 80 },
  );
});

describe("indexing and random numbers", () => {
  test("gather clamps, scatterAdd adds up", async () => {
    const b = new ProgramBuilder();
    const table = b.data("table", { dtype: "f32", shape: [3, 2] });
    const places = b.data("places", { dtype: "i32", shape: [4] });
    const rows = b.gather(table, places);
    const program = b.finish({ outputs: { rows, back: b.scatterAdd(places, rows, 3) } });
    const { outputs } = await evaluateExactly(program, { tensors: { table: [1, 2, 3, 4, 5, 6], places: [1, -4, 9, 1] } });
    expect(Array.from(outputs.rows!)).toEqual([3, 4, 1, 2, 5, 6, 3, 4]);
    expect(Array.from(outputs.back!)).toEqual([1, 2, 6, 8, 5, 6]);
  });

  test("random bits follow key, stream, counter and place", async () => {
    const b = new ProgramBuilder();
    const bits = b.randomBits([2, 3], b.scalar("seed", "u32"), b.scalar("step", "u32"), 9);
    const { outputs } = await evaluateExactly(b.finish({ outputs: { bits } }), { scalars: { seed: 4000000000, step: 17 } });
    expect(Array.from(outputs.bits!)).toEqual([0, 1, 2, 3, 4, 5].map((i) => threefry2x32(4000000000, 9, i, 17)[0]));
  });

  test("permuteIndex shuffles every place once", async () => {
    const b = new ProgramBuilder();
    const shuffled = b.permuteIndex(b.iota({ dtype: "u32", shape: [1000] }, 0), b.scalar("key", "u32"), 1000);
    const { outputs } = await evaluateExactly(b.finish({ outputs: { shuffled } }), { scalars: { key: 3 } });
    expect(Array.from(outputs.shuffled!).toSorted((a, c) => a - c)).toEqual([...Array(1000).keys()]);
  });

  test("oneHot marks the place and leaves places outside empty", async () => {
    const b = new ProgramBuilder();
    const places = b.data("places", { dtype: "i32", shape: [3] });
    const { outputs } = await evaluateExactly(b.finish({ outputs: { rows: b.oneHot(places, 3) } }), {
      tensors: { places: [2, -1, 0] },
    });
    expect(Array.from(outputs.rows!)).toEqual([0, 0, 1, 0, 0, 0, 1, 0, 0]);
  });
});
