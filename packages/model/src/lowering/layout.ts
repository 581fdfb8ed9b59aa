/**
 * Where every tensor of a model lies. All trainable parameters share one flat state, so that the optimizer is one kernel;
 * each starts at a multiple of 4 elements. A checkpoint and the inspection of weights read this table.
 */
import { ProgramBuilder, type Shape, type TensorType, type Value } from "@downhill/ir";
import type { InitializerName, InitializerSettings } from "../catalogue/initializers.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { lowerBlocks } from "./lowerBlocks.ts";
import { resolveOptimizer } from "./resolveChoices.ts";
import type { TensorSource } from "./tensorSource.ts";

/** `parameters` are trained, `frozen` are parameters that keep their first values, `statistics` are running values. */
export type ArenaName = "parameters" | "frozen" | "statistics";

export interface TensorPlacement {
  /** "<block id>/<name>": stable while the block lives, whatever it is called. */
  readonly key: string;
  readonly blockId: string;
  /** "kernel", "bias", "gamma", "running_mean". */
  readonly name: string;
  readonly shape: Shape;
  readonly size: number;
  readonly arena: ArenaName;
  /** Elements from the start of the arena. */
  readonly offset: number;
  /** How its first values are made. */
  readonly initial:
    | {
        readonly initializer: InitializerName;
        readonly settings?: InitializerSettings;
        readonly fanIn: number;
        readonly fanOut: number;
        readonly stream: number;
      }
    | { readonly constant: number };
}

export interface ModelLayout {
  /** In the order in which the blocks are lowered. */
  readonly tensors: readonly TensorPlacement[];
  /** Every state of the training program: arenas and the optimizer's slots ("optimizer/<slot>"), flat f32. */
  readonly states: Readonly<Record<string, TensorType>>;
  /** Numbers in all parameters, without the gaps. */
  readonly parameterCount: number;
}

const alignment = 4;

/** Samples in the batch when only types matter: more than one, so that a wrong broadcast over the batch shows. */
export const typeBatchSize = 2;

/** Lays out the tensors that the used blocks ask for. The document must check without errors. */
export function planLayout(document: ModelDocument, options: CompilerOptions, signature: DatasetSignature): ModelLayout {
  const collector = new TensorCollector(typeBatchSize);
  const request = {
    document,
    signature,
    builder: collector.builder,
    batchSize: typeBatchSize,
    sampleWeights: null,
    sampleCount: null,
  };
  lowerBlocks({ ...request, mode: "training", source: collector, onlyUsed: true });
  return collector.finish(options);
}

/** A tensor source on types alone: it writes down what is asked for and answers with placeholders. */
export class TensorCollector implements TensorSource {
  readonly builder = new ProgramBuilder();
  readonly #batchSize: number;
  readonly #tensors: TensorPlacement[] = [];
  readonly #ends: Record<ArenaName, number> = { parameters: 0, frozen: 0, statistics: 0 };

  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  get tensors(): readonly TensorPlacement[] {
    return this.#tensors;
  }

  parameter(blockId: string, request: Parameters<TensorSource["parameter"]>[1]): Value {
    const { initializer, initializerSettings: settings, fans } = request;
    const initial = { initializer, settings, fanIn: fans?.in ?? 1, fanOut: fans?.out ?? 1, stream: this.#tensors.length };
    return this.#place(request.trainable ? "parameters" : "frozen", blockId, request, initial);
  }

  statistic(blockId: string, request: Parameters<TensorSource["statistic"]>[1]) {
    const value = this.#place("statistics", blockId, request, { constant: request.initial });
    return { value, update: () => undefined };
  }

  feature(signature: Parameters<TensorSource["feature"]>[0]): Value {
    return this.builder.input(`feature/${signature.name}`, { dtype: "f32", shape: [this.#batchSize, ...signature.shape] });
  }

  uniform(shape: Shape): Value {
    return this.builder.constant(0, "f32", shape);
  }

  finish(options: CompilerOptions): ModelLayout {
    const states: Record<string, TensorType> = {};
    for (const arena of ["parameters", "frozen", "statistics"] as const) {
      if (this.#ends[arena] > 0) states[arena] = { dtype: "f32", shape: [this.#ends[arena]] };
    }
    const { definition, parameters } = resolveOptimizer(options);
    if (states.parameters) {
      for (const slot of definition.slots(parameters)) states[`optimizer/${slot}`] = states.parameters;
    }
    return { tensors: this.#tensors, states, parameterCount: countParameters(this.#tensors) };
  }

  #place(
    arena: ArenaName,
    blockId: string,
    { name, shape }: { readonly name: string; readonly shape: Shape },
    initial: TensorPlacement["initial"],
  ): Value {
    const key = `${blockId}/${name}`;
    const size = shape.reduce((product, n) => product * n, 1);
    this.#tensors.push({ key, blockId, name, shape, size, arena, offset: this.#ends[arena], initial });
    this.#ends[arena] += Math.ceil(size / alignment) * alignment;
    return this.builder.input(key, { dtype: "f32", shape });
  }
}

export function countParameters(tensors: readonly TensorPlacement[]): number {
  return tensors.reduce((total, { arena, size }) => total + (arena === "statistics" ? 0 : size), 0);
}
