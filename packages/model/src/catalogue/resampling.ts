/** Images of other sizes, one axis after the other. Pixels are squares: the middle of pixel i lies at i + 0.5, as in Keras and PyTorch. */
import type { ProgramBuilder, Value } from "@downhill/ir";

/** Every entry `factor` times in a row. */
export function repeatAxis(builder: ProgramBuilder, x: Value, axis: number, factor: number): Value {
  const shape = x.type.shape;
  const split = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
  const wide = split.map((size, place) => (place === axis + 1 ? factor : size));
  return builder.reshape(builder.expand(builder.reshape(x, split), wide), enlarged(shape, axis, factor));
}

/**
 * Linear between the middles of neighbours, the border repeated. Result entry i * factor + p lies at (p + 0.5) / factor - 0.5 from
 * entry i: so far it blends with the neighbour before or after. No weights are stored: they follow from p.
 */
export function magnifyAxis(builder: ProgramBuilder, x: Value, axis: number, factor: number): Value {
  const shape = x.type.shape;
  const size = shape[axis] ?? 1;
  if (factor === 1 || size === 1) return repeatAxis(builder, x, axis, factor);
  const before = neighbour(builder, x, axis, -1);
  const after = neighbour(builder, x, axis, 1);
  const split = [...shape.slice(0, axis + 1), 1, ...shape.slice(axis + 1)];
  const phase = builder.iota({ dtype: "f32", shape: split.map((_size, place) => (place === axis + 1 ? factor : 1)) }, axis + 1);
  const distance = builder.sub(builder.div(builder.add(phase, 0.5), factor), 0.5);
  const shareAfter = builder.max(distance, 0);
  const shareBefore = builder.max(builder.neg(distance), 0);
  const share = builder.sub(1, builder.abs(distance));
  const term = (value: Value, weight: Value) => builder.mul(builder.reshape(value, split), weight);
  const blended = builder.add(builder.add(term(x, share), term(before, shareBefore)), term(after, shareAfter));
  return builder.reshape(blended, enlarged(shape, axis, factor));
}

/** The entry one place before or after along the axis; at the border the entry itself. Written without a copy of its own. */
function neighbour(builder: ProgramBuilder, x: Value, axis: number, step: -1 | 1): Value {
  const shape = x.type.shape;
  const along = (value: number) => shape.map((_size, place) => (place === axis ? value : 0));
  const padded = step < 0 ? builder.pad(x, along(1), along(0)) : builder.pad(x, along(0), along(1));
  const shifted = builder.slice(padded, along(step < 0 ? 0 : 1), shape);
  const line = { dtype: "i32", shape: shape.map((size, place) => (place === axis ? size : 1)) } as const;
  const isBorder = builder.eq(builder.iota(line, axis), step < 0 ? 0 : (shape[axis] ?? 1) - 1);
  return builder.select(isBorder, x, shifted);
}

export interface AxisResampling {
  readonly axis: number;
  readonly size: number;
  readonly interpolation: "nearest" | "bilinear";
}

/** Any size, larger or smaller, by a product with a matrix of weights that is computed on the spot. Smaller ones are not smoothed. */
export function resampleAxis(builder: ProgramBuilder, x: Value, { axis, size, interpolation }: AxisResampling): Value {
  const shape = x.type.shape;
  const length = shape[axis] ?? 1;
  if (size === length) return x;
  const weights = interpolation === "nearest" ? nearestWeights(builder, size, length) : linearWeights(builder, size, length);
  const product = builder.dot(weights, x, { contract: [[1, axis]] });
  const order = shape.map((_size, place0) => (place0 === axis ? 0 : place0 < axis ? place0 + 1 : place0));
  return builder.permute(product, order);
}

/** `[size, length]`: 1 where result entry i takes entry floor((i + 0.5) length / size), in whole numbers so that no border is missed. */
function nearestWeights(builder: ProgramBuilder, size: number, length: number): Value {
  const type = { dtype: "i32", shape: [size, length] } as const;
  const middle = builder.add(builder.mul(builder.iota(type, 0), 2 * length), length);
  return builder.cast(builder.eq(builder.div(middle, 2 * size), builder.iota(type, 1)), "f32");
}

function linearWeights(builder: ProgramBuilder, size: number, length: number): Value {
  const type = { dtype: "f32", shape: [size, length] } as const;
  const middle = builder.mul(builder.add(builder.iota(type, 0), 0.5), length / size);
  const place = builder.min(builder.max(builder.sub(middle, 0.5), 0), length - 1);
  return builder.max(builder.sub(1, builder.abs(builder.sub(place, builder.iota(type, 1)))), 0);
}

function enlarged(shape: readonly number[], axis: number, factor: number): number[] {
  return shape.map((size, place) => (place === axis ? size * factor : size));
}
