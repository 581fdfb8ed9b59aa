/**
 * What a catalogue entry is. One entry, one file, one rule book: the palette, the inspector's form, the compiler options panel,
 * the live shapes (lowering run on types alone), the server's validation and the documentation table are all derived from it.
 */
import type { DType, ProgramBuilder, Shape, Value } from "@downhill/ir";
import type { FeatureSignature } from "../datasetSignature.ts";
import type { InitializerName } from "./initializers.ts";
import type { ParameterFields, ParametersOf } from "./parameterFields.ts";

export type BlockCategory =
  | "input"
  | "linear"
  | "convolution"
  | "pooling"
  | "normalization"
  | "activation"
  | "reshaping"
  | "merge"
  | "target";

export interface PortDefinition {
  /** Unique among the block's inputs or outputs: "input", "output". */
  readonly name: string;
  readonly label: string;
  /** An input that takes any number of connections (Add, Concatenate). */
  readonly isVariadic?: boolean;
}

/** What a block tells the person who placed it. The same sentence appears on the block, in the list and from the server. */
export interface BlockIssue {
  readonly code: string;
  /** What happened, where, what to do. */
  readonly message: string;
}

/** A running value that training updates but no gradient reaches (batch normalization's mean and variance). */
export interface Statistic {
  /** Its value at the start of the step. */
  readonly value: Value;
  /** Sets the value for the next step; ignored outside training. */
  update(value: Value): void;
}

/** Everything a block's lowering may ask for. */
export interface BlockContext {
  readonly builder: ProgramBuilder;
  readonly mode: "training" | "inference";
  /** Samples in the batch: the first axis of every value. */
  readonly batchSize: number;
  /**
   * f32 `[batch]`, 1 for a sample and 0 for the filling of an incomplete last batch; null when every batch is full.
   * Whoever mixes samples (batch normalization, losses, metrics) must weigh by it.
   */
  readonly sampleWeights: Value | null;
  /** A trainable tensor. `fanIn` and `fanOut` are for the initializer. Its full name is "<block name>/<name>". */
  parameter(name: string, shape: Shape, initializer: InitializerName, fans?: { fanIn: number; fanOut: number }): Value;
  statistic(name: string, shape: Shape, initial: number): Statistic;
  /** Uniform f32 in [0, 1), new at every step, equal on every target; training only. */
  randomUniform(shape: Shape): Value;
  /** The feature's batch, `[batch, ...feature.shape]`; fails with an issue when the dataset has no such feature. */
  feature(name: string): { value: Value; signature: FeatureSignature };
  /** Ends the lowering of this block with an issue. */
  fail(code: string, message: string): never;
}

export interface BlockDefinition<Fields extends ParameterFields = ParameterFields> {
  readonly kind: string;
  readonly label: string;
  readonly category: BlockCategory;
  /** One sentence for the palette and the documentation table. */
  readonly summary: string;
  /** Words by which search also finds it ("fully connected", "Linear"). */
  readonly keywords: readonly string[];
  readonly inputs: readonly PortDefinition[];
  readonly outputs: readonly PortDefinition[];
  readonly parameters: Fields;
  /** The one or two parameters that matter, for the card: "64 units · ReLU". */
  describe(parameters: ParametersOf<Fields>): string;
  /**
   * Writes the block into the program and returns one value per output port. `inputs` holds, per input port, the connected
   * values (exactly one unless the port is variadic). Runs on types alone as well, so it must not look at numbers.
   */
  lower(context: BlockContext, inputs: readonly (readonly Value[])[], parameters: ParametersOf<Fields>): readonly Value[];
}

/** What a loss or metric sees of one Target: prediction and truth `[batch, ...shape]` in f32. */
export interface TargetContext {
  readonly builder: ProgramBuilder;
  readonly prediction: Value;
  readonly truth: Value;
  readonly signature: FeatureSignature;
  /**
   * What produced the prediction, so that the stable form is chosen: a loss of probabilities over a softmax or sigmoid is
   * computed from `logits`. `logits` is the activation's input.
   */
  readonly activation: "linear" | "softmax" | "sigmoid" | "other";
  readonly logits: Value;
}

export interface LossDefinition<Fields extends ParameterFields = ParameterFields> {
  readonly kind: string;
  readonly label: string;
  readonly summary: string;
  /** Formula in plain text, mean over the last axis unless said otherwise. */
  readonly formula: string;
  readonly keywords: readonly string[];
  readonly parameters: Fields;
  /** Why it does not fit this target and last activation; null when it does. */
  check(signature: FeatureSignature, activation: TargetContext["activation"]): BlockIssue | null;
  /** Loss of each sample, f32 `[batch]`, before any weights; the trainer takes the (weighted) mean over the batch. */
  lower(context: TargetContext, parameters: ParametersOf<Fields>): Value;
}

/**
 * A metric is a few sums over samples and a formula over the totals, so that any split into batches gives the same number:
 * `sums` gives per-sample values `[batch]` (their weighted sums are recorded), `finish` makes the metric of the totals.
 */
export interface MetricDefinition {
  readonly kind: string;
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly isBetter: "higher" | "lower";
  readonly format: "percent" | "number";
  fits(signature: FeatureSignature): boolean;
  readonly sumNames: readonly string[];
  sums(context: TargetContext): Readonly<Record<string, Value>>;
  /** `count` is the total weight of the samples. */
  finish(totals: Readonly<Record<string, number>>, count: number): number;
}

/** One update rule over flat vectors: the same function trains the network and moves the ball in the documentation. */
export interface OptimizerDefinition<Fields extends ParameterFields = ParameterFields> {
  readonly kind: string;
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly keywords: readonly string[];
  readonly parameters: Fields;
  /** Names of the state vectors (each of the parameters' length, 0 at the start) that these parameters need. */
  slots(parameters: ParametersOf<Fields>): readonly string[];
  /** Names of the per-step numbers that `scalars` computes, beyond the learning rate. */
  readonly scalarNames: readonly string[];
  /** Per-step numbers in double precision; `step` counts from 1 (bias correction). */
  scalars(parameters: ParametersOf<Fields>, step: number, learningRate: number): Readonly<Record<string, number>>;
  update(
    builder: ProgramBuilder,
    state: {
      readonly parameter: Value;
      readonly gradient: Value;
      readonly learningRate: Value;
      readonly slots: Readonly<Record<string, Value>>;
      readonly scalars: Readonly<Record<string, Value>>;
    },
    parameters: ParametersOf<Fields>,
  ): { readonly parameter: Value; readonly slots: Readonly<Record<string, Value>> };
}

export interface ScheduleDefinition<Fields extends ParameterFields = ParameterFields> {
  readonly kind: string;
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly parameters: Fields;
  /** Rate used at `step` (from 0), in double precision. */
  rate(learningRate: number, step: number, parameters: ParametersOf<Fields>): number;
}

export type { DType };
