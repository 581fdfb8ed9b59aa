/**
 * The type of every operation's result, one rule per operation. Where the operation leaves the result open (a leaf, a
 * reshape, a cast) the wanted type comes in and the rule checks it. A rule throws `ShapeError`.
 */
import type { DType, Operation, OperationName, TensorType } from "./program.ts";
import { countElements, formatShape, formatType, isSameShape, isSameType, type OperationOf, ShapeError } from "./types.ts";
import { inferConv, inferPool } from "./windowShapes.ts";

export type ShapeRule<K extends OperationName> = (
  operation: OperationOf<K>,
  inputs: readonly TensorType[],
  wanted: TensorType | undefined,
) => TensorType;

/** Type of the node that applies `operation` to inputs of these types. `wanted` is needed where the operation leaves it open. */
export function inferType(operation: Operation, inputs: readonly TensorType[], wanted?: TensorType): TensorType {
  // The table pairs each operation with its own rule; TypeScript cannot follow that pairing through a union.
  const rule = shapeRules[operation.op] as ShapeRule<OperationName>;
  const type = rule(operation, inputs, wanted);
  checkSizes(operation.op, type);
  if (wanted && !isSameType(wanted, type)) {
    throw new ShapeError(`${operation.op} gives ${formatType(type)}, but ${formatType(wanted)} is wanted.`);
  }
  return type;
}

function checkSizes(op: OperationName, type: TensorType): void {
  for (const size of type.shape) {
    if (!Number.isInteger(size) || size < 1) {
      throw new ShapeError(`${op}: every size must be a whole number of at least 1, but ${formatShape(type.shape)} came.`);
    }
  }
}

function need(wanted: TensorType | undefined, op: OperationName): TensorType {
  if (!wanted) throw new ShapeError(`${op}: the type of the result must be given.`);
  return wanted;
}

function operand(inputs: readonly TensorType[], index: number, op: OperationName): TensorType {
  const type = inputs[index];
  if (!type) throw new ShapeError(`${op}: input ${index} is missing.`);
  return type;
}

function requireDType(op: string, type: TensorType, ...allowed: DType[]): void {
  if (!allowed.includes(type.dtype)) throw new ShapeError(`${op} takes ${allowed.join(" or ")}, but ${formatType(type)} came.`);
}

function requireScalar(op: string, what: string, type: TensorType, dtype: DType): void {
  if (type.dtype !== dtype || type.shape.length > 0) {
    throw new ShapeError(`${op}: ${what} must be a ${dtype} scalar, but ${formatType(type)} came.`);
  }
}

function requireAxis(op: string, axis: number, type: TensorType): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= type.shape.length) {
    throw new ShapeError(`${op}: there is no axis ${axis} in ${formatShape(type.shape)}.`);
  }
}

function requireDistinctAxes(op: string, axes: readonly number[], type: TensorType): void {
  for (const axis of axes) requireAxis(op, axis, type);
  if (new Set(axes).size !== axes.length) throw new ShapeError(`${op}: an axis is named twice in [${axes.join(", ")}].`);
}

function requirePerAxis(op: string, what: string, values: readonly number[], type: TensorType, least: number): void {
  if (values.length !== type.shape.length) {
    throw new ShapeError(
      `${op}: ${what} needs one number per axis of ${formatShape(type.shape)}, but [${values.join(", ")}] came.`,
    );
  }
  for (const value of values) {
    if (!Number.isInteger(value) || value < least) {
      throw new ShapeError(`${op}: ${what} must be whole numbers of at least ${least}, but [${values.join(", ")}] came.`);
    }
  }
}

/** State, data and input may not be bool: bool exists only between nodes. */
function storedLeaf(op: "state" | "data" | "input") {
  return (operation: { readonly name: string }, _inputs: readonly TensorType[], wanted: TensorType | undefined): TensorType => {
    const type = need(wanted, op);
    if (type.dtype === "bool") throw new ShapeError(`${op} "${operation.name}": bool cannot be stored; use u32.`);
    return type;
  };
}

const unaryDTypes: Record<OperationOf<"unary">["operator"], readonly DType[]> = {
  neg: ["f32", "i32"],
  abs: ["f32", "i32"],
  sign: ["f32", "i32"],
  floor: ["f32"],
  exp: ["f32"],
  log: ["f32"],
  sqrt: ["f32"],
  rsqrt: ["f32"],
  sin: ["f32"],
  cos: ["f32"],
  tanh: ["f32"],
  erf: ["f32"],
  not: ["bool", "i32", "u32"],
};

const numbers: readonly DType[] = ["f32", "i32", "u32"];
const bits: readonly DType[] = ["i32", "u32", "bool"];
const integers: readonly DType[] = ["i32", "u32"];

const binaryDTypes: Record<OperationOf<"binary">["operator"], readonly DType[]> = {
  add: numbers,
  sub: numbers,
  mul: numbers,
  div: numbers,
  pow: ["f32"],
  min: numbers,
  max: numbers,
  mod: integers,
  and: bits,
  or: bits,
  xor: bits,
  shl: integers,
  shr: integers,
  eq: ["f32", "i32", "u32", "bool"],
  lt: numbers,
  le: numbers,
};

const comparisons: ReadonlySet<string> = new Set(["eq", "lt", "le"]);

export const shapeRules: { readonly [K in OperationName]: ShapeRule<K> } = {
  state: storedLeaf("state"),
  data: storedLeaf("data"),
  input: storedLeaf("input"),
  scalar: (operation, _inputs, wanted) => {
    const type = need(wanted, "scalar");
    if (type.shape.length > 0 || type.dtype === "bool") {
      throw new ShapeError(`scalar "${operation.name}" must be an f32, i32 or u32 scalar, but ${formatType(type)} came.`);
    }
    return type;
  },
  constant: (operation, _inputs, wanted) => {
    const type = need(wanted, "constant");
    const { value } = operation;
    const fits =
      type.dtype === "f32" ||
      (type.dtype === "i32" && value === (value | 0)) ||
      (type.dtype === "u32" && value === value >>> 0) ||
      (type.dtype === "bool" && (value === 0 || value === 1));
    if (!fits) throw new ShapeError(`constant: ${value} is not a value of ${type.dtype}.`);
    return type;
  },
  iota: (operation, _inputs, wanted) => {
    const type = need(wanted, "iota");
    requireDType("iota", type, "f32", "i32", "u32");
    requireAxis("iota", operation.axis, type);
    return type;
  },
  unary: (operation, inputs) => {
    const input = operand(inputs, 0, "unary");
    requireDType(operation.operator, input, ...unaryDTypes[operation.operator]);
    return input;
  },
  binary: (operation, inputs) => {
    const left = operand(inputs, 0, "binary");
    const right = operand(inputs, 1, "binary");
    requireDType(operation.operator, left, ...binaryDTypes[operation.operator]);
    if (!isSameType(left, right)) {
      throw new ShapeError(
        `${operation.operator} needs two operands of one type, but ${formatType(left)} and ${formatType(right)} came.`,
      );
    }
    return comparisons.has(operation.operator) ? { dtype: "bool", shape: left.shape } : left;
  },
  select: (_operation, inputs) => {
    const condition = operand(inputs, 0, "select");
    const whenTrue = operand(inputs, 1, "select");
    const whenFalse = operand(inputs, 2, "select");
    requireDType("select: the condition", condition, "bool");
    if (!isSameType(whenTrue, whenFalse) || !isSameShape(condition.shape, whenTrue.shape)) {
      throw new ShapeError(
        `select needs a condition and two values of one shape, but ${[condition, whenTrue, whenFalse].map(formatType).join(", ")} came.`,
      );
    }
    return whenTrue;
  },
  cast: (_operation, inputs, wanted) => ({ dtype: need(wanted, "cast").dtype, shape: operand(inputs, 0, "cast").shape }),
  bitcast: (_operation, inputs, wanted) => {
    const input = operand(inputs, 0, "bitcast");
    const { dtype } = need(wanted, "bitcast");
    if (input.dtype === "bool" || dtype === "bool") throw new ShapeError("bitcast: bool has no bits of its own; use cast.");
    return { dtype, shape: input.shape };
  },
  randomBits: (operation, inputs, wanted) => {
    requireScalar("randomBits", "the key", operand(inputs, 0, "randomBits"), "u32");
    requireScalar("randomBits", "the counter", operand(inputs, 1, "randomBits"), "u32");
    if (operation.stream !== operation.stream >>> 0) throw new ShapeError(`randomBits: stream ${operation.stream} is not a u32.`);
    return { dtype: "u32", shape: need(wanted, "randomBits").shape };
  },
  permuteIndex: (operation, inputs) => {
    const position = operand(inputs, 0, "permuteIndex");
    requireDType("permuteIndex: the position", position, "u32");
    requireScalar("permuteIndex", "the key", operand(inputs, 1, "permuteIndex"), "u32");
    if (operation.count !== operation.count >>> 0 || operation.count < 1) {
      throw new ShapeError(`permuteIndex: the count must be a whole number from 1 to 4294967295, but ${operation.count} came.`);
    }
    return position;
  },
  reshape: (_operation, inputs, wanted) => {
    const input = operand(inputs, 0, "reshape");
    const { shape } = need(wanted, "reshape");
    if (countElements(shape) !== countElements(input.shape)) {
      throw new ShapeError(
        `reshape: ${formatShape(input.shape)} holds ${countElements(input.shape)} elements, ${formatShape(shape)} holds ${countElements(shape)}.`,
      );
    }
    return { dtype: input.dtype, shape };
  },
  permute: (operation, inputs) => {
    const input = operand(inputs, 0, "permute");
    requireDistinctAxes("permute", operation.axes, input);
    if (operation.axes.length !== input.shape.length) {
      throw new ShapeError(
        `permute: ${formatShape(input.shape)} has ${input.shape.length} axes, but [${operation.axes.join(", ")}] names ${operation.axes.length}.`,
      );
    }
    return { dtype: input.dtype, shape: operation.axes.map((axis) => input.shape[axis]!) };
  },
  expand: (_operation, inputs, wanted) => {
    const input = operand(inputs, 0, "expand");
    const { shape } = need(wanted, "expand");
    const fits = shape.length === input.shape.length && input.shape.every((size, axis) => size === shape[axis] || size === 1);
    if (!fits)
      throw new ShapeError(
        `expand: ${formatShape(input.shape)} cannot be repeated to ${formatShape(shape)}; only axes of size 1 repeat.`,
      );
    return { dtype: input.dtype, shape };
  },
  slice: (operation, inputs, wanted) => {
    const input = operand(inputs, 0, "slice");
    const { shape } = need(wanted, "slice");
    requirePerAxis("slice", "starts", operation.starts, input, 0);
    requirePerAxis("slice", "strides", operation.strides, input, 1);
    requirePerAxis("slice", "sizes", shape, input, 1);
    shape.forEach((size, axis) => {
      const last = operation.starts[axis]! + (size - 1) * operation.strides[axis]!;
      if (last >= input.shape[axis]!) {
        throw new ShapeError(
          `slice: entry ${last} of axis ${axis} is asked for, but ${formatShape(input.shape)} ends at ${input.shape[axis]! - 1}.`,
        );
      }
    });
    return { dtype: input.dtype, shape };
  },
  pad: (operation, inputs) => {
    const input = operand(inputs, 0, "pad");
    requirePerAxis("pad", "low", operation.low, input, 0);
    requirePerAxis("pad", "high", operation.high, input, 0);
    shapeRules.constant({ op: "constant", value: operation.value }, [], { dtype: input.dtype, shape: [] });
    return { dtype: input.dtype, shape: input.shape.map((size, axis) => size + operation.low[axis]! + operation.high[axis]!) };
  },
  flip: (operation, inputs) => {
    const input = operand(inputs, 0, "flip");
    requireDistinctAxes("flip", operation.axes, input);
    return input;
  },
  concat: (operation, inputs) => {
    const first = operand(inputs, 0, "concat");
    requireAxis("concat", operation.axis, first);
    let length = 0;
    for (const input of inputs) {
      const fits =
        input.dtype === first.dtype &&
        input.shape.length === first.shape.length &&
        input.shape.every((size, axis) => axis === operation.axis || size === first.shape[axis]);
      if (!fits) {
        throw new ShapeError(
          `concat: ${inputs.map(formatType).join(", ")} cannot be joined along axis ${operation.axis}; all other axes must be equal.`,
        );
      }
      length += input.shape[operation.axis]!;
    }
    return { dtype: first.dtype, shape: first.shape.map((size, axis) => (axis === operation.axis ? length : size)) };
  },
  pack: (operation, inputs, wanted) => {
    const first = operand(inputs, 0, "pack");
    const { shape } = need(wanted, "pack");
    if (shape.length !== 1) throw new ShapeError(`pack gives a vector, but ${formatShape(shape)} is wanted.`);
    if (operation.offsets.length !== inputs.length) {
      throw new ShapeError(`pack: ${inputs.length} values need as many offsets, but ${operation.offsets.length} came.`);
    }
    let end = 0;
    inputs.forEach((input, index) => {
      const offset = operation.offsets[index]!;
      if (input.dtype !== first.dtype)
        throw new ShapeError(`pack: all values must be ${first.dtype}, but ${formatType(input)} came.`);
      if (!Number.isInteger(offset) || offset < end) {
        throw new ShapeError(`pack: offsets must rise without overlap; value ${index} starts at ${offset}, before ${end}.`);
      }
      end = offset + countElements(input.shape);
    });
    if (end > shape[0]!) throw new ShapeError(`pack: the values end at ${end}, beyond the length ${shape[0]}.`);
    return { dtype: first.dtype, shape };
  },
  reduce: (operation, inputs) => {
    const input = operand(inputs, 0, "reduce");
    const name = operation.operator;
    requireDType(name, input, "f32", "i32", "u32");
    requireDistinctAxes(name, operation.axes, input);
    return { dtype: input.dtype, shape: input.shape.filter((_size, axis) => !operation.axes.includes(axis)) };
  },
  argmax: (operation, inputs) => {
    const input = operand(inputs, 0, "argmax");
    requireDType("argmax", input, "f32", "i32", "u32");
    requireAxis("argmax", operation.axis, input);
    return { dtype: "i32", shape: input.shape.filter((_size, axis) => axis !== operation.axis) };
  },
  dot: (operation, inputs) => {
    const left = operand(inputs, 0, "dot");
    const right = operand(inputs, 1, "dot");
    requireDType("dot", left, "f32");
    requireDType("dot", right, "f32");
    const pairs = [...operation.batch, ...operation.contract];
    const leftAxes = pairs.map((pair) => pair[0]);
    const rightAxes = pairs.map((pair) => pair[1]);
    requireDistinctAxes("dot", leftAxes, left);
    requireDistinctAxes("dot", rightAxes, right);
    for (const [a, b] of pairs) {
      if (left.shape[a] !== right.shape[b]) {
        throw new ShapeError(
          `dot: axis ${a} of ${formatShape(left.shape)} has size ${left.shape[a]}, but axis ${b} of ${formatShape(right.shape)} has size ${right.shape[b]}.`,
        );
      }
    }
    return {
      dtype: "f32",
      shape: [
        ...operation.batch.map(([a]) => left.shape[a]!),
        ...left.shape.filter((_size, axis) => !leftAxes.includes(axis)),
        ...right.shape.filter((_size, axis) => !rightAxes.includes(axis)),
      ],
    };
  },
  conv: (operation, inputs) => {
    const input = operand(inputs, 0, "conv");
    const kernel = operand(inputs, 1, "conv");
    requireDType("conv", input, "f32");
    requireDType("conv", kernel, "f32");
    return inferConv(operation, input, kernel);
  },
  maxPool: (operation, inputs) => {
    const input = operand(inputs, 0, "maxPool");
    requireDType("maxPool", input, "f32");
    return { dtype: "f32", shape: inferPool("maxPool", operation, undefined, input) };
  },
  maxPoolPlace: (operation, inputs) => {
    const input = operand(inputs, 0, "maxPoolPlace");
    requireDType("maxPoolPlace", input, "f32");
    return { dtype: "i32", shape: inferPool("maxPoolPlace", operation, undefined, input) };
  },
  maxPoolGradient: (operation, inputs, wanted) => {
    const places = operand(inputs, 0, "maxPoolGradient");
    const gradient = operand(inputs, 1, "maxPoolGradient");
    const type = need(wanted, "maxPoolGradient");
    requireDType("maxPoolGradient: the places", places, "i32");
    requireDType("maxPoolGradient: the gradient", gradient, "f32");
    const pooled = inferPool("maxPool", operation, undefined, type);
    if (!isSameShape(pooled, places.shape) || !isSameShape(pooled, gradient.shape)) {
      throw new ShapeError(
        `maxPoolGradient: pooling ${formatShape(type.shape)} gives ${formatShape(pooled)}, but places ${formatShape(places.shape)} and gradient ${formatShape(gradient.shape)} came.`,
      );
    }
    return { dtype: "f32", shape: type.shape };
  },
  sumPool: (operation, inputs) => {
    const input = operand(inputs, 0, "sumPool");
    requireDType("sumPool", input, "f32");
    return { dtype: "f32", shape: inferPool("sumPool", operation, operation.inputDilation, input) };
  },
  gather: (_operation, inputs) => {
    const table = operand(inputs, 0, "gather");
    const places = operand(inputs, 1, "gather");
    requireDType("gather: the places", places, "i32", "u32");
    requireDType("gather: the table", table, "f32", "i32", "u32");
    if (table.shape.length < 1) throw new ShapeError("gather: the table must have at least one axis, but a scalar came.");
    return { dtype: table.dtype, shape: [...places.shape, ...table.shape.slice(1)] };
  },
  scatterAdd: (_operation, inputs, wanted) => {
    const places = operand(inputs, 0, "scatterAdd");
    const updates = operand(inputs, 1, "scatterAdd");
    const { shape } = need(wanted, "scatterAdd");
    requireDType("scatterAdd: the places", places, "i32", "u32");
    requireDType("scatterAdd: the updates", updates, "f32", "i32", "u32");
    if (!isSameShape(updates.shape, [...places.shape, ...shape.slice(1)])) {
      throw new ShapeError(
        `scatterAdd: places ${formatShape(places.shape)} into ${formatShape(shape)} need updates ${formatShape([...places.shape, ...shape.slice(1)])}, but ${formatShape(updates.shape)} came.`,
      );
    }
    return { dtype: updates.dtype, shape };
  },
};
