/** Properties of random programs: simplification, shared memory and differentiation never change a value. */
import { gradients, type Program, ProgramBuilder } from "@downhill/ir";
import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateExactly } from "../../testing/evaluateExactly.ts";
import { buildRandomProgram, type ProgramRecipe, stopsGradient } from "../../testing/randomPrograms.ts";
import { makeRandomValues } from "../../testing/randomValues.ts";

const number = fc.nat({ max: 999 });
const recipes: fc.Arbitrary<ProgramRecipe> = fc.array(fc.tuple(number, number, number, number), { minLength: 3, maxLength: 14 });

/** Values at the sources that include exact zeros and ones, where identities are tempting. */
function makeSources(program: Program, seed: number): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(program.states).map(([name, { shape }], place) => {
      const values = makeRandomValues(
        shape.reduce((a, c) => a * c, 1),
        seed + place,
        -1.5,
        1.5,
      );
      return [
        name,
        Array.from(values, (value) => (Math.abs(value) < 0.2 ? 0 : Math.abs(value) > 1.3 ? Math.sign(value) : value)),
      ];
    }),
  );
}

function buildAll(recipe: ProgramRecipe) {
  const b = new ProgramBuilder();
  const { sources, values, loss } = buildRandomProgram(b, recipe);
  const slopes = gradients(b, loss, sources);
  const outputs = Object.fromEntries([...values, loss, ...slopes].map((value, place) => [String(place), value]));
  return { b, loss, slopes, outputs };
}

test("values and gradients are finite, and the same simplified or not", async () => {
  await fc.assert(
    fc.asyncProperty(recipes, number, async (recipe, seed) => {
      const { b, outputs } = buildAll(recipe);
      const plain = b.finish({ outputs, simplify: false });
      const simple = b.finish({ outputs });
      expect(simple.nodes.length).toBeLessThan(plain.nodes.length);
      const tensors = makeSources(plain, seed);
      const want = (await evaluateExactly(plain, { tensors })).outputs;
      const got = (await evaluateExactly(simple, { tensors })).outputs;
      for (const [name, values] of Object.entries(want)) {
        for (let i = 0; i < values.length; i++) {
          expect(Number.isFinite(values[i])).toBe(true);
          // Not bit for bit: a whole power becomes a product, which rounds otherwise in the last place.
          expect(Math.abs(got[name]![i]! - values[i]!)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(values[i]!)));
        }
      }
    }),
    { numRuns: 250 },
  );
}, 60_000);

test("arrays that serve twice within a step never clobber a value that is still needed", async () => {
  await fc.assert(
    fc.asyncProperty(recipes, number, async (recipe, seed) => {
      const { b, slopes, outputs } = buildAll(recipe);
      // With every value an output nothing is released; with only the gradients nearly everything is.
      const kept = b.finish({ outputs, simplify: false });
      const names = slopes.map((_slope, place) => String(Object.keys(outputs).length - slopes.length + place));
      const reused = b.finish({ outputs: Object.fromEntries(names.map((name) => [name, outputs[name]!])), simplify: false });
      const tensors = makeSources(kept, seed);
      const want = (await evaluateExactly(kept, { tensors })).outputs;
      const got = (await evaluateExactly(reused, { tensors })).outputs;
      for (const name of names) expect(got[name]).toEqual(want[name]);
    }),
    { numRuns: 150 },
  );
}, 60_000);

test("the gradient predicts the change of the loss along a random direction", async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(recipes, number, async (recipe, seed) => {
      const { b, loss, slopes } = buildAll(recipe);
      const program = b.finish({
        series: { loss },
        outputs: Object.fromEntries(slopes.map((slope, place) => [`source ${place}`, slope])),
      });
      // No exact zeros here: at a kink the two sides differ, and rightly so.
      const at = Object.fromEntries(
        Object.entries(program.states).map(([name, { shape }], place) => [
          name,
          Array.from(
            makeRandomValues(
              shape.reduce((a, c) => a * c, 1),
              seed + 31 * place,
              -1.5,
              1.5,
            ),
          ),
        ]),
      );
      const direction = Object.fromEntries(
        Object.entries(at).map(([name, values], place) => [name, makeRandomValues(values.length, seed + 977 + place)]),
      );
      const lossAt = async (step: number) => {
        const tensors = Object.fromEntries(
          Object.entries(at).map(([name, values]) => [name, values.map((value, i) => value + step * direction[name]![i]!)]),
        );
        return (await evaluateExactly(program, { tensors })).series.loss!;
      };
      const { outputs } = await evaluateExactly(program, { tensors: at });
      let predicted = 0;
      for (const [name, values] of Object.entries(outputs))
        for (let i = 0; i < values.length; i++) predicted += values[i]! * direction[name]![i]!;
      const slope = async (step: number) => ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
      const [wide, narrow] = [await slope(2e-5), await slope(1e-5)];
      // Where a kink (floor, maximum, ...) or stopped gradient lies between the two points the estimates themselves disagree.
      if (stopsGradient(recipe) || Math.abs(wide - narrow) > 1e-6) return;
      compared++;
      expect(Math.abs(predicted - narrow)).toBeLessThan(1e-6 * Math.max(1, Math.abs(narrow)));
    }),
    { numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(60);
}, 60_000);
