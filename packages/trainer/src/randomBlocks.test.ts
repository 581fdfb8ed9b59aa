/** What the blocks that draw random numbers do to a batch: their statistics, and that they repeat with the step and differ between samples. */
import { type EngineDevice, openReferenceDevice } from "@downhill/engine";
import { runProgram } from "@downhill/engine/testing";
import { ProgramBuilder } from "@downhill/ir";
import type { BlockContext } from "@downhill/model";
import { describe, expect, test } from "vitest";
import { lowerAlone } from "./testing/lowerAlone.ts";

interface Trial {
  readonly kind: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  readonly mode?: BlockContext["mode"];
  readonly step?: number;
  readonly seed?: number;
  readonly device?: EngineDevice;
}

async function apply(trial: Trial): Promise<number[]> {
  const { kind, parameters, shape, values, mode, step = 0, seed = 1, device = openReferenceDevice() } = trial;
  const builder = new ProgramBuilder();
  const x = builder.input("x", { dtype: "f32", shape });
  const output = lowerAlone(builder, { kind, parameters, mode }, [x]);
  const program = builder.finish({ outputs: { output } });
  const scalars = Object.fromEntries(Object.keys(program.scalars).map((name) => [name, [name === "seed" ? seed : step]]));
  const { outputs } = await runProgram(device, program, { tensors: { x: values }, scalars });
  return Array.from(outputs.output ?? []);
}

function describeValues(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, deviation };
}

const ones = { shape: [40, 500], values: new Float32Array(20_000).fill(1) };

describe("noise", () => {
  test("Gaussian noise has the deviation it is given", async () => {
    const values = await apply({ kind: "gaussianNoise", parameters: { deviation: 0.3 }, ...ones });
    const { mean, deviation } = describeValues(values);
    expect(mean).toBeCloseTo(1, 1.9);
    expect(deviation).toBeCloseTo(0.3, 1.9);
    const beyond = values.filter((value) => Math.abs(value - 1) > 0.6).length / values.length;
    expect(beyond).toBeCloseTo(0.0455, 2);
  });

  test("Gaussian dropout varies as a dropout of its rate does", async () => {
    const { mean, deviation } = describeValues(await apply({ kind: "gaussianDropout", parameters: { rate: 0.2 }, ...ones }));
    expect(mean).toBeCloseTo(1, 1.9);
    expect(deviation).toBeCloseTo(Math.sqrt(0.2 / 0.8), 1.9);
  });

  test("alpha dropout keeps mean 0 and variance 1", async () => {
    const normal = await apply({ kind: "gaussianNoise", parameters: { deviation: 1 }, ...ones, seed: 7 });
    const values = normal.map((value) => value - 1);
    const { mean, deviation } = describeValues(await apply({ kind: "alphaDropout", parameters: { rate: 0.3 }, ...ones, values }));
    expect(mean).toBeCloseTo(0, 1.5);
    expect(deviation).toBeCloseTo(1, 1.5);
  });

  test("spatial dropout drops whole channels and makes the others grow", async () => {
    const shape = [50, 4, 3, 20];
    const values = await apply({
      kind: "spatialDropout",
      parameters: { rate: 0.25 },
      shape,
      values: new Float32Array(12_000).fill(1),
    });
    let dropped = 0;
    for (let sample = 0; sample < 50; sample++) {
      for (let channel = 0; channel < 20; channel++) {
        const own = new Set(Array.from({ length: 12 }, (_, place) => values[(sample * 12 + place) * 20 + channel]));
        expect(own.size).toBe(1);
        const [value = Number.NaN] = own;
        expect([0, Math.fround(1 / 0.75)]).toContain(value);
        if (value === 0) dropped++;
      }
    }
    expect(dropped / 1000).toBeCloseTo(0.25, 1);
  });
});

describe("every random block", () => {
  const image = { shape: [6, 5, 4, 2], values: Float32Array.from({ length: 240 }, (_, i) => Math.sin(i)) };
  test.each([
    ["dropout", {}],
    ["spatialDropout", {}],
    ["gaussianDropout", {}],
    ["alphaDropout", {}],
    ["gaussianNoise", {}],
    ["imageAugmentation", { translation: 0.4, rotation: 30, zoom: 0.2, brightness: 1, contrast: 0.5 }],
    ["randomCrop", { size: [2, 2] }],
  ] as const)("%s gives the same for a step and a seed, else something else", async (kind, parameters) => {
    const first = await apply({ kind, parameters, ...image });
    expect(await apply({ kind, parameters, ...image })).toEqual(first);
    expect(await apply({ kind, parameters, ...image, step: 1 })).not.toEqual(first);
    expect(await apply({ kind, parameters, ...image, seed: 2 })).not.toEqual(first);
  });

  test.each(["dropout", "spatialDropout", "gaussianDropout", "alphaDropout", "gaussianNoise", "imageAugmentation"])(
    "%s leaves a batch alone outside training",
    async (kind) => {
      expect(await apply({ kind, ...image, mode: "inference" })).toEqual(Array.from(image.values));
    },
  );
});

describe("image augmentation", () => {
  const still = { flip: "none", translation: 0 };
  /** 30 equal images of 3 × 4 pixels and one channel, numbered 1 to 12. */
  const numbered = { shape: [30, 3, 4, 1], values: Float32Array.from({ length: 360 }, (_, i) => (i % 12) + 1) };
  const imagesOf = (values: readonly number[]) => Array.from({ length: 30 }, (_, i) => values.slice(i * 12, i * 12 + 12));
  const augment = async (parameters: Trial["parameters"], step = 0) =>
    imagesOf(await apply({ kind: "imageAugmentation", parameters: { ...still, ...parameters }, ...numbered, step }));

  const original = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  const mirrored = [4, 3, 2, 1, 8, 7, 6, 5, 12, 11, 10, 9];
  const turned = [9, 10, 11, 12, 5, 6, 7, 8, 1, 2, 3, 4];

  test("mirrors about one of two samples, exactly", async () => {
    for (const [flip, other] of [
      ["horizontal", mirrored],
      ["vertical", turned],
    ] as const) {
      const images = await augment({ flip });
      const count = images.filter((image) => image.join() === other.join()).length;
      expect(images.filter((image) => image.join() === original.join()).length).toBe(30 - count);
      expect(count).toBeGreaterThan(5);
      expect(count).toBeLessThan(25);
    }
  });

  test("shifts by whole pixels up to the share, and fills with the border or with zeros", async () => {
    const shifted = (rows: number, columns: number, fill: string) =>
      original.map((_value, i) => {
        const row = Math.floor(i / 4) + rows;
        const column = (i % 4) + columns;
        const isInside = row >= 0 && row < 3 && column >= 0 && column < 4;
        if (!isInside && fill === "zeros") return 0;
        return Math.min(Math.max(row, 0), 2) * 4 + Math.min(Math.max(column, 0), 3) + 1;
      });
    for (const fill of ["nearest", "zeros"]) {
      // A third of 3 rows is 1, a third of 4 columns rounds to 1.
      const moves = [-1, 0, 1].flatMap((rows) => [-1, 0, 1].map((columns) => shifted(rows, columns, fill).join()));
      const images = await augment({ translation: 1 / 3, fill });
      for (const image of images) expect(moves).toContain(image.join());
      expect(new Set(images.map(String)).size).toBeGreaterThan(4);
    }
  });

  test("brightness moves all numbers of a sample alike, contrast widens them around their mean", async () => {
    for (const image of await augment({ brightness: 0.5 })) {
      const distance = (image[0] ?? 0) - 1;
      expect(Math.abs(distance)).toBeLessThanOrEqual(0.5);
      for (const [i, value] of image.entries()) expect(value - (i + 1)).toBeCloseTo(distance, 4);
    }
    const factors = (await augment({ contrast: 0.5 })).map((image) => {
      const factor = ((image[11] ?? 0) - 6.5) / 5.5;
      for (const [i, value] of image.entries()) expect(value).toBeCloseTo(6.5 + (i + 1 - 6.5) * factor, 4);
      return factor;
    });
    expect(Math.min(...factors)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...factors)).toBeLessThanOrEqual(1.5);
    expect(describeValues(factors).deviation).toBeGreaterThan(0.1);
  });

  test("a rotation keeps a picture that is the same all around, and turns a slope", async () => {
    const size = 9;
    const at = (value: (row: number, column: number) => number) =>
      Float32Array.from({ length: 4 * size * size }, (_, i) => value((Math.floor(i / size) % size) - 4, (i % size) - 4));
    const shape = [4, size, size, 1];
    const parameters = { ...still, rotation: 90 };
    const values = await apply({ kind: "imageAugmentation", parameters, shape, values: at((row, column) => row + 2 * column) });
    const angles = Array.from({ length: 4 }, (_, sample) => {
      const pixel = (row: number, column: number) => values[sample * size * size + (row + 4) * size + column + 4] ?? Number.NaN;
      // Away from the border bilinear sampling of a slope is exact: a turned slope is a slope of the same steepness.
      const [down, right] = [pixel(1, 0) - pixel(0, 0), pixel(0, 1) - pixel(0, 0)];
      expect(pixel(0, 0)).toBeCloseTo(0, 4);
      expect(Math.hypot(down, right)).toBeCloseTo(Math.sqrt(5), 4);
      expect(pixel(2, -1)).toBeCloseTo(2 * down - right, 4);
      return Math.atan2(down, right);
    });
    expect(new Set(angles.map((angle) => angle.toFixed(3))).size).toBe(4);
  });

  test("zoom scales a slope around the middle", async () => {
    const values = Float32Array.from({ length: 8 * 49 }, (_, i) => (i % 7) - 3);
    const parameters = { ...still, zoom: 0.5 };
    const got = await apply({ kind: "imageAugmentation", parameters, shape: [8, 7, 7, 1], values });
    for (let sample = 0; sample < 8; sample++) {
      const row = got.slice(sample * 49 + 21, sample * 49 + 28);
      const factor = row[4] ?? Number.NaN;
      expect(factor).toBeGreaterThanOrEqual(0.5);
      expect(factor).toBeLessThanOrEqual(1.5);
      expect(row[5]).toBeCloseTo(2 * factor, 4);
      expect(row[3]).toBeCloseTo(0, 4);
    }
  });
});

describe("random crop", () => {
  const shape = [40, 4, 3, 1];
  const values = Float32Array.from({ length: 480 }, (_, i) => i % 12);
  const windowAt = (start: number) => [start, start + 1, start + 3, start + 4];

  test("cuts windows from everywhere while training and from the middle otherwise", async () => {
    const parameters = { size: [2, 2] };
    const got = await apply({ kind: "randomCrop", parameters, shape, values });
    const starts = Array.from({ length: 40 }, (_, i) => {
      const window = got.slice(i * 4, i * 4 + 4);
      expect(window).toEqual(windowAt(window[0] ?? Number.NaN));
      return window[0];
    });
    expect(new Set(starts)).toEqual(new Set([0, 1, 3, 4, 6, 7]));
    const middle = await apply({ kind: "randomCrop", parameters, shape, values, mode: "inference" });
    expect(middle.slice(0, 4)).toEqual(windowAt(3));
  });
});
