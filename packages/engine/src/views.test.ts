import fc from "fast-check";
import { expect, test } from "vitest";
import { findReciprocal } from "./targets/webgpu/codeBuilder.ts";
import {
  type Atom,
  addIndex,
  atomIndex,
  countElements,
  createIndexSpace,
  delinearize,
  type Index,
  indexKey,
  linearize,
  scaleIndex,
  shiftIndex,
} from "./views.ts";

/** The number an index stands for, given its variables. */
function evaluate(index: Index, variables: ReadonlyMap<Atom, number>): number {
  let sum = index.constant;
  for (const { atom, factor } of index.terms) {
    const inner = atom.of === undefined ? variables.get(atom)! : evaluate(atom.of, variables);
    const value =
      atom.kind === "quotient" ? Math.floor(inner / atom.divisor) : atom.kind === "remainder" ? inner % atom.divisor : inner;
    sum += factor * value;
  }
  return sum;
}

test("taking a flat index apart and putting it together again gives it back, with no division left", () => {
  const space = createIndexSpace();
  const flat = atomIndex(space.variable("i", 2 * 3 * 5 * 7 - 1));
  for (const shape of [
    [2, 3, 5, 7],
    [6, 35],
    [1, 210, 1],
    [3, 1, 70],
  ]) {
    expect(indexKey(linearize(delinearize(space, flat, shape), shape))).toBe(indexKey(flat));
  }
});

test("quotients, remainders and reshapes keep their value", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      shapes,
      fc.nat(1000),
      fc.nat(7),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 12 }),
      (shape, seed, shift, factor, divisor) => {
        const space = createIndexSpace();
        const count = countElements(shape);
        const atom = space.variable("i", count - 1);
        const other = space.variable("j", 4);
        const values = new Map([
          [atom, seed % count],
          [other, seed % 5],
        ]);
        const index = addIndex(shiftIndex(scaleIndex(atomIndex(atom), factor), shift), scaleIndex(atomIndex(other), 4));
        const number = evaluate(index, values);
        expect(evaluate(space.quotient(index, divisor), values)).toBe(Math.floor(number / divisor));
        expect(evaluate(space.remainder(index, divisor), values)).toBe(number % divisor);
        const parts = delinearize(space, atomIndex(atom), shape);
        parts.forEach((part, axis) => {
          expect(evaluate(part, values)).toBeLessThan(shape[axis]!);
        });
        expect(evaluate(linearize(parts, shape), values)).toBe(seed % count);
      },
    ),
  );
});

test("division by multiplication is exact over its whole range", () => {
  for (const divisor of [3, 5, 6, 7, 9, 10, 13, 28, 49, 100, 127, 784, 1000, 4097]) {
    for (const max of [divisor, 1000, 50_000, 70_000]) {
      const found = findReciprocal(max, divisor);
      if (found === undefined) continue;
      for (let x = 0; x <= max; x++) {
        if (Math.floor((x * found.factor) / 2 ** found.shift) !== Math.floor(x / divisor)) expect.fail(`${x} / ${divisor}`);
      }
      expect(found.factor * max).toBeLessThan(2 ** 32);
    }
  }
});
