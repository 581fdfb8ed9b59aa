/**
 * Local reverse-mode rules, one per operation: given the gradient of the result, the gradient of each operand (`undefined`
 * where none flows). Everything is built from ordinary operations, so gradients are fused like any other nodes.
 *
 * Where a function has no derivative the choice is PyTorch's: abs and sign give 0 at 0, `min` and `max` of two operands
 * split the gradient equally between equal operands, a reduction to its maximum splits it among all places that reach it,
 * pooling gives it to the first.
 */
import type { ProgramBuilder } from "./builder.ts";
import { convGradients, sumPoolGradient } from "./convGradients.ts";
import type { OperationName } from "./program.ts";
import { countElements, type OperationOf } from "./types.ts";
import type { Value } from "./value.ts";

export interface GradientRequest<K extends OperationName> {
  readonly builder: ProgramBuilder;
  readonly operation: OperationOf<K>;
  readonly inputs: readonly Value[];
  readonly output: Value;
  /** Gradient of the loss with respect to `output`. */
  readonly gradient: Value;
  /** Which operands need a gradient; the others may be left undefined. */
  readonly wanted: readonly boolean[];
}

export type GradientRule<K extends OperationName> = (request: GradientRequest<K>) => readonly (Value | undefined)[];

/** No gradient flows: the operation has no operands, gives integers, or is constant almost everywhere. */
const none = () => [];

/** Differentiation reaches an operation it has no rule for. */
function refuse(op: OperationName): () => never {
  return () => {
    throw new Error(`There is no gradient for ${op}.`);
  };
}

export const gradientRules: { readonly [K in OperationName]: GradientRule<K> } = {
  state: none,
  data: none,
  input: none,
  scalar: none,
  constant: none,
  iota: none,
  randomBits: none,
  permuteIndex: none,
  argmax: none,
  cast: none,
  bitcast: none,
  maxPoolPlace: none,
  maxPoolGradient: refuse("maxPoolGradient"),

  unary: ({ builder: b, operation, inputs, output: y, gradient: g }) => {
    const x = inputs[0]!;
    switch (operation.operator) {
      case "neg":
        return [b.neg(g)];
      case "abs":
        return [b.mul(g, b.sign(x))];
      case "exp":
        return [b.mul(g, y)];
      case "log":
        return [b.div(g, x)];
      case "sqrt":
        return [b.div(b.mul(g, 0.5), y)];
      case "rsqrt":
        return [b.mul(b.mul(g, -0.5), b.div(y, x))];
      case "sin":
        return [b.mul(g, b.cos(x))];
      case "cos":
        return [b.neg(b.mul(g, b.sin(x)))];
      case "tanh":
        return [b.mul(g, b.sub(1, b.mul(y, y)))];
      case "erf":
        return [b.mul(g, b.mul(b.exp(b.neg(b.mul(x, x))), 2 / Math.sqrt(Math.PI)))];
      case "sign":
      case "floor":
      case "not":
        return [];
    }
  },

  binary: ({ builder: b, operation, inputs, output: y, gradient: g, wanted }) => {
    const left = inputs[0]!;
    const right = inputs[1]!;
    const both = (l: () => Value, r: () => Value) => [wanted[0] ? l() : undefined, wanted[1] ? r() : undefined];
    switch (operation.operator) {
      case "add":
        return [g, g];
      case "sub":
        return both(
          () => g,
          () => b.neg(g),
        );
      case "mul":
        return both(
          () => b.mul(g, right),
          () => b.mul(g, left),
        );
      case "div":
        return both(
          () => b.div(g, right),
          () => b.neg(b.mul(g, b.div(y, right))),
        );
      case "pow":
        return both(
          // x^0 is 1 whatever x is, so that the exponent 0 gives 0 rather than 0 * infinity.
          () => b.select(b.eq(right, 0), 0, b.mul(g, b.mul(right, b.pow(left, b.sub(right, 1))))),
          () => b.mul(g, b.select(b.eq(y, 0), 0, b.mul(y, b.log(left)))),
        );
      case "min":
      case "max": {
        const isLess = operation.operator === "max" ? b.lt : b.gt;
        const tie = b.eq(left, right);
        const half = b.mul(g, 0.5);
        const share = (wins: Value) => b.select(tie, half, b.select(wins, g, 0));
        return both(
          () => share(isLess.call(b, right, left)),
          () => share(isLess.call(b, left, right)),
        );
      }
      default:
        return [];
    }
  },

  select: ({ builder: b, inputs, gradient: g, wanted }) => [
    undefined,
    wanted[1] ? b.select(inputs[0]!, g, 0) : undefined,
    wanted[2] ? b.select(inputs[0]!, 0, g) : undefined,
  ],

  reshape: ({ builder: b, inputs, gradient: g }) => [b.reshape(g, inputs[0]!.type.shape)],
  permute: ({ builder: b, operation, gradient: g }) => {
    const inverse = operation.axes.map((_axis, place) => operation.axes.indexOf(place));
    return [b.permute(g, inverse)];
  },
  expand: ({ builder: b, inputs, output, gradient: g }) => {
    const shape = inputs[0]!.type.shape;
    const repeated = shape.flatMap((size, axis) => (size === output.type.shape[axis] ? [] : [axis]));
    return [b.sum(g, repeated, { keepDims: true })];
  },
  slice: ({ builder: b, operation, inputs, gradient }) => {
    const shape = inputs[0]!.type.shape;
    let g = gradient;
    operation.strides.forEach((stride, axis) => {
      if (stride > 1) g = spread(b, g, axis, stride);
    });
    const sizes = g.type.shape;
    const high = shape.map((size, axis) => size - operation.starts[axis]! - sizes[axis]!);
    return [b.pad(g, operation.starts, high)];
  },
  pad: ({ builder: b, operation, inputs, gradient: g }) => [b.slice(g, operation.low, inputs[0]!.type.shape)],
  flip: ({ builder: b, operation, gradient: g }) => [b.flip(g, operation.axes)],
  concat: ({ builder: b, operation, inputs, gradient: g, wanted }) => {
    let start = 0;
    return inputs.map((input, index) => {
      const starts = input.type.shape.map((_size, axis) => (axis === operation.axis ? start : 0));
      start += input.type.shape[operation.axis]!;
      return wanted[index] ? b.slice(g, starts, input.type.shape) : undefined;
    });
  },
  pack: ({ builder: b, operation, inputs, gradient: g, wanted }) =>
    inputs.map((input, index) => {
      if (!wanted[index]) return undefined;
      return b.reshape(b.slice(g, [operation.offsets[index]!], [countElements(input.type.shape)]), input.type.shape);
    }),

  reduce: ({ builder: b, operation, inputs, output, gradient: g }) => {
    const x = inputs[0]!;
    const kept = x.type.shape.map((size, axis) => (operation.axes.includes(axis) ? 1 : size));
    const spreadBack = (value: Value) => b.expand(b.reshape(value, kept), x.type.shape);
    if (operation.operator === "sum") return [spreadBack(g)];
    const reaches = b.cast(b.eq(x, spreadBack(output)), "f32");
    return [b.mul(reaches, spreadBack(b.div(g, b.sum(reaches, operation.axes))))];
  },

  dot: ({ builder: b, operation, inputs, gradient: g, wanted }) => {
    const left = inputs[0]!;
    const right = inputs[1]!;
    const swap = (pairs: typeof operation.batch) => pairs.map(([l, r]) => [r, l] as const);
    return [
      wanted[0] ? dotGradient({ b, g, operand: left, other: right, ...operation, isLeft: true }) : undefined,
      wanted[1]
        ? dotGradient({
            b,
            g,
            operand: right,
            other: left,
            batch: swap(operation.batch),
            contract: swap(operation.contract),
            isLeft: false,
          })
        : undefined,
    ];
  },

  conv: ({ builder, operation, inputs, gradient, wanted }) => convGradients(builder, operation, inputs, gradient, wanted),
  sumPool: ({ builder, operation, inputs, gradient }) => [sumPoolGradient(builder, operation, inputs[0]!, gradient)],
  maxPool: ({ builder: b, operation, inputs, gradient: g }) => {
    const { size, strides, padLow, padHigh } = operation;
    const geometry = { size, strides, padLow, padHigh };
    const places = b.emit({ op: "maxPoolPlace", ...geometry }, [inputs[0]!]);
    return [b.emit({ op: "maxPoolGradient", ...geometry }, [places, g], inputs[0]!.type)];
  },

  gather: ({ builder: b, inputs, gradient: g }) => [b.scatterAdd(inputs[1]!, g, inputs[0]!.type.shape[0]!)],
  scatterAdd: ({ builder: b, inputs, gradient: g }) => [undefined, b.gather(g, inputs[0]!)],
};

/** Puts `stride - 1` zeros between neighbours along the axis (none after the last). */
function spread(b: ProgramBuilder, x: Value, axis: number, stride: number): Value {
  const shape = x.type.shape;
  const size = shape[axis]!;
  const split = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
  const high = split.map((_size, place) => (place === axis + 1 ? stride - 1 : 0));
  const padded = b.pad(
    b.reshape(x, split),
    split.map(() => 0),
    high,
  );
  const merged = shape.map((length, place) => (place === axis ? length * stride : length));
  const wide = b.reshape(padded, merged);
  const sizes = shape.map((length, place) => (place === axis ? (size - 1) * stride + 1 : length));
  return b.slice(
    wide,
    sizes.map(() => 0),
    sizes,
  );
}

interface DotGradient {
  readonly b: ProgramBuilder;
  readonly g: Value;
  readonly operand: Value;
  readonly other: Value;
  /** Pairs of (axis of `operand`, axis of `other`). */
  readonly batch: readonly (readonly [number, number])[];
  readonly contract: readonly (readonly [number, number])[];
  readonly isLeft: boolean;
}

/**
 * Contract the gradient with the other operand over that operand's free axes; what remains are the batch axes, this
 * operand's free axes and the other's contracted axes, which stand for this operand's: a permutation puts them in place.
 */
function dotGradient({ b, g, operand, other, batch, contract, isLeft }: DotGradient): Value {
  const used = (place: 0 | 1) => new Set([...batch, ...contract].map((pair) => pair[place]));
  const freeAxes = (value: Value, taken: Set<number>) =>
    value.type.shape.flatMap((_size, axis) => (taken.has(axis) ? [] : [axis]));
  const operandFree = freeAxes(operand, used(0));
  const otherFree = freeAxes(other, used(1));
  const otherStart = isLeft ? batch.length + operandFree.length : batch.length;
  // The gradient stands on the side of the operand, so that its free axes come before (left) or after (right) the contracted ones.
  const gradientBatch = batch.map(([, axis], place) => [place, axis] as const);
  const gradientContract = otherFree.map((axis, place) => [otherStart + place, axis] as const);
  const flip = (pairs: readonly (readonly [number, number])[]) => pairs.map(([l, r]) => [r, l] as const);
  const product = isLeft
    ? b.dot(g, other, { batch: gradientBatch, contract: gradientContract })
    : b.dot(other, g, { batch: flip(gradientBatch), contract: flip(gradientContract) });
  const contractedInOrder = contract.toSorted((a, c) => a[1] - c[1]).map(([axis]) => axis);
  const produced = isLeft
    ? [...batch.map(([axis]) => axis), ...operandFree, ...contractedInOrder]
    : [...batch.map(([axis]) => axis), ...contractedInOrder, ...operandFree];
  const axes = operand.type.shape.map((_size, axis) => produced.indexOf(axis));
  return axes.every((axis, place) => axis === place) ? product : b.permute(product, axes);
}
