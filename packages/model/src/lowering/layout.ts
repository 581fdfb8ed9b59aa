/**
 * Where every tensor of a model lies. All trainable parameters share one flat state, so that the optimizer is one kernel;
 * each starts at a multiple of 4 elements. A checkpoint and the inspection of weights read this table.
 */
import { ProgramBuilder, type Shape, type TensorType, type Value } from "@downhill/ir";
import type { TrainedTensor } from "../catalogue/definition.ts";
import type { InitializerName, InitializerSettings } from "../catalogue/initializers.ts";
import type { Penalty } from "../catalogue/regularizers.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { lowerBlocks } from "./lowerBlocks.ts";
import { describeTensor, findOutputBlocks, listMatrixBlocks, orderParameters, type ParameterParts } from "./parameterOrder.ts";
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
  /** What its block's regularizers add to its gradient; absent: nothing. */
  readonly penalty?: Penalty | undefined;
  /** What an optimizer may look at; trained tensors have it. */
  readonly traits?: TrainedTensor;
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
  /** How the optimizer goes over the parameters. */
  readonly parts: ParameterParts;
  /** Elements of the parameters that an optimizer's state leaves out at their start; absent: none. */
  readonly stateStarts: Readonly<Record<string, number>>;
  /** Numbers in all parameters, without the gaps. */
  readonly parameterCount: number;
}

/** The moving average of the parameters, and the gradient gathered so far: states beside the optimizer's own. */
export const averageState = "optimizer/weightAverage";
export const gatheredState = "optimizer/gatheredGradient";

/** A tensor that has no place yet. */
export type SizedTensor = Omit<TensorPlacement, "offset" | "traits">;

const alignment = 4;

/** What of the options decides how a step updates the weights. */
export type UpdateOptions = Pick<
  CompilerOptions,
  | "optimizer"
  | "clipping"
  | "clippingThreshold"
  | "clippingForm"
  | "accumulationSteps"
  | "weightAverage"
  | "weightAverageMomentum"
>;

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
  const { targets } = lowerBlocks({ ...request, mode: "training", source: collector, onlyUsed: true });
  const targetIds = targets.map(({ block }) => block.id);
  return layOutTensors(collector.tensors, options, findOutputBlocks(document, targetIds, listMatrixBlocks(collector.tensors)));
}

/** Gives every tensor its place, in the order that the optimizer wants, and names the states that training needs. */
export function layOutTensors(
  tensors: readonly SizedTensor[],
  options: UpdateOptions,
  outputBlocks: ReadonlySet<string>,
): ModelLayout {
  const ends: Record<ArenaName, number> = { parameters: 0, frozen: 0, statistics: 0 };
  const offsets = new Map<SizedTensor, number>();
  const place = (tensor: SizedTensor) => {
    offsets.set(tensor, ends[tensor.arena]);
    ends[tensor.arena] += Math.ceil(tensor.size / alignment) * alignment;
  };
  const optimizer = resolveOptimizer(options);
  const trained = tensors.filter(({ arena }) => arena === "parameters");
  const order = orderParameters(trained, optimizer, outputBlocks);
  order.alone.forEach(place);
  const flatStart = ends.parameters;
  order.decayed.forEach(place);
  const decayEnd = order.spared.length > 0 ? ends.parameters - flatStart : null;
  order.spared.forEach(place);
  tensors.filter(({ arena }) => arena !== "parameters").forEach(place);

  const states: Record<string, TensorType> = {};
  const stateStarts: Record<string, number> = {};
  const vector = (length: number): TensorType => ({ dtype: "f32", shape: [length] });
  for (const arena of ["parameters", "frozen", "statistics"] as const) {
    if (ends[arena] > 0) states[arena] = vector(ends[arena]);
  }
  if (states.parameters) {
    for (const slot of optimizer.definition.slots(optimizer.parameters)) {
      const start = optimizer.definition.flatSlots?.includes(slot) ? flatStart : 0;
      if (start === ends.parameters) continue;
      states[`optimizer/${slot}`] = vector(ends.parameters - start);
      if (start > 0) stateStarts[`optimizer/${slot}`] = start;
    }
    if (options.accumulationSteps > 1) states[gatheredState] = states.parameters;
    if (options.weightAverage) states[averageState] = states.parameters;
  }
  return {
    tensors: tensors.map((tensor) => ({
      ...tensor,
      ...(tensor.arena === "parameters" ? { traits: describeTensor(tensor, outputBlocks) } : {}),
      offset: offsets.get(tensor) ?? 0,
    })),
    states,
    parts: { flatStart, decayEnd },
    stateStarts,
    parameterCount: countParameters(tensors),
  };
}

/** A tensor source on types alone: it writes down what is asked for and answers with placeholders. */
export class TensorCollector implements TensorSource {
  readonly builder = new ProgramBuilder();
  readonly #batchSize: number;
  readonly #tensors: SizedTensor[] = [];

  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  get tensors(): readonly SizedTensor[] {
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

  #place(
    arena: ArenaName,
    blockId: string,
    { name, shape, penalty }: { readonly name: string; readonly shape: Shape; readonly penalty?: Penalty | undefined },
    initial: TensorPlacement["initial"],
  ): Value {
    const key = `${blockId}/${name}`;
    const size = shape.reduce((product, n) => product * n, 1);
    this.#tensors.push({ key, blockId, name, shape, size, arena, initial, ...(penalty ? { penalty } : {}) });
    return this.builder.input(key, { dtype: "f32", shape });
  }
}

export function countParameters(tensors: readonly SizedTensor[]): number {
  return tensors.reduce((total, { arena, size }) => total + (arena === "statistics" ? 0 : size), 0);
}
