/**
 * Code for one element of a value: walks from the value down to what lies in memory, turning movement operations into index
 * arithmetic and everything else into expressions. Loops (reductions, windows, simple contractions) are in `loopCode.ts`.
 */
import type { Node, Operation, Program, ValueId } from "@downhill/ir";
import type { Placement } from "../../plan.ts";
import {
  type Index,
  indexThroughView,
  indicesKey,
  isDense,
  largestValue,
  linearize,
  locate,
  shiftIndex,
  smallestValue,
} from "../../views.ts";
import type { CodeBuilder, Expression, WgslType } from "./codeBuilder.ts";
import type { HelperName } from "./helpers.ts";
import { formatLiteral } from "./literals.ts";
import { writeLoop } from "./loopCode.ts";
import { writeBinary, writeUnary } from "./operatorCode.ts";
import type { OriginRecord } from "./origins.ts";
import { type QuadRecord, splitQuad } from "./quads.ts";

/** What the code of a kernel part needs from the kernel around it. */
export interface KernelContext {
  readonly program: Program;
  readonly placements: Readonly<Record<ValueId, Placement>>;
  /** Name of the binding that holds a buffer. */
  bindingName(buffer: number): string;
  /** Word of the step's row that holds a scalar. */
  scalarWord(name: string): number;
  /** Place in the series ring of this step's value. */
  seriesTarget(series: number): string;
  /** Whether the binding of a buffer is made of `vec4`. */
  isQuad(buffer: number): boolean;
  readonly quads: QuadRecord;
  /** Elements of a buffer in front of its binding. */
  originOf(buffer: number): number;
  readonly origins: OriginRecord;
  require(helper: HelperName): void;
  /** Declares a module-scope variable, such as workgroup memory. */
  declare(text: string): void;
}

export class ElementCode {
  readonly builder: CodeBuilder;
  readonly context: KernelContext;
  readonly computes: ReadonlySet<ValueId>;
  /** Values that the kernel's template computes itself, with what they are at the element in hand. */
  readonly loadedBuffers = new Set<number>();
  readonly given = new Map<ValueId, (indices: readonly Index[]) => Expression>();

  readonly #label: string;

  /** `label` tells the parts of a kernel apart. */
  constructor(builder: CodeBuilder, context: KernelContext, computes: ReadonlySet<ValueId>, label: string) {
    this.#label = label;
    this.builder = builder;
    this.context = context;
    this.computes = computes;
  }

  node(value: ValueId): Node {
    return this.context.program.nodes[value]!;
  }

  shape(value: ValueId): readonly number[] {
    return this.node(value).type.shape;
  }

  literal(value: number, type: WgslType): Expression {
    return this.builder.literal(formatLiteral(value, type));
  }

  /** The element of `value` at `indices` (one per axis). */
  value(value: ValueId, indices: readonly Index[]): Expression {
    const key = `value:${value}@${indicesKey(indices)}`;
    const known = this.builder.lookUp(key);
    if (known !== undefined) return known;
    const given = this.given.get(value);
    const expression = given !== undefined ? given(indices) : this.#compute(value, indices);
    this.builder.remember(key, expression);
    return expression;
  }

  #compute(value: ValueId, indices: readonly Index[]): Expression {
    const node = this.node(value);
    const { operation, type } = node;
    if (operation.op === "constant") return this.literal(operation.value, type.dtype);
    if (operation.op === "scalar") return this.#scalar(operation.name, type.dtype);
    if (operation.op === "iota") {
      const place = this.builder.index(indices[operation.axis]!);
      return type.dtype === "u32" ? place : this.builder.let(`${type.dtype}(${place.text})`, [place]);
    }
    if (!this.computes.has(value)) return this.load(value, indices);
    const first = node.inputs[0]!;
    switch (operation.op) {
      case "reshape":
      case "permute":
      case "expand":
      case "slice":
      case "flip":
        return this.value(first, indexThroughView(this.builder.space, operation, indices, type.shape, this.shape(first)));
      case "pad":
        return this.#pad(operation, first, indices);
      case "unary":
        return writeUnary(this, operation.operator, this.value(first, indices), type.dtype);
      case "binary": {
        const dtype = this.node(first).type.dtype;
        const second = node.inputs[1]!;
        const operands = [this.value(first, indices), this.value(second, indices)] as const;
        return writeBinary(this, operation.operator, operands, dtype, [this.constantOf(first), this.constantOf(second)]);
      }
      case "select": {
        const [condition, whenTrue, whenFalse] = node.inputs.map((input) => this.value(input, indices));
        return this.builder.let(`select(${whenFalse!.text}, ${whenTrue!.text}, ${condition!.text})`, [
          condition!,
          whenTrue!,
          whenFalse!,
        ]);
      }
      case "cast": {
        const x = this.value(first, indices);
        return this.node(first).type.dtype === type.dtype ? x : this.builder.let(`${type.dtype}(${x.text})`, [x]);
      }
      case "bitcast": {
        const x = this.value(first, indices);
        return this.builder.let(`bitcast<${type.dtype}>(${x.text})`, [x]);
      }
      case "randomBits": {
        this.context.require("threefry");
        const key = this.value(first, []);
        const counter = this.value(node.inputs[1]!, []);
        const element = this.builder.index(linearize(indices, type.shape));
        const text = `threefry(${key.text}, ${operation.stream}u, ${element.text}, ${counter.text})`;
        return this.builder.let(text, [key, counter, element]);
      }
      case "permuteIndex": {
        this.context.require("permute_index");
        const position = this.value(first, indices);
        const key = this.value(node.inputs[1]!, []);
        let half = 1;
        while (4 ** half < operation.count) half++;
        return this.builder.let(`permute_index(${position.text}, ${key.text}, ${operation.count}u, ${half}u)`, [position, key]);
      }
      case "gather": {
        const places = node.inputs[1]!;
        const rank = this.shape(places).length;
        const row = this.place(places, indices.slice(0, rank), this.shape(first)[0]!);
        return this.value(first, [row, ...indices.slice(rank)]);
      }
      default:
        return writeLoop(this, value, indices);
    }
  }

  /** Row named by an element of `places`, clamped into 0..rows-1. */
  place(places: ValueId, indices: readonly Index[], rows: number): Index {
    const raw = this.value(places, indices);
    const isSigned = this.node(places).type.dtype === "i32";
    const text = isSigned ? `u32(clamp(${raw.text}, 0i, ${rows - 1}i))` : `min(${raw.text}, ${rows - 1}u)`;
    const row = this.builder.let(text, [raw]);
    return this.builder.atomOf(row, rows - 1);
  }

  #pad(operation: Extract<Operation, { op: "pad" }>, input: ValueId, indices: readonly Index[]): Expression {
    const shape = this.shape(input);
    const inner = indices.map((index, axis) => shiftIndex(index, -operation.low[axis]!));
    const inside = this.inside(inner, shape);
    const x = this.value(input, inner);
    if (inside === undefined) return x;
    const outside = this.literal(operation.value, this.node(input).type.dtype);
    return this.builder.let(`select(${outside.text}, ${x.text}, ${inside.text})`, [x, inside]);
  }

  /** Condition that all indices lie inside the shape; undefined if they always do. Indices below 0 wrap to large numbers. */
  inside(indices: readonly Index[], shape: readonly number[]): Expression | undefined {
    let all: Expression | undefined;
    indices.forEach((index, axis) => {
      if (smallestValue(index) >= 0 && largestValue(index) < shape[axis]!) return;
      const place = this.builder.index(index);
      all = this.and(all, this.builder.let(`${place.text} < ${shape[axis]}u`, [place]));
    });
    return all;
  }

  and(a: Expression | undefined, b: Expression | undefined): Expression | undefined {
    if (a === undefined || b === undefined) return a ?? b;
    return this.builder.let(`${a.text} && ${b.text}`, [a, b]);
  }

  #scalar(name: string, dtype: WgslType): Expression {
    const word = this.context.scalarWord(name);
    const bits = `step_row[${Math.floor(word / 4)}][${word % 4}]`;
    return this.builder.let(dtype === "u32" ? bits : `bitcast<${dtype}>(${bits})`, []);
  }

  /** Place in its buffer's binding of the element at `indices`. */
  location(value: ValueId, placement: Placement, indices: readonly Index[]): Index {
    const shape = this.shape(value);
    const { buffer, offset, strides } = placement;
    const index = isDense(shape, strides) ? shiftIndex(linearize(indices, shape), offset) : locate(indices, strides, offset);
    this.context.origins.note(buffer, index);
    return shiftIndex(index, -this.context.originOf(buffer));
  }

  load(value: ValueId, indices: readonly Index[]): Expression {
    const placement = this.context.placements[value];
    if (placement === undefined) throw new Error(`Value ${value} is not in memory.`);
    const { buffer } = placement;
    this.loadedBuffers.add(buffer);
    const index = this.location(value, placement, indices);
    this.context.quads.noteLoad(buffer, index, this.#label);
    const x = this.#loadElement(buffer, index);
    return this.node(value).type.dtype === "bool" ? this.builder.let(`${x.text} != 0u`, [x]) : x;
  }

  #loadElement(buffer: number, index: Index): Expression {
    const { builder, context } = this;
    const name = context.bindingName(buffer);
    if (!context.isQuad(buffer)) {
      const place = builder.index(index);
      return builder.let(`${name}[${place.text}]`, [place]);
    }
    const quad = splitQuad(index);
    if (quad === undefined) {
      const place = builder.index(index);
      return builder.let(`${name}[${place.text} >> 2u][${place.text} & 3u]`, [place]);
    }
    const base = builder.index(quad.base);
    const four = builder.let(`${name}[${base.text}]`, [base]);
    return { text: `${four.text}.${"xyzw"[quad.place]}`, scope: four.scope };
  }

  /** The number that every element of `value` is, if that is known. */
  constantOf(value: ValueId): number | undefined {
    const { operation, inputs } = this.node(value);
    if (operation.op === "constant") return operation.value;
    if ((operation.op === "expand" || operation.op === "reshape") && this.computes.has(value)) return this.constantOf(inputs[0]!);
    return undefined;
  }
}
