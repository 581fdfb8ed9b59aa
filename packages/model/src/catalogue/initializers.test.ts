import { describe, expect, test } from "vitest";
import {
  defaultInitializerSettings,
  type InitializerName,
  type InitializerSettings,
  initializers,
  kernelInitializerLabels,
} from "./initializers.ts";
import { fillInitialValues } from "./initialValues.ts";

interface DrawOptions {
  readonly seed?: number;
  readonly stream?: number;
  readonly size?: number;
  readonly shape?: readonly number[];
  readonly settings?: Partial<InitializerSettings>;
}

function draw(initializer: InitializerName, { seed = 1, stream = 0, size = 20_000, shape, settings }: DrawOptions = {}) {
  const values = new Float32Array(shape ? shape.reduce((product, n) => product * n, 1) : size);
  const all = { ...defaultInitializerSettings, ...settings };
  fillInitialValues(values, { initializer, settings: all, fanIn: 50, fanOut: 30, seed, stream, ...(shape ? { shape } : {}) });
  return values;
}

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

describe("initializers", () => {
  test.each([
    ["glorotUniform", Math.sqrt(6 / 80) / Math.sqrt(3)],
    ["glorotNormal", Math.sqrt(2 / 80)],
    ["heUniform", Math.sqrt(6 / 50) / Math.sqrt(3)],
    ["heNormal", Math.sqrt(2 / 50)],
    ["lecunUniform", Math.sqrt(3 / 50) / Math.sqrt(3)],
    ["lecunNormal", Math.sqrt(1 / 50)],
    ["pytorchUniform", Math.sqrt(1 / 50) / Math.sqrt(3)],
    ["randomUniform", 0.2 / Math.sqrt(3)],
    ["randomNormal", 0.2],
    ["truncatedNormal", 0.2 * 0.8796],
    ["varianceScaling", Math.sqrt(2 / 30)],
  ] as const)("%s has mean 0 and the deviation of its formula", (name, wanted) => {
    const values = draw(name, { settings: { size: 0.2, gain: 2, mode: "fanOut" } });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03 * wanted);
    expect(deviation(values) / wanted).toBeCloseTo(1, 1.7);
  });

  test.each([
    ["uniform", "fanAverage", Math.sqrt(3 / 40), Math.sqrt(1 / 40)],
    ["truncatedNormal", "fanIn", Math.sqrt(1 / 50) * (2 / 0.8796), Math.sqrt(1 / 50)],
    ["normal", "fanOut", Math.sqrt(1 / 30) * 6, Math.sqrt(1 / 30)],
  ] as const)("variance scaling, %s over %s, keeps its limit and its deviation", (distribution, mode, limit, wanted) => {
    const values = draw("varianceScaling", { settings: { distribution, mode } });
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(limit * (distribution === "normal" ? 0.5 : 0.98));
    expect(deviation(values) / wanted).toBeCloseTo(1, 1.7);
  });

  test("a normal distribution that is not cut has its tails", () => {
    const values = draw("randomNormal", { size: 50_000, settings: { size: 1 } });
    const share = (limit: number) => values.filter((value) => Math.abs(value) > limit).length / values.length;
    expect(share(1)).toBeCloseTo(0.3173, 1.8);
    expect(share(2)).toBeCloseTo(0.0455, 2);
    expect(share(3)).toBeCloseTo(0.0027, 2.7);
  });

  test.each([
    [[7, 5], 5],
    [[5, 7], 5],
    [[6, 24], 6],
    [[3, 3, 2, 8], 8],
  ])("orthogonal: rows or columns of %j have length gain and stand at right angles", (shape, count) => {
    const values = draw("orthogonal", { shape, settings: { gain: 1.5 } });
    const columns = shape.at(-1) ?? 1;
    const rows = values.length / columns;
    const isTall = rows >= columns;
    expect(Math.min(rows, columns)).toBe(count);
    for (let a = 0; a < count; a++) {
      for (let b = 0; b <= a; b++) {
        let product = 0;
        for (let i = 0; i < Math.max(rows, columns); i++) {
          const [first, second] = isTall ? [i * columns + a, i * columns + b] : [a * columns + i, b * columns + i];
          product += (values[first] ?? 0) * (values[second] ?? 0);
        }
        expect(product).toBeCloseTo(a === b ? 1.5 ** 2 : 0, 5);
      }
    }
  });

  test("orthogonal stays the same for small matrices: runs that exist start from it", () => {
    const values = draw("orthogonal", { shape: [40, 30] });
    expect(Array.from(values.subarray(0, 3))).toMatchInlineSnapshot(`
      [
        -0.05804077163338661,
        0.056885842233896255,
        -0.2820424735546112,
      ]
    `);
  });

  test.each([
    ["tall", 1500, 700],
    ["wide", 600, 1201],
    ["in sections", 33_000, 65],
  ])("a large orthogonal matrix (%s), made of rotations, is one too and looks normal", (_, rows, columns) => {
    const values = draw("orthogonal", { shape: [rows, columns] });
    const count = Math.min(rows, columns);
    const length = Math.max(rows, columns);
    const at = (vector: number, i: number) => values[rows >= columns ? i * columns + vector : vector * columns + i] ?? 0;
    for (const [a, b] of [
      [0, 0],
      [count - 1, count - 1],
      [0, 1],
      [3, count - 1],
      [count - 2, count - 1],
    ] as const) {
      let product = 0;
      for (let i = 0; i < length; i++) product += at(a, i) * at(b, i);
      expect(product).toBeCloseTo(a === b ? 1 : 0, 5);
    }
    const moment = (power: number) =>
      values.reduce((sum, value) => sum + (value * Math.sqrt(length)) ** power, 0) / values.length;
    expect(moment(1)).toBeCloseTo(0, 1.5);
    expect(moment(2)).toBeCloseTo(1, 4);
    expect(moment(4)).toBeCloseTo(3, 0.7);
    expect(draw("orthogonal", { shape: [rows, columns], stream: 1 })).not.toEqual(values);
  });

  test("identity is a diagonal, in the middle of a window where there is one", () => {
    expect(Array.from(draw("identity", { shape: [2, 3], settings: { gain: 2 } }))).toEqual([2, 0, 0, 0, 2, 0]);
    const kernel = draw("identity", { shape: [3, 2, 1, 2] });
    expect(Array.from(kernel.entries()).filter(([, value]) => value !== 0)).toEqual([[4, 1]]);
  });

  test("a kernel can start from any of them", () => {
    expect(Object.keys(kernelInitializerLabels)).toEqual(Object.keys(initializers));
  });

  test("constants are what they say", () => {
    expect(new Set(draw("constant", { settings: { size: 0.25 } }))).toEqual(new Set([0.25]));
    expect(new Set(draw("zeros"))).toEqual(new Set([0]));
    expect(new Set(draw("ones"))).toEqual(new Set([1]));
  });

  test("the same seed and stream give the same bits, others give others", () => {
    expect(draw("heNormal")).toEqual(draw("heNormal"));
    expect(draw("heNormal", { size: 10 })).toEqual(draw("heNormal").slice(0, 10));
    expect(draw("heNormal", { seed: 2 })).not.toEqual(draw("heNormal"));
    expect(draw("heNormal", { stream: 1 })).not.toEqual(draw("heNormal"));
  });

  test("the first bits stay what they are: checkpoints and shared runs start from them", () => {
    expect(Array.from(draw("glorotUniform", { size: 3 }))).toMatchInlineSnapshot(`
      [
        0.11170458048582077,
        -0.2422494888305664,
        -0.2683209478855133,
      ]
    `);
    expect(Array.from(draw("heNormal", { size: 3 }))).toMatchInlineSnapshot(`
      [
        0.18548229336738586,
        -0.40224841237068176,
        -0.27682939171791077,
      ]
    `);
  });
});
