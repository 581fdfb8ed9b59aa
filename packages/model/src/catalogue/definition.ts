/**
 * What a catalogue entry is. One entry, one file, one rule book: the palette, the inspector's form, the compiler options panel,
 * the live shapes (lowering run on types alone), the server's validation and the documentation table are all derived from it.
 */
import type { ProgramBuilder, Shape, Value } from "@downhill/ir";
import type { FeatureSignature } from "../datasetSignature.ts";
import type { InitializerName, InitializerSettings } from "./initializers.ts";
import type { ParameterFields, ParametersOf } from "./parameterFields.ts";

export type BlockCategory =
  | "input"
  | "linear"
  | "convolution"
  | "pooling"
  | "normalization"
  | "regularization"
  | "activation"
  | "recurrent"
  | "attention"
  | "reshaping"
  | "merge"
  | "preprocessing"
  | "target";

export interface PortDefinition {
  /** Unique among the block's inputs or outputs: "input", "output". */
  readonly name: string;
  readonly label: string;
  /** An input that takes any number of connections (Add, Concatenate). */
  readonly isVariadic?: boolean;
  /** An input that may stay unconnected. */
  readonly isOptional?: boolean;
}

/** What an entry says of a setting that does not fit. The same sentence appears on the block, in the list and from the server. */
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

export interface ParameterRequest {
  /** Unique in the block: "kernel", "bias". */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: InitializerName;
  /** For the initializers that take more than the fans; without it they have their defaults. */
  readonly initializerSettings?: InitializerSettings;
  /** Inputs and outputs of one unit, for the initializer. Zeros and ones need none. */
  readonly fans?: { readonly in: number; readonly out: number };
  /** Off keeps the first value: no gradient, no update. */
  readonly trainable: boolean;
}

/**
 * What a value last went through. `probability` stands for activations other than the sigmoid whose results each lie from 0 to 1,
 * `other` for those whose results are neither logits nor probabilities.
 */
export type LastActivation = "linear" | "softmax" | "sigmoid" | "probability" | "other";

export interface Activated {
  readonly activation: LastActivation;
  /** The activation's input behind softmax and sigmoid, else the value itself. */
  readonly logits: Value;
}

/** Everything a block's lowering may ask for. */
export interface BlockContext {
  readonly builder: ProgramBuilder;
  /** The block's own name, for messages: "Dense 2". */
  readonly blockName: string;
  readonly mode: "training" | "inference";
  /** Samples in the batch: the first axis of every value. */
  readonly batchSize: number;
  /**
   * f32 `[batch]`, 1 for a sample and 0 for the filling of an incomplete last batch; null when every batch is full.
   * Whoever mixes samples (batch normalization, losses, metrics) must weigh by it.
   */
  readonly sampleWeights: Value | null;
  /** f32 scalar: how many samples of the batch count. Null when every batch is full. */
  readonly sampleCount: Value | null;
  parameter(request: ParameterRequest): Value;
  statistic(name: string, shape: Shape, initial: number): Statistic;
  /** Uniform f32 in [0, 1), new at every step, equal on every target; training only. */
  randomUniform(shape: Shape): Value;
  /** The feature's batch, `[batch, ...feature.shape]`; fails with an issue when the dataset has no such feature. */
  feature(name: string, role: FeatureSignature["role"]): Value;
  /** Declares what a target's feature is compared with. Fails with an issue when the shapes differ. */
  target(feature: string, prediction: Value): void;
  /** What `value` last went through. */
  getActivated(value: Value): Activated;
  markActivated(value: Value, activated: Activated): void;
  /** Ends the lowering of this block with an issue. */
  fail(code: string, message: string): never;
}

export type BlockRole = "input" | "target";

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
  /**
   * Its outputs are its inputs' numbers, moved, dropped, disturbed, scaled, pooled or added: after a sigmoid they are still no logits.
   * A block without it (Dense, Batch normalization) gives any number, whatever came in.
   */
  readonly keepsRange?: boolean;
  /** Where the dataset meets the model: brings a feature in, or compares a prediction with one. Other blocks have none. */
  readonly role?: BlockRole;
  /** The parameter that sets the size of the output's last axis: what a fix changes when a width does not fit. */
  readonly widthParameter?: string;
  /** A sample shape that it accepts at every input; the catalogue's own test lowers the block on it. */
  readonly sampleShape: Shape;
  /** The one or two parameters that matter, for the card: "64 units · ReLU". */
  describe(parameters: ParametersOf<Fields>): string;
  /**
   * Writes the block into the program and returns one value per output port. `inputs` holds, per input port, the connected
   * values (exactly one unless the port is variadic). Runs on types alone as well, so it must not look at numbers.
   */
  lower(context: BlockContext, inputs: readonly (readonly Value[])[], parameters: ParametersOf<Fields>): readonly Value[];
}

/** What a loss sees of one Target: prediction and truth, both f32 `[batch, ...shape]`. */
export interface TargetContext extends Activated {
  readonly builder: ProgramBuilder;
  readonly prediction: Value;
  readonly truth: Value;
  /** Fixed numbers as f32 `[values.length]`, such as one weight per output. */
  vector(values: readonly number[]): Value;
}

export interface LossDefinition<Fields extends ParameterFields = ParameterFields> {
  readonly kind: string;
  readonly label: string;
  readonly summary: string;
  /** For "When it fits: …". */
  readonly fitsWhen: string;
  /** Formula in plain text, of one sample; t is the truth, p the prediction. */
  readonly formula: string;
  readonly keywords: readonly string[];
  readonly parameters: Fields;
  /** Measures distances between numbers; on a target that names classes another loss usually learns better. */
  readonly isForNumbers?: boolean;
  /** Predictions and truths below 0 have no meaning for it, so an activation that keeps predictions above 0 fits. */
  readonly isForPositiveNumbers?: boolean;
  /** Why it does not fit this target and last activation; null when it does. */
  check(signature: FeatureSignature, activation: LastActivation, parameters: ParametersOf<Fields>): BlockIssue | null;
  /** The activation with which logits become predictions; null when the model's output is the prediction. */
  impliedActivation(activation: LastActivation): "softmax" | "sigmoid" | null;
  /**
   * Loss of each place before any weights: the prediction's shape without its last axis. The training program takes the
   * mean over the places of a sample and the weighted mean over the batch.
   */
  lower(context: TargetContext, parameters: ParametersOf<Fields>): Value;
}

/** What a metric sees: predictions after the last activation that the loss implies; activation and logits as the loss sees them. */
export interface MetricContext extends Activated {
  readonly builder: ProgramBuilder;
  readonly prediction: Value;
  readonly truth: Value;
  /** The truth of one fixed sample, `[1, ...shape]`: subtract it before squaring, and large offsets cost no digits. */
  readonly anchor: Value;
  readonly signature: FeatureSignature;
}

/** Counts that need more than a few numbers, such as hits per class. They are added up over the batches of an evaluation. */
export interface MetricTable {
  /** Metrics that name the same table share it. */
  readonly name: string;
  /**
   * f32 of any shape: the batch's counts. `counted`, f32 of the truth's shape without its last axis, is 1 for every place that
   * counts and 0 for the others.
   */
  count(context: MetricContext, counted: Value): Value;
}

/**
 * A metric is a few sums over samples and a formula over the totals, so that any split into batches gives the same number:
 * `sums` gives one value per place (the truth's shape without its last axis; the mean over a sample's places is added up over
 * the samples), `finish` makes the metric of the totals. A metric with `tables` is measured on whole subsets only, not at every step.
 */
export interface MetricDefinition {
  readonly kind: string;
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly isBetter: "higher" | "lower";
  readonly format: "percent" | "number";
  /** Which targets it fits, for "It fits …". */
  readonly fitsWhen: string;
  fits(signature: FeatureSignature): boolean;
  readonly sumNames: readonly string[];
  sums(context: MetricContext): Readonly<Record<string, Value>>;
  readonly tables?: readonly MetricTable[];
  /** `count` is the number of samples; `tables` are the totals of the tables, row-major. */
  finish(totals: Readonly<Record<string, number>>, count: number, tables: Readonly<Record<string, ArrayLike<number>>>): number;
}

/** Values that a family of libraries starts with: set as a group. */
export interface OptimizerPreset {
  readonly learningRate: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Advice on settings that are valid but do not do what they seem to. */
export interface OptimizerHint extends BlockIssue {
  /** The parameter to look at. */
  readonly field: string;
  /** What one click changes. */
  readonly fix: { readonly label: string; readonly parameters: Readonly<Record<string, unknown>> };
}

/** Settings that each fit but do not go together. */
export interface FieldIssue extends BlockIssue {
  readonly severity: "error" | "warning" | "hint";
  /** The parameter to look at. */
  readonly field: string;
}

/** One trained tensor as an optimizer may look at it. */
export interface TrainedTensor {
  readonly shape: Shape;
  /** A kernel or a table, not a bias or a scale, which may have two axes as well. */
  readonly isMatrix: boolean;
  /** Rows of it are looked up by number. */
  readonly isTable: boolean;
  /** It belongs to the last trained block in front of a Target. */
  readonly isOutput: boolean;
}

/** What a rule updates: values of one shape, the flat vector of all tensors or one tensor. */
export interface OptimizerState {
  readonly parameter: Value;
  readonly gradient: Value;
  readonly learningRate: Value;
  readonly slots: Readonly<Record<string, Value>>;
  readonly scalars: Readonly<Record<string, Value>>;
  /** True where weight decay applies; absent: everywhere. */
  readonly decayMask?: Value | undefined;
  /** Present where the rule takes a tensor by itself. */
  readonly tensor?: TrainedTensor | undefined;
}

/** One update rule over flat vectors: the same function trains the network and moves the ball in the documentation. */
export interface OptimizerDefinition<Fields extends ParameterFields = ParameterFields> {
  readonly kind: string;
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly keywords: readonly string[];
  readonly parameters: Fields;
  /** Of the libraries that have it. */
  readonly presets: { readonly keras?: OptimizerPreset; readonly pytorch?: OptimizerPreset };
  /** "momentum 0.9 · Nesterov", for lists of experiments. */
  describe(parameters: ParametersOf<Fields>): string;
  hints?(parameters: ParametersOf<Fields>): readonly OptimizerHint[];
  /** What does not go together among the parameters. */
  check?(parameters: ParametersOf<Fields>): readonly FieldIssue[];
  /** Only the sign of each gradient counts, compared with the last one: for full batches. */
  readonly usesOnlySigns?: boolean;
  /**
   * The rule takes this tensor by itself, in its own shape, because its norm or its rows and columns count. Costs kernels:
   * all other tensors share one flat vector.
   */
  takesAlone?(tensor: TrainedTensor, parameters: ParametersOf<Fields>): boolean;
  /** Names of the state vectors (each of the parameters' length, 0 at the start) that these parameters need. */
  slots(parameters: ParametersOf<Fields>): readonly string[];
  /** Those of the slots that tensors taken alone do without. */
  readonly flatSlots?: readonly string[];
  /** Names of the per-step numbers that `scalars` computes, beyond the learning rate. */
  readonly scalarNames: readonly string[];
  /** Per-step numbers in double precision; `step` counts updates from 1 (bias correction). */
  scalars(parameters: ParametersOf<Fields>, step: number, learningRate: number): Readonly<Record<string, number>>;
  /** The new values; `slots` holds the slots that this update moves. */
  update(
    builder: ProgramBuilder,
    state: OptimizerState,
    parameters: ParametersOf<Fields>,
  ): { readonly parameter: Value; readonly slots: Readonly<Record<string, Value>> };
}

/** Where a run stands, for its learning rate. */
export interface ScheduleMoment {
  /** The option: what the schedule starts from, or peaks at. */
  readonly learningRate: number;
  /** Updates done, from 0. */
  readonly step: number;
  /** Updates of the whole run. */
  readonly totalSteps: number;
}

/** What a schedule that looks at results remembers; kept in checkpoints. */
export interface RateMemory {
  readonly rate: number;
  readonly best: number | null;
  /** Epochs in a row without progress. */
  readonly waited: number;
  readonly cooldown: number;
}

/** A learning rate that answers to results: after each epoch's evaluation the host asks what to do. */
export interface RateFeedback<Fields extends ParameterFields = ParameterFields> {
  /** The validation series that it watches: "loss" or a metric's kind. */
  monitor(parameters: ParametersOf<Fields>): string;
  observe(memory: RateMemory, value: number, parameters: ParametersOf<Fields>): RateMemory;
}

export interface ScheduleDefinition<Fields extends ParameterFields = ParameterFields> {
  readonly kind: string;
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly parameters: Fields;
  /** Rate of one update, in double precision. */
  rate(moment: ScheduleMoment, parameters: ParametersOf<Fields>): number;
  /** The rates depend on the length of the run, so that a longer run is another one from its first step. */
  usesRunLength?(parameters: ParametersOf<Fields>): boolean;
  /** Starts below the learning rate and climbs: it is a warm-up itself. */
  readonly risesFirst?: boolean;
  /** Present where the rate also follows results; `rate` then gets the remembered rate as `learningRate`. */
  readonly feedback?: RateFeedback<Fields>;
  /** What does not go together among the parameters, or does not fit the run. */
  check?(parameters: ParametersOf<Fields>, moment: ScheduleMoment): readonly FieldIssue[];
}

// The functions below only help the compiler to infer the type of the parameters.

export function defineBlock<Fields extends ParameterFields>(definition: BlockDefinition<Fields>): BlockDefinition<Fields> {
  return definition;
}
export function defineLoss<Fields extends ParameterFields>(definition: LossDefinition<Fields>): LossDefinition<Fields> {
  return definition;
}
export function defineOptimizer<Fields extends ParameterFields>(
  definition: OptimizerDefinition<Fields>,
): OptimizerDefinition<Fields> {
  return definition;
}
export function defineSchedule<Fields extends ParameterFields>(
  definition: ScheduleDefinition<Fields>,
): ScheduleDefinition<Fields> {
  return definition;
}
