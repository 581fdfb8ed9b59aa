/**
 * Rewrites large sums by place (the gradient of an embedding), whose kernel would look at every update for every number of
 * the table. Updates are taken some at a time. Where the table has few rows, a product with a matrix of zeros and ones adds
 * them up. A number that is not finite makes its whole column of that matrix's result so, other than the operation itself: 0 times
 * infinity is NaN. Otherwise updates of one place are added up among themselves first, then every row looks for the first update that names it.
 */
import type { Node, Operation, Program, TensorType, ValueId } from "@downhill/ir";
import { countElements } from "./views.ts";

/** Comparisons from which on the kernel of the operation itself is the slower one. */
const manyComparisons = 2 ** 20;
/** Updates taken at a time: the matrix that joins them holds the square of it. */
const updatesAtATime = 1024;
/** Beyond so many parts the plan would grow too long. */
const mostParts = 64;

export function splitScatters(program: Program): Program {
  if (!program.nodes.some((node) => isLarge(program, node))) return program;
  const nodes: Node[] = [];
  const renamed: ValueId[] = [];
  for (const node of program.nodes) {
    const inputs = node.inputs.map((input) => renamed[input]!);
    const writer = new Writer(nodes, node);
    renamed.push(isLarge(program, node) ? rewrite(writer, node, inputs) : writer.add(node.operation, inputs, node.type));
  }
  const rename = (entries: Program["updates"]) => entries.map(({ name, value }) => ({ name, value: renamed[value]! }));
  return {
    ...program,
    nodes,
    updates: rename(program.updates),
    series: rename(program.series),
    outputs: rename(program.outputs),
  };
}

function isLarge(program: Program, { operation, inputs, type }: Node): boolean {
  if (operation.op !== "scatterAdd" || type.dtype !== "f32") return false;
  const updates = countElements(program.nodes[inputs[0]!]!.type.shape);
  return countElements(type.shape) * updates > manyComparisons && updates <= mostParts * updatesAtATime;
}

/** Adds nodes that serve what the rewritten node served. */
class Writer {
  readonly #nodes: Node[];
  readonly #origin: string | undefined;

  constructor(nodes: Node[], { origin }: Node) {
    this.#nodes = nodes;
    this.#origin = origin;
  }

  typeOf(value: ValueId): TensorType {
    return this.#nodes[value]!.type;
  }

  add(operation: Operation, inputs: readonly ValueId[], type: TensorType): ValueId {
    this.#nodes.push({ operation, inputs, type, ...(this.#origin === undefined ? {} : { origin: this.#origin }) });
    return this.#nodes.length - 1;
  }

  constant(value: number, type: TensorType): ValueId {
    return this.add({ op: "constant", value }, [], type);
  }

  binary(operator: "add" | "min" | "max" | "eq" | "lt", left: ValueId, right: ValueId): ValueId {
    const { dtype, shape } = this.typeOf(left);
    const isTest = operator === "eq" || operator === "lt";
    return this.add({ op: "binary", operator }, [left, right], { dtype: isTest ? "bool" : dtype, shape });
  }

  /** Laid along an axis of a matrix and repeated along the other. */
  spread(vector: ValueId, axis: 0 | 1, shape: readonly [number, number]): ValueId {
    const { dtype } = this.typeOf(vector);
    const column = this.add({ op: "reshape" }, [vector], { dtype, shape: axis === 0 ? [shape[0], 1] : [1, shape[1]] });
    return this.add({ op: "expand" }, [column], { dtype, shape });
  }

  iota(axis: 0 | 1, dtype: TensorType["dtype"], shape: readonly [number, number]): ValueId {
    return this.add({ op: "iota", axis }, [], { dtype, shape });
  }
}

interface Part {
  /** i32 or u32 `[updates]`. */
  readonly places: ValueId;
  /** f32 `[updates, width]`. */
  readonly updates: ValueId;
  readonly rows: number;
  readonly count: number;
  readonly width: number;
}

function rewrite(writer: Writer, node: Node, [places, updates]: readonly ValueId[]): ValueId {
  const [rows = 1] = node.type.shape;
  const { dtype, shape } = writer.typeOf(places!);
  const total = countElements(shape);
  const width = countElements(node.type.shape) / rows;
  const listed = clamp(writer, writer.add({ op: "reshape" }, [places!], { dtype, shape: [total] }), rows);
  const table = writer.add({ op: "reshape" }, [updates!], { dtype: "f32", shape: [total, width] });
  let sum: ValueId | undefined;
  for (let start = 0; start < total; start += updatesAtATime) {
    const count = Math.min(updatesAtATime, total - start);
    const part: Part = {
      places: writer.add({ op: "slice", starts: [start], strides: [1] }, [listed], { dtype, shape: [count] }),
      updates: writer.add({ op: "slice", starts: [start, 0], strides: [1, 1] }, [table], { dtype: "f32", shape: [count, width] }),
      rows,
      count,
      width,
    };
    const result = rows <= count ? addByMatrix(writer, part) : addByFirst(writer, part);
    sum = sum === undefined ? result : writer.binary("add", sum, result);
  }
  return writer.add({ op: "reshape" }, [sum!], node.type);
}

/** Places outside count as the nearest row. */
function clamp(writer: Writer, places: ValueId, rows: number): ValueId {
  const type = writer.typeOf(places);
  const limited = writer.binary("min", places, writer.constant(rows - 1, type));
  return type.dtype === "u32" ? limited : writer.binary("max", limited, writer.constant(0, type));
}

/** 1 where the update names the row, times the updates. */
function addByMatrix(writer: Writer, { places, updates, rows, count, width }: Part): ValueId {
  const shape = [rows, count] as const;
  const names = writer.binary("eq", writer.spread(places, 1, shape), writer.iota(0, writer.typeOf(places).dtype, shape));
  const matrix = writer.add({ op: "cast" }, [names], { dtype: "f32", shape });
  return writer.add({ op: "dot", batch: [], contract: [[1, 0]] }, [matrix, updates], { dtype: "f32", shape: [rows, width] });
}

/** Every update becomes the sum of all with its place; a row takes that of the first which names it, or 0. */
function addByFirst(writer: Writer, part: Part): ValueId {
  const { places, updates, rows, count, width } = part;
  const square = [count, count] as const;
  const isSame = writer.binary("eq", writer.spread(places, 0, square), writer.spread(places, 1, square));
  const matrix = writer.add({ op: "cast" }, [isSame], { dtype: "f32", shape: square });
  const joined = writer.add({ op: "dot", batch: [], contract: [[1, 0]] }, [matrix, updates], {
    dtype: "f32",
    shape: [count, width],
  });

  const shape = [rows, count] as const;
  const numbers = { dtype: "i32", shape } as const;
  const names = writer.binary("eq", writer.spread(places, 1, shape), writer.iota(0, writer.typeOf(places).dtype, shape));
  const candidates = writer.add(
    { op: "select" },
    [names, writer.iota(1, "i32", shape), writer.constant(count, numbers)],
    numbers,
  );
  const first = writer.add({ op: "reduce", operator: "min", axes: [1] }, [candidates], { dtype: "i32", shape: [rows] });
  const taken = writer.add({ op: "gather" }, [joined, first], { dtype: "f32", shape: [rows, width] });
  const isNamed = writer.binary("lt", first, writer.constant(count, { dtype: "i32", shape: [rows] }));
  const zero = writer.constant(0, { dtype: "f32", shape: [rows, width] });
  return writer.add({ op: "select" }, [writer.spread(isNamed, 0, [rows, width]), taken, zero], {
    dtype: "f32",
    shape: [rows, width],
  });
}
