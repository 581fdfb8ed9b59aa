/** Operations that visit several elements per result, written as loops of one thread. */
import type { Operation, ReduceOperator, ValueId, WindowGeometry } from "@downhill/ir";
import { mergeAxes } from "../../accesses.ts";
import { addIndex, constantIndex, countElements, type Index, scaleIndex, shiftIndex } from "../../views.ts";
import type { Expression, Scope, WgslType } from "./codeBuilder.ts";
import type { ElementCode } from "./elementCode.ts";
import { formatLiteral } from "./literals.ts";

export function writeLoop(code: ElementCode, value: ValueId, indices: readonly Index[]): Expression {
  const { operation } = code.node(value);
  switch (operation.op) {
    case "reduce":
      return writeReduce(code, value, operation, indices);
    case "argmax":
      return writeArgmax(code, value, operation.axis, indices);
    case "dot":
      return writeDot(code, value, operation, indices);
    case "conv":
      return writeConv(code, value, operation, indices);
    case "maxPool":
    case "maxPoolPlace":
      return writeMaxPool(code, value, operation, indices);
    case "maxPoolGradient":
      return writeMaxPoolGradient(code, value, operation, indices);
    case "sumPool":
      return writeSumPool(code, value, operation, indices);
    case "scatterAdd":
      return writeScatterAdd(code, value, indices);
    default:
      throw new Error(`No code for ${operation.op}.`);
  }
}

export function identityOf(operator: ReduceOperator, type: WgslType): string {
  if (operator === "sum") return formatLiteral(0, type);
  const isMax = operator === "max";
  if (type === "u32") return isMax ? "0u" : "4294967295u";
  if (type === "i32") return formatLiteral(isMax ? -2147483648 : 2147483647, "i32");
  return formatLiteral(isMax ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, "f32");
}

export function combine(code: ElementCode, operator: ReduceOperator, type: WgslType, a: string, b: string): string {
  if (operator === "sum") return `${a} + ${b}`;
  if (type !== "f32") return `${operator}(${a}, ${b})`;
  code.context.require(operator === "max" ? "max_f32" : "min_f32");
  return `${operator}_f32(${a}, ${b})`;
}

function writeReduce(
  code: ElementCode,
  value: ValueId,
  operation: Extract<Operation, { op: "reduce" }>,
  indices: readonly Index[],
): Expression {
  const { builder } = code;
  const input = code.node(value).inputs[0]!;
  const shape = code.shape(input);
  const type = code.node(value).type.dtype;
  const scope = builder.scopeOf(indices);
  const axes = [...operation.axes].sort((a, b) => a - b);
  const sum = builder.name();
  builder.within(scope, () => builder.statementHere(`var ${sum} = ${identityOf(operation.operator, type)};`));
  builder.loops(
    axes.map((axis) => shape[axis]!),
    scope,
    (reduced) => {
      const x = code.value(input, mergeAxes(shape.length, axes, indices, reduced));
      builder.statementHere(`${sum} = ${combine(code, operation.operator, type, sum, x.text)};`);
    },
  );
  return { text: sum, scope };
}

function writeArgmax(code: ElementCode, value: ValueId, axis: number, indices: readonly Index[]): Expression {
  const { builder } = code;
  const input = code.node(value).inputs[0]!;
  const shape = code.shape(input);
  const type = code.node(input).type.dtype;
  const scope = builder.scopeOf(indices);
  const best = builder.name();
  const at = builder.name();
  const first = builder.within(scope, () => code.value(input, mergeAxes(shape.length, [axis], indices, [constantIndex(0)])));
  builder.within(scope, () => {
    builder.statementHere(`var ${best} = ${first.text};`);
    builder.statementHere(`var ${at} = 0i;`);
  });
  builder.loops([shape[axis]!], scope, (reduced) => {
    const x = code.value(input, mergeAxes(shape.length, [axis], indices, reduced));
    const place = builder.index(reduced[0]!);
    const isBetter = type === "f32" ? isGreaterOrFirstNan(code, x.text, best) : `${x.text} > ${best}`;
    builder.statementHere(`if (${isBetter}) { ${best} = ${x.text}; ${at} = i32(${place.text}); }`);
  });
  return { text: at, scope };
}

/** A NaN counts as larger than everything, and the first one wins. */
function isGreaterOrFirstNan(code: ElementCode, x: string, best: string): string {
  code.context.require("is_nan");
  return `${x} > ${best} || (is_nan(${x}) && !is_nan(${best}))`;
}

function writeDot(
  code: ElementCode,
  value: ValueId,
  operation: Extract<Operation, { op: "dot" }>,
  indices: readonly Index[],
): Expression {
  const { builder } = code;
  const [left, right] = code.node(value).inputs as [ValueId, ValueId];
  const axes = dotAxes(operation, code.shape(left), code.shape(right));
  const sum = builder.name();
  const scope = builder.scopeOf(indices);
  builder.within(scope, () => builder.statementHere(`var ${sum} = 0.0f;`));
  builder.loops(axes.contractSizes, scope, (contract) => {
    const a = code.value(left, axes.leftIndices(indices, contract));
    const b = code.value(right, axes.rightIndices(indices, contract));
    builder.statementHere(`${sum} += ${a.text} * ${b.text};`);
  });
  return { text: sum, scope };
}

export interface DotAxes {
  readonly batchSizes: number[];
  readonly leftSizes: number[];
  readonly rightSizes: number[];
  readonly contractSizes: number[];
  leftIndices(output: readonly Index[], contract: readonly Index[]): Index[];
  rightIndices(output: readonly Index[], contract: readonly Index[]): Index[];
}

/** Sorts the axes of a dot's operands into batch, free and contracted. */
export function dotAxes(
  operation: Extract<Operation, { op: "dot" }>,
  left: readonly number[],
  right: readonly number[],
): DotAxes {
  const freeAxes = (shape: readonly number[], side: 0 | 1) =>
    shape
      .map((_, axis) => axis)
      .filter((axis) => ![...operation.batch, ...operation.contract].some((pair) => pair[side] === axis));
  const leftFree = freeAxes(left, 0);
  const rightFree = freeAxes(right, 1);
  const batchCount = operation.batch.length;
  const build =
    (side: 0 | 1, free: readonly number[], firstFree: number) => (output: readonly Index[], contract: readonly Index[]) => {
      const result: Index[] = [];
      operation.batch.forEach((pair, place) => {
        result[pair[side]] = output[place]!;
      });
      operation.contract.forEach((pair, place) => {
        result[pair[side]] = contract[place]!;
      });
      free.forEach((axis, place) => {
        result[axis] = output[firstFree + place]!;
      });
      return result;
    };
  return {
    batchSizes: operation.batch.map(([axis]) => left[axis]!),
    leftSizes: leftFree.map((axis) => left[axis]!),
    rightSizes: rightFree.map((axis) => right[axis]!),
    contractSizes: operation.contract.map(([axis]) => left[axis]!),
    leftIndices: build(0, leftFree, batchCount),
    rightIndices: build(1, rightFree, batchCount + leftFree.length),
  };
}

/** Which input and kernel elements meet in a convolution. */
export interface ConvAccess {
  /** Sizes to loop over: the window's axes, then the channels of a group. */
  readonly loopSizes: number[];
  /** `valid` is undefined where every element exists. */
  input(output: readonly Index[], loop: readonly Index[]): { indices: Index[]; valid: Expression | undefined };
  kernel(output: readonly Index[], loop: readonly Index[]): Index[];
}

export function convAccess(code: ElementCode, value: ValueId, operation: Extract<Operation, { op: "conv" }>): ConvAccess {
  const { builder } = code;
  const [input, kernel] = code.node(value).inputs as [ValueId, ValueId];
  const inputShape = code.shape(input);
  const kernelShape = code.shape(kernel);
  const axes = operation.strides.length;
  const filters = kernelShape[axes + 1]!;
  const channels = kernelShape[axes]!;
  return {
    loopSizes: [...kernelShape.slice(0, axes), channels],
    input(output, loop) {
      const filter = output[axes + 1]!;
      let valid: Expression | undefined;
      const indices: Index[] = [];
      const run = builder.space.quotient(filter, filters / operation.batchGroups);
      indices.push(
        operation.batchGroups === 1 ? output[0]! : addIndex(scaleIndex(run, inputShape[0]! / operation.batchGroups), output[0]!),
      );
      for (let axis = 0; axis < axes; axis++) {
        const position = shiftIndex(
          addIndex(
            scaleIndex(output[axis + 1]!, operation.strides[axis]!),
            scaleIndex(loop[axis]!, operation.kernelDilation[axis]!),
          ),
          -operation.padLow[axis]!,
        );
        const place = undilate(code, position, operation.inputDilation[axis]!, inputShape[axis + 1]!);
        valid = code.and(valid, place.valid);
        indices.push(place.index);
      }
      const group = builder.space.quotient(filter, filters / operation.groups);
      indices.push(operation.groups === 1 ? loop[axes]! : addIndex(scaleIndex(group, channels), loop[axes]!));
      return { indices, valid };
    },
    kernel(output, loop) {
      return [...loop.slice(0, axes), loop[axes]!, output[axes + 1]!];
    },
  };
}

/** Entry of an axis that lies at `position` once `dilation - 1` zeros stand between entries. */
function undilate(
  code: ElementCode,
  position: Index,
  dilation: number,
  size: number,
): { index: Index; valid: Expression | undefined } {
  if (dilation === 1) return { index: position, valid: code.inside([position], [size]) };
  const { builder } = code;
  const place = builder.index(position);
  const entry = builder.let(`${place.text} / ${dilation}u`, [place]);
  const valid = builder.let(`${place.text} % ${dilation}u == 0u && ${entry.text} < ${size}u`, [place, entry]);
  return { index: builder.atomOf(entry, size - 1), valid };
}

function writeConv(
  code: ElementCode,
  value: ValueId,
  operation: Extract<Operation, { op: "conv" }>,
  indices: readonly Index[],
): Expression {
  const { builder } = code;
  const [input, kernel] = code.node(value).inputs as [ValueId, ValueId];
  const access = convAccess(code, value, operation);
  const sum = builder.name();
  const scope = builder.scopeOf(indices);
  builder.within(scope, () => builder.statementHere(`var ${sum} = 0.0f;`));
  builder.loops(access.loopSizes, scope, (loop) => {
    const { indices: inputIndices, valid } = access.input(indices, loop);
    const x = code.value(input, inputIndices);
    const weight = code.value(kernel, access.kernel(indices, loop));
    const product = `${x.text} * ${weight.text}`;
    builder.statementHere(`${sum} += ${valid === undefined ? product : `select(0.0f, ${product}, ${valid.text})`};`);
  });
  return { text: sum, scope };
}

/** Element of a pool's input at place `window` of the window of `output`. */
function poolInput(
  code: ElementCode,
  geometry: WindowGeometry,
  inputDilation: readonly number[],
  shape: readonly number[],
  output: readonly Index[],
  window: readonly Index[],
): { indices: Index[]; valid: Expression | undefined } {
  let valid: Expression | undefined;
  const axes = geometry.size.length;
  const indices: Index[] = [output[0]!];
  for (let axis = 0; axis < axes; axis++) {
    const position = shiftIndex(
      addIndex(scaleIndex(output[axis + 1]!, geometry.strides[axis]!), window[axis]!),
      -geometry.padLow[axis]!,
    );
    const place = undilate(code, position, inputDilation[axis]!, shape[axis + 1]!);
    valid = code.and(valid, place.valid);
    indices.push(place.index);
  }
  indices.push(output[axes + 1]!);
  return { indices, valid };
}

/** Small windows are written out: their loops would cost more than the work. */
function visitWindow(code: ElementCode, size: readonly number[], scope: Scope, write: (window: Index[]) => void): void {
  if (countElements(size) > 4) {
    code.builder.loops(size, scope, write);
    return;
  }
  const window: Index[] = [];
  const open = (axis: number): void => {
    if (axis === size.length) {
      write([...window]);
      return;
    }
    for (let k = 0; k < size[axis]!; k++) {
      window[axis] = constantIndex(k);
      open(axis + 1);
    }
  };
  code.builder.within(scope, () => open(0));
}

function placeInWindow(geometry: WindowGeometry, window: readonly Index[]): Index {
  let place = constantIndex(0);
  window.forEach((index, axis) => {
    place = addIndex(scaleIndex(place, geometry.size[axis]!), index);
  });
  return place;
}

function writeMaxPool(
  code: ElementCode,
  value: ValueId,
  operation: Extract<Operation, { op: "maxPool" | "maxPoolPlace" }>,
  indices: readonly Index[],
): Expression {
  const { builder } = code;
  const input = code.node(value).inputs[0]!;
  const scope = builder.scopeOf(indices);
  // The pool and its places are computed by one loop when a kernel needs both.
  const key = `window:${input}:${JSON.stringify(operation.size)}:${JSON.stringify(operation.strides)}:${JSON.stringify(operation.padLow)}@${indices
    .map((index) => builder.index(index).text)
    .join()}`;
  const best = builder.lookUp(`${key}:best`);
  const at = builder.lookUp(`${key}:at`);
  if (best !== undefined && at !== undefined) return operation.op === "maxPool" ? best : at;
  const bestName = builder.name();
  const atName = builder.name();
  code.context.require("is_nan");
  builder.within(scope, () => {
    builder.statementHere(`var ${bestName} = ${formatLiteral(Number.NEGATIVE_INFINITY, "f32")};`);
    builder.statementHere(`var ${atName} = -1i;`);
  });
  const ones = operation.size.map(() => 1);
  visitWindow(code, operation.size, scope, (window) => {
    const from = poolInput(code, operation, ones, code.shape(input), indices, window);
    const x = code.value(input, from.indices);
    const place = builder.index(placeInWindow(operation, window));
    const isBetter = `${x.text} > ${bestName} || is_nan(${x.text})`;
    const condition = from.valid === undefined ? isBetter : `${from.valid.text} && (${isBetter})`;
    builder.statementHere(`if (${condition}) { ${bestName} = ${x.text}; ${atName} = i32(${place.text}); }`);
  });
  builder.within(scope, () => builder.statementHere(`${atName} = max(${atName}, 0i);`));
  const bestExpression = { text: bestName, scope };
  const atExpression = { text: atName, scope };
  builder.remember(`${key}:best`, bestExpression);
  builder.remember(`${key}:at`, atExpression);
  return operation.op === "maxPool" ? bestExpression : atExpression;
}

function writeMaxPoolGradient(
  code: ElementCode,
  value: ValueId,
  operation: Extract<Operation, { op: "maxPoolGradient" }>,
  indices: readonly Index[],
): Expression {
  const { builder } = code;
  const [places, gradient] = code.node(value).inputs as [ValueId, ValueId];
  const pooled = code.shape(places);
  const axes = operation.size.length;
  const scope = builder.scopeOf(indices);
  const sum = builder.name();
  builder.within(scope, () => builder.statementHere(`var ${sum} = 0.0f;`));
  // Along an axis at most ceil(size / stride) windows hold an element: the last one that starts before it, and those before.
  const counts = operation.size.map((size, axis) => Math.ceil(size / operation.strides[axis]!));
  builder.loops(counts, scope, (back) => {
    let valid: Expression | undefined;
    const window: Index[] = [];
    const output: Index[] = [indices[0]!];
    for (let axis = 0; axis < axes; axis++) {
      const stride = operation.strides[axis]!;
      const size = operation.size[axis]!;
      const position = shiftIndex(indices[axis + 1]!, operation.padLow[axis]!);
      const last = builder.space.quotient(position, stride);
      const place = addIndex(last, scaleIndex(back[axis]!, -1));
      const inWindow = addIndex(builder.space.remainder(position, stride), scaleIndex(back[axis]!, stride));
      valid = code.and(valid, code.inside([place, inWindow], [pooled[axis + 1]!, size]));
      output.push(place);
      window.push(inWindow);
    }
    output.push(indices[axes + 1]!);
    const chosen = code.value(places, output);
    const g = code.value(gradient, output);
    const here = builder.index(placeInWindow(operation, window));
    const isChosen = `${chosen.text} == i32(${here.text})`;
    const condition = valid === undefined ? isChosen : `${valid.text} && ${isChosen}`;
    builder.statementHere(`${sum} += select(0.0f, ${g.text}, ${condition});`);
  });
  return { text: sum, scope };
}

function writeSumPool(
  code: ElementCode,
  value: ValueId,
  operation: Extract<Operation, { op: "sumPool" }>,
  indices: readonly Index[],
): Expression {
  const { builder } = code;
  const input = code.node(value).inputs[0]!;
  const scope = builder.scopeOf(indices);
  const sum = builder.name();
  builder.within(scope, () => builder.statementHere(`var ${sum} = 0.0f;`));
  visitWindow(code, operation.size, scope, (window) => {
    const { indices: from, valid } = poolInput(code, operation, operation.inputDilation, code.shape(input), indices, window);
    const x = code.value(input, from);
    builder.statementHere(`${sum} += ${valid === undefined ? x.text : `select(0.0f, ${x.text}, ${valid.text})`};`);
  });
  return { text: sum, scope };
}

/** Every row looks for the places that name it, in order: no atomics, so the sum is the same each time. */
function writeScatterAdd(code: ElementCode, value: ValueId, indices: readonly Index[]): Expression {
  const { builder } = code;
  const [places, updates] = code.node(value).inputs as [ValueId, ValueId];
  const placesShape = code.shape(places);
  const type = code.node(value).type;
  const scope = builder.scopeOf(indices);
  const sum = builder.name();
  const row = builder.index(indices[0]!);
  builder.within(scope, () => builder.statementHere(`var ${sum} = ${formatLiteral(0, type.dtype)};`));
  const write = (at: Index[]): void => {
    const named = builder.index(code.place(places, at, type.shape[0]!));
    builder.block(`if (${named.text} == ${row.text})`, () => {
      const update = code.value(updates, [...at, ...indices.slice(1)]);
      builder.statementHere(`${sum} += ${update.text};`);
    });
  };
  if (countElements(placesShape) === 1) builder.within(scope, () => write(placesShape.map(() => constantIndex(0))));
  else builder.loops(placesShape, scope, write);
  return { text: sum, scope };
}
