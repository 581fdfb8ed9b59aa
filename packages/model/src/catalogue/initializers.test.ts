import { describe, expect, test } from "vitest";
import { fillInitialValues, type InitializerName, initializers } from "./initializers.ts";

function draw(initializer: InitializerName, options: { seed?: number; stream?: number; size?: number } = {}): Float32Array {
  const values = new Float32Array(options.size ?? 20_000);
  fillInitialValues(values, { initializer, fanIn: 50, fanOut: 30, seed: options.seed ?? 1, stream: options.stream ?? 0 });
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
  ] as const)("%s has mean 0 and the deviation of its formula", (name, wanted) => {
    const values = draw(name);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03 * wanted);
    expect(deviation(values) / wanted).toBeCloseTo(1, 1.7);
  });

  test("uniform ones stay inside their limit, normal ones inside two deviations of the uncut curve", () => {
    for (const [name, { distribution, scale }] of Object.entries(initializers)) {
      if (distribution === "constant") continue;
      const limit = scale(50, 30) * (distribution === "normal" ? 2 / 0.8796 : 1);
      expect(Math.max(...draw(name as InitializerName).map(Math.abs))).toBeLessThanOrEqual(limit);
    }
  });

  test("zeros and ones are what they say", () => {
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
