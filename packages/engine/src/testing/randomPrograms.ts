/**
 * Well-formed random programs for property tests: a recipe is a list of numbers, so that fast-check can draw and shrink
 * it; `buildRandomProgram` reads it as a list of steps. Values stay moderate, so that nothing overflows by itself.
 */
import { countElements, type ProgramBuilder, type Shape, type Value } from "@downhill/ir";

/** Each step: which operation, which two operands, and a free choice. */
export type ProgramRecipe = readonly (readonly [operation: number, first: number, second: number, choice: number])[];

export interface RandomProgram {
  /** f32 states the program starts from. */
  readonly sources: readonly Value[];
  /** Every f32 value in order of making, the sources first. */
  readonly values: readonly Value[];
  /** An f32 scalar that depends on the last few values. */
  readonly loss: Value;
}

const sourceShapes: readonly Shape[] = [[], [3], [2, 3], [2, 1], [1, 4, 4, 2], [3, 3, 2, 2]];

type Step = (b: ProgramBuilder, x: Value, y: Value, choice: number) => Value | undefined;

const bound = (b: ProgramBuilder, x: Value) => b.tanh(x);
const rankOf = (x: Value) => x.type.shape.length;

/** Puts y in the shape of x where numpy's rule allows, else reduces it to a scalar, which always fits. */
function fitTo(b: ProgramBuilder, x: Value, y: Value): Value {
  const { shape } = x.type;
  const isFit =
    rankOf(y) <= shape.length &&
    y.type.shape.every((size, axis) => size === 1 || size === shape[shape.length - rankOf(y) + axis]);
  return isFit ? y : b.mean(y);
}

const stop: Step = (b, x) => b.stopGradient(x);

const steps: readonly Step[] = [
  (b, x, y) => b.add(x, fitTo(b, x, y)),
  (b, x, y) => b.sub(x, fitTo(b, x, y)),
  (b, x, y) => bound(b, b.mul(x, fitTo(b, x, y))),
  (b, x, y) => b.div(x, b.add(b.square(fitTo(b, x, y)), 1)),
  (b, x, y) => b.max(x, fitTo(b, x, y)),
  (b, x, y) => b.min(x, fitTo(b, x, y)),
  (b, x, y, choice) => b.select(b.lt(x, fitTo(b, x, y)), x, choice % 3),
  (b, x) => b.neg(x),
  (b, x) => b.abs(x),
  (b, x) => b.tanh(x),
  (b, x) => b.exp(bound(b, x)),
  (b, x) => b.log(b.add(b.square(x), 0.5)),
  (b, x) => b.sqrt(b.add(b.square(x), 0.5)),
  (b, x) => b.rsqrt(b.add(b.square(x), 0.5)),
  (b, x) => b.sin(x),
  (b, x) => b.cos(x),
  (b, x) => b.erf(x),
  (b, x) => b.floor(x),
  (b, x) => b.relu(x),
  (b, x) => b.sigmoid(x),
  stop,
  (b, x, _y, choice) => b.mul(x, [1, -1, 0, 2, 0.5][choice % 5]!),
  (b, x, _y, choice) => b.add(x, [0, -0, 1][choice % 3]!),
  (b, x, _y, choice) => b.pow(b.abs(x), choice % 4),
  (b, x) => b.reshape(x, [-1]),
  (b, x) => b.reshape(x, [1, ...x.type.shape, 1]),
  (b, x, _y, choice) => b.permute(x, rotate(rankOf(x), choice)),
  (b, x) => b.expand(x, [2, ...x.type.shape]),
  (b, x, _y, choice) => {
    const starts = x.type.shape.map((size) => choice % size);
    const sizes = x.type.shape.map((size, axis) => Math.ceil((size - starts[axis]!) / 2));
    return b.slice(
      x,
      starts,
      sizes,
      x.type.shape.map(() => 2),
    );
  },
  (b, x, _y, choice) => {
    const zeros = x.type.shape.map(() => 0);
    return b.pad(
      x,
      zeros.map((_zero, axis) => (axis === choice % rankOf(x) ? 1 : 0)),
      zeros,
      choice % 2,
    );
  },
  (b, x, _y, choice) => (rankOf(x) === 0 ? undefined : b.flip(x, [choice % rankOf(x)])),
  (b, x, _y, choice) => (rankOf(x) === 0 ? undefined : b.concat([x, x], choice % rankOf(x))),
  (b, x, y) =>
    b.pack([x, y], [1, 2 + countElements(x.type.shape)], 2 + countElements(x.type.shape) + countElements(y.type.shape)),
  (b, x, _y, choice) => (rankOf(x) === 0 ? undefined : b.sum(x, [choice % rankOf(x)])),
  (b, x, _y, choice) => (rankOf(x) === 0 ? undefined : b.reduceMax(x, [choice % rankOf(x)], { keepDims: true })),
  (b, x, _y, choice) => (rankOf(x) === 0 ? undefined : b.softmax(x, choice % rankOf(x))),
  (b, x, y) => {
    const last = x.type.shape.at(-1);
    const axis = last === undefined ? -1 : y.type.shape.indexOf(last);
    return axis < 0 ? undefined : bound(b, b.dot(x, y, { contract: [[rankOf(x) - 1, axis]] }));
  },
  (b, x, y, choice) => {
    const isFit = rankOf(x) === 4 && rankOf(y) === 4 && x.type.shape[3] === y.type.shape[2];
    if (!isFit || y.type.shape[0]! > 3 || y.type.shape[1]! > 3) return undefined;
    const strides = [1 + (choice % 2), 1];
    return bound(b, b.conv(x, y, { strides, padLow: [2, 1], padHigh: [1, 2] }));
  },
  (b, x) => {
    if (rankOf(x) !== 4) return undefined;
    return b.maxPool(x, { size: [2, 2], strides: [2, 1], padLow: [1, 0], padHigh: [0, 1] });
  },
  (b, x) => (rankOf(x) === 4 ? b.sumPool(x, { size: [2, 2], strides: [1, 2], padLow: [0, 1], padHigh: [1, 0] }) : undefined),
  (b, x, _y, choice) => {
    if (rankOf(x) === 0) return undefined;
    const places = b.mod(b.add(b.iota({ dtype: "i32", shape: [4] }, 0), choice), x.type.shape[0]!);
    return b.gather(x, places);
  },
  (b, x, _y, choice) => {
    if (rankOf(x) === 0) return undefined;
    return b.scatterAdd(b.mod(b.iota({ dtype: "u32", shape: [x.type.shape[0]!] }, 0), 1 + (choice % 3)), x, 3);
  },
  (b, x, _y, choice) => {
    const bits = b.randomBits(x.type.shape, 7, choice, choice % 4);
    return b.mul(x, b.mul(b.cast(b.shr(bits, 8), "f32"), 2 ** -24));
  },
];

function rotate(rank: number, choice: number): number[] {
  return Array.from({ length: rank }, (_, axis) => (axis + choice) % rank);
}

const largestRank = 6;
const largestCount = 200;

/** Steps that do not fit their operands, or would grow past a few hundred elements, are left out. */
export function buildRandomProgram(b: ProgramBuilder, recipe: ProgramRecipe): RandomProgram {
  const sources = sourceShapes.map((shape, place) => b.state(`source ${place}`, { dtype: "f32", shape }));
  const values: Value[] = [...sources];
  for (const [operation, first, second, choice] of recipe) {
    const x = values[first % values.length]!;
    const y = values[second % values.length]!;
    if (rankOf(x) > largestRank - 2) continue;
    const made = b.withOrigin(`step ${values.length}`, () => steps[operation % steps.length]!(b, x, y, choice));
    if (!made || countElements(made.type.shape) > largestCount) continue;
    values.push(made);
  }
  const parts = values.slice(-4).map((value) => b.mean(bound(b, value)));
  return { sources, values, loss: parts.reduce((sum, part) => b.add(sum, part)) };
}

/** Does the recipe hold a step whose gradient is meant to differ from the slope of the value? */
export function stopsGradient(recipe: ProgramRecipe): boolean {
  return recipe.some(([operation]) => steps[operation % steps.length] === stop);
}
