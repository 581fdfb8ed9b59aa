/**
 * Writes a program node by node. Every method checks shapes at once and throws `ShapeError`; operands broadcast by
 * numpy's rule and may be plain numbers. A `Value` belongs to the builder that made it.
 */
import * as composites from "./composites.ts";
import { gatherProgram } from "./gatherProgram.ts";
import type {
  BinaryOperator,
  DType,
  Node,
  Operation,
  Program,
  ReduceOperator,
  Shape,
  TensorType,
  UnaryOperator,
  ValueId,
  WindowGeometry,
} from "./program.ts";
import { inferType } from "./shapeRules.ts";
import { simplify } from "./simplify.ts";
import { broadcastShapes, countElements, formatShape, formatType, isSameShape, isSameType, ShapeError } from "./types.ts";
import type { ConvOptions, CustomGradient, DotAxes, FinishOptions, Operand, Value } from "./value.ts";

export class ProgramBuilder {
  readonly #nodes: Node[] = [];
  readonly #values: Value[] = [];
  readonly #leaves = new Map<string, Value>();
  readonly #customGradients = new Map<ValueId, CustomGradient>();
  readonly #states: Record<string, TensorType> = {};
  readonly #data: Record<string, TensorType> = {};
  readonly #inputs: Record<string, TensorType> = {};
  readonly #scalars: Record<string, "f32" | "i32" | "u32"> = {};
  #origin: string | undefined;

  // --- The program under construction ---

  /** Nodes written so far. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  getValue(id: ValueId): Value {
    const value = this.#values[id];
    if (!value) throw new ShapeError(`There is no value ${id} in this program.`);
    return value;
  }

  getCustomGradient(id: ValueId): CustomGradient | undefined {
    return this.#customGradients.get(id);
  }

  /** Nodes built inside `build` serve `origin` (a block id or a stage). The inner call wins; `undefined` keeps the outer one. */
  withOrigin<T>(origin: string | undefined, build: () => T): T {
    const outer = this.#origin;
    this.#origin = origin ?? outer;
    try {
      return build();
    } finally {
      this.#origin = outer;
    }
  }

  /** Appends one node. The named methods below are the usual way; this one serves rules that handle any operation. */
  emit(operation: Operation, inputs: readonly Value[], wanted?: TensorType): Value {
    for (const input of inputs) {
      if (this.#values[input.id] !== input) throw new ShapeError(`${operation.op}: an operand belongs to another program.`);
    }
    const type = inferType(
      operation,
      inputs.map((input) => input.type),
      wanted,
    );
    const id = this.#nodes.length;
    const ids = inputs.map((input) => input.id);
    this.#nodes.push({ operation, inputs: ids, type, ...(this.#origin === undefined ? {} : { origin: this.#origin }) });
    const value: Value = { id, type };
    this.#values.push(value);
    return value;
  }

  /** Checks the named values, drops what nothing needs and simplifies the rest. The builder may be used on. */
  finish(options: FinishOptions): Program {
    for (const [name, value] of [options.updates, options.series, options.outputs].flatMap((values = {}) =>
      Object.entries(values),
    )) {
      if (this.#values[value.id] !== value) throw new ShapeError(`finish: "${name}" belongs to another program.`);
    }
    const program = gatherProgram(
      { nodes: [...this.#nodes], states: this.#states, data: this.#data, inputs: this.#inputs, scalars: this.#scalars },
      options,
    );
    return options.simplify === false ? program : simplify(program);
  }

  // --- Leaves ---

  /** A tensor that lives from step to step. Asking again for the same name gives the same value. */
  state(name: string, type: TensorType): Value {
    return this.#leaf({ op: "state", name }, type, () => {
      this.#states[name] = type;
    });
  }

  /** A read-only tensor that stays on the device. */
  data(name: string, type: TensorType): Value {
    return this.#leaf({ op: "data", name }, type, () => {
      this.#data[name] = type;
    });
  }

  /** A tensor the host writes before a replay. */
  input(name: string, type: TensorType): Value {
    return this.#leaf({ op: "input", name }, type, () => {
      this.#inputs[name] = type;
    });
  }

  /** A number the host supplies for every step. */
  scalar(name: string, dtype: "f32" | "i32" | "u32"): Value {
    return this.#leaf({ op: "scalar", name }, { dtype, shape: [] }, () => {
      this.#scalars[name] = dtype;
    });
  }

  /** The same number everywhere; a scalar unless a shape is given. */
  constant(value: number, dtype: DType = "f32", shape: Shape = []): Value {
    return this.emit({ op: "constant", value }, [], { dtype, shape });
  }

  /** Each element is its place along the axis: 0, 1, 2, … */
  iota(type: TensorType, axis: number): Value {
    return this.emit({ op: "iota", axis }, [], type);
  }

  // --- Elementwise, one operand ---

  neg(x: Value): Value {
    return this.#unary("neg", x);
  }
  abs(x: Value): Value {
    return this.#unary("abs", x);
  }
  /** -1, 0 or 1. */
  sign(x: Value): Value {
    return this.#unary("sign", x);
  }
  floor(x: Value): Value {
    return this.#unary("floor", x);
  }
  exp(x: Value): Value {
    return this.#unary("exp", x);
  }
  log(x: Value): Value {
    return this.#unary("log", x);
  }
  sqrt(x: Value): Value {
    return this.#unary("sqrt", x);
  }
  rsqrt(x: Value): Value {
    return this.#unary("rsqrt", x);
  }
  sin(x: Value): Value {
    return this.#unary("sin", x);
  }
  cos(x: Value): Value {
    return this.#unary("cos", x);
  }
  tanh(x: Value): Value {
    return this.#unary("tanh", x);
  }
  erf(x: Value): Value {
    return this.#unary("erf", x);
  }
  /** Logical for bool, bitwise for integers. */
  not(x: Value): Value {
    return this.#unary("not", x);
  }

  // --- Elementwise, two operands: shapes broadcast ---

  add(a: Operand, b: Operand): Value {
    return this.#binary("add", a, b);
  }
  sub(a: Operand, b: Operand): Value {
    return this.#binary("sub", a, b);
  }
  mul(a: Operand, b: Operand): Value {
    return this.#binary("mul", a, b);
  }
  /** Integers truncate towards zero; x / 0 is x for integers. */
  div(a: Operand, b: Operand): Value {
    return this.#binary("div", a, b);
  }
  /** f32 only. A negative base gives a number only for whole exponents (and not on every device): square by `mul`. */
  pow(a: Operand, b: Operand): Value {
    return this.#binary("pow", a, b);
  }
  min(a: Operand, b: Operand): Value {
    return this.#binary("min", a, b);
  }
  max(a: Operand, b: Operand): Value {
    return this.#binary("max", a, b);
  }
  /** Integers only: the remainder has the sign of `a`; x mod 0 is 0. */
  mod(a: Operand, b: Operand): Value {
    return this.#binary("mod", a, b);
  }
  and(a: Operand, b: Operand): Value {
    return this.#binary("and", a, b);
  }
  or(a: Operand, b: Operand): Value {
    return this.#binary("or", a, b);
  }
  xor(a: Operand, b: Operand): Value {
    return this.#binary("xor", a, b);
  }
  /** Shift distances count modulo 32. */
  shl(a: Operand, b: Operand): Value {
    return this.#binary("shl", a, b);
  }
  /** Keeps the sign of i32, fills u32 with zeros. */
  shr(a: Operand, b: Operand): Value {
    return this.#binary("shr", a, b);
  }
  eq(a: Operand, b: Operand): Value {
    return this.#binary("eq", a, b);
  }
  lt(a: Operand, b: Operand): Value {
    return this.#binary("lt", a, b);
  }
  le(a: Operand, b: Operand): Value {
    return this.#binary("le", a, b);
  }
  gt(a: Operand, b: Operand): Value {
    return this.#binary("lt", b, a);
  }
  ge(a: Operand, b: Operand): Value {
    return this.#binary("le", b, a);
  }

  /** `whenTrue` where the condition holds, else `whenFalse`. All three broadcast. */
  select(condition: Value, whenTrue: Operand, whenFalse: Operand): Value {
    const [yes, no] = this.#pair("select", whenTrue, whenFalse);
    const shape = broadcastShapes(condition.type.shape, yes.type.shape);
    if (!shape) {
      throw new ShapeError(`select: ${formatShape(condition.type.shape)} and ${formatShape(yes.type.shape)} do not broadcast.`);
    }
    return this.emit({ op: "select" }, [this.expand(condition, shape), this.expand(yes, shape), this.expand(no, shape)]);
  }

  /** f32 to integers truncates towards zero and saturates; anything but 0 becomes true; true becomes 1. */
  cast(x: Value, dtype: DType): Value {
    return x.type.dtype === dtype ? x : this.emit({ op: "cast" }, [x], { dtype, shape: x.type.shape });
  }

  bitcast(x: Value, dtype: "f32" | "i32" | "u32"): Value {
    return x.type.dtype === dtype ? x : this.emit({ op: "bitcast" }, [x], { dtype, shape: x.type.shape });
  }

  /** u32 bits that depend only on key, stream, counter (u32 scalars) and the element's place. */
  randomBits(shape: Shape, key: Operand, counter: Operand, stream: number): Value {
    return this.emit({ op: "randomBits", stream }, [this.#u32(key), this.#u32(counter)], { dtype: "u32", shape });
  }

  /** Place of `position` (u32) in a shuffle of 0..count-1 that depends only on the key. */
  permuteIndex(position: Value, key: Operand, count: number): Value {
    return this.emit({ op: "permuteIndex", count }, [position, this.#u32(key)]);
  }

  // --- Movement ---

  /** One size may be -1: it takes what is left. */
  reshape(x: Value, shape: Shape): Value {
    const known = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
    const sizes = shape.map((size) => (size === -1 ? countElements(x.type.shape) / known : size));
    return isSameShape(sizes, x.type.shape) ? x : this.emit({ op: "reshape" }, [x], { dtype: x.type.dtype, shape: sizes });
  }

  /** Axis i of the result is axis `axes[i]` of x. */
  permute(x: Value, axes: readonly number[]): Value {
    return this.emit({ op: "permute", axes }, [x]);
  }

  /** Broadcasts to `shape`; new axes come in front. */
  expand(x: Value, shape: Shape): Value {
    if (isSameShape(x.type.shape, shape)) return x;
    const missing = shape.length - x.type.shape.length;
    if (missing < 0) throw new ShapeError(`expand: ${formatShape(x.type.shape)} has more axes than ${formatShape(shape)}.`);
    const aligned = this.reshape(x, [...new Array<number>(missing).fill(1), ...x.type.shape]);
    return isSameShape(aligned.type.shape, shape)
      ? aligned
      : this.emit({ op: "expand" }, [aligned], { dtype: x.type.dtype, shape });
  }

  slice(x: Value, starts: readonly number[], sizes: readonly number[], strides: readonly number[] = starts.map(() => 1)): Value {
    return this.emit({ op: "slice", starts, strides }, [x], { dtype: x.type.dtype, shape: sizes });
  }

  pad(x: Value, low: readonly number[], high: readonly number[], value = 0): Value {
    return this.emit({ op: "pad", low, high, value }, [x]);
  }

  flip(x: Value, axes: readonly number[]): Value {
    return this.emit({ op: "flip", axes }, [x]);
  }

  concat(values: readonly Value[], axis: number): Value {
    return this.emit({ op: "concat", axis: axis < 0 && values[0] ? axis + values[0].type.shape.length : axis }, values);
  }

  /** One vector that holds every value, flattened, at its offset; gaps are 0. */
  pack(values: readonly Value[], offsets: readonly number[], length: number): Value {
    return this.emit({ op: "pack", offsets }, values, { dtype: values[0]?.type.dtype ?? "f32", shape: [length] });
  }

  // --- Reductions: all axes unless named; negative axes count from the end ---

  sum(x: Value, axes?: readonly number[], options?: { readonly keepDims?: boolean }): Value {
    return this.#reduce("sum", x, axes, options?.keepDims);
  }
  reduceMax(x: Value, axes?: readonly number[], options?: { readonly keepDims?: boolean }): Value {
    return this.#reduce("max", x, axes, options?.keepDims);
  }
  reduceMin(x: Value, axes?: readonly number[], options?: { readonly keepDims?: boolean }): Value {
    return this.#reduce("min", x, axes, options?.keepDims);
  }
  mean(x: Value, axes?: readonly number[], options?: { readonly keepDims?: boolean }): Value {
    const total = this.sum(x, axes, options);
    return this.div(total, countElements(x.type.shape) / countElements(total.type.shape));
  }
  argmax(x: Value, axis: number): Value {
    return this.emit({ op: "argmax", axis: this.#axis(x, axis) }, [x]);
  }

  // --- Contractions and windows ---

  /** Result axes: batch axes as listed, free axes of `a`, free axes of `b`. */
  dot(a: Value, b: Value, axes: DotAxes): Value {
    return this.emit({ op: "dot", batch: axes.batch ?? [], contract: axes.contract }, [a, b]);
  }

  /** `[..., m, k]` by `[k, n]`, or by `[..., k, n]` with the same leading axes. */
  matmul(a: Value, b: Value): Value {
    return composites.matmul(this, a, b);
  }

  conv(x: Value, kernel: Value, options: ConvOptions): Value {
    const ones = options.strides.map(() => 1);
    return this.emit(
      {
        op: "conv",
        strides: options.strides,
        padLow: options.padLow,
        padHigh: options.padHigh,
        inputDilation: options.inputDilation ?? ones,
        kernelDilation: options.kernelDilation ?? ones,
        groups: options.groups ?? 1,
        batchGroups: options.batchGroups ?? 1,
      },
      [x, kernel],
    );
  }

  maxPool(x: Value, geometry: WindowGeometry): Value {
    const { size, strides, padLow, padHigh } = geometry;
    return this.emit({ op: "maxPool", size, strides, padLow, padHigh }, [x]);
  }

  /** Sum per window; divide by the count for an average. */
  sumPool(x: Value, geometry: WindowGeometry & { readonly inputDilation?: readonly number[] }): Value {
    const { size, strides, padLow, padHigh, inputDilation = size.map(() => 1) } = geometry;
    return this.emit({ op: "sumPool", size, strides, padLow, padHigh, inputDilation }, [x]);
  }

  // --- Indexing ---

  /** Rows of `table` at `places` (integers): `[...places, ...rest]`. Places outside are clamped. */
  gather(table: Value, places: Value): Value {
    return this.emit({ op: "gather" }, [table, places]);
  }

  /** `[rows, ...rest]`: adds each update to the row its place names. Places outside are clamped. */
  scatterAdd(places: Value, updates: Value, rows: number): Value {
    const rest = updates.type.shape.slice(places.type.shape.length);
    return this.emit({ op: "scatterAdd" }, [places, updates], { dtype: updates.type.dtype, shape: [rows, ...rest] });
  }

  // --- Composites ---

  /** f32 `[...places, classes]`: 1 at the place, else 0; a place outside gives a row of zeros. */
  oneHot(places: Value, classes: number): Value {
    return composites.oneHot(this, places, classes);
  }
  where(condition: Value, whenTrue: Operand, whenFalse: Operand): Value {
    return this.select(condition, whenTrue, whenFalse);
  }
  square(x: Value): Value {
    return this.mul(x, x);
  }
  relu(x: Value): Value {
    return composites.relu(this, x);
  }
  sigmoid(x: Value): Value {
    return composites.sigmoid(this, x);
  }
  softplus(x: Value): Value {
    return composites.softplus(this, x);
  }
  softmax(x: Value, axis: number): Value {
    return composites.softmax(this, x, this.#axis(x, axis));
  }
  logSoftmax(x: Value, axis: number): Value {
    return composites.logSoftmax(this, x, this.#axis(x, axis));
  }
  logSumExp(x: Value, axis: number, options?: { readonly keepDims?: boolean }): Value {
    return composites.logSumExp(this, x, this.#axis(x, axis), options?.keepDims ?? false);
  }

  // --- What differentiation sees ---

  /** The same value; no gradient flows back through it. */
  stopGradient(x: Value): Value {
    return this.customGradient(x, [], () => []);
  }

  /**
   * The value `output`, whose gradient with respect to `inputs` is given by `rule` instead of being derived: it maps the
   * gradient of the result (and the result) to one gradient per input, `undefined` for none.
   */
  customGradient(output: Value, inputs: readonly Value[], rule: CustomGradient["rule"]): Value {
    // A reshape to the same shape: an identity node with an id of its own, which `simplify` removes again.
    const value = this.emit({ op: "reshape" }, [output], output.type);
    this.#customGradients.set(value.id, { inputs, rule });
    return value;
  }

  // --- Private ---

  #leaf(operation: Operation & { readonly name: string }, type: TensorType, declare: () => void): Value {
    const key = `${operation.op} ${operation.name}`;
    const known = this.#leaves.get(key);
    if (known) {
      if (!isSameType(known.type, type)) {
        throw new ShapeError(
          `${operation.op} "${operation.name}" is already ${formatType(known.type)}, now ${formatType(type)} is asked for.`,
        );
      }
      return known;
    }
    const value = this.emit(operation, [], type);
    this.#leaves.set(key, value);
    declare();
    return value;
  }

  #unary(operator: UnaryOperator, x: Value): Value {
    return this.emit({ op: "unary", operator }, [x]);
  }

  #binary(operator: BinaryOperator, a: Operand, b: Operand): Value {
    return this.emit({ op: "binary", operator }, this.#pair(operator, a, b));
  }

  /** Two values of one shape; a number takes the other operand's element type. */
  #pair(what: string, a: Operand, b: Operand): [Value, Value] {
    const dtype = typeof a === "number" ? (typeof b === "number" ? "f32" : b.type.dtype) : a.type.dtype;
    const left = typeof a === "number" ? this.constant(a, dtype) : a;
    const right = typeof b === "number" ? this.constant(b, dtype) : b;
    const shape = broadcastShapes(left.type.shape, right.type.shape);
    if (!shape)
      throw new ShapeError(`${what}: ${formatShape(left.type.shape)} and ${formatShape(right.type.shape)} do not broadcast.`);
    return [this.expand(left, shape), this.expand(right, shape)];
  }

  #reduce(operator: ReduceOperator, x: Value, axes: readonly number[] | undefined, keepDims = false): Value {
    const places = axes ? axes.map((axis) => this.#axis(x, axis)) : x.type.shape.map((_size, axis) => axis);
    const reduced = this.emit({ op: "reduce", operator, axes: places.toSorted((a, b) => a - b) }, [x]);
    if (!keepDims) return reduced;
    return this.reshape(
      reduced,
      x.type.shape.map((size, axis) => (places.includes(axis) ? 1 : size)),
    );
  }

  #axis(x: Value, axis: number): number {
    return axis < 0 ? axis + x.type.shape.length : axis;
  }

  #u32(x: Operand): Value {
    return typeof x === "number" ? this.constant(x >>> 0, "u32") : x;
  }
}
