/** What lowering gives: programs and tables, plain data that can cross to a worker thread. */
import type { Program, Shape, TensorType } from "@downhill/ir";
import type { Issue } from "../check/issue.ts";
import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import type { ModelLayout } from "./layout.ts";

export interface LoweringRequest {
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
  readonly signature: DatasetSignature;
  readonly settings?: LoweringSettings;
}

export interface LoweringSettings {
  /**
   * Rows come from the i32 data tensor "batchOrder" `[steps * batchSize]` instead of the seeded permutation: for replaying
   * a written order. The run then has that many steps.
   */
  readonly batchOrder?: { readonly steps: number };
  /** Records the L2 norm of every parameter's gradient as the series "gradientNorm/<tensor key>". */
  readonly gradientNorms?: boolean;
  /** Samples per evaluation step; default 256. */
  readonly evaluationBatchSize?: number;
  /** Evaluations also count how often each class was taken for each. */
  readonly confusionMatrices?: boolean;
  /** Rows per prediction; default 1. */
  readonly predictionBatchSize?: number;
}

/** One training step: batch, forward pass, loss, gradients, update. */
export interface LoweredTraining {
  readonly program: Program;
  /** The values of its data tensors "constant/<n>", which belong to the options. */
  readonly constants: Readonly<Record<string, Float32Array>>;
  readonly options: CompilerOptions;
  /** Samples of a full batch: the option, or all samples when there are fewer. */
  readonly batchSize: number;
  readonly sampleCount: number;
  /** Samples in the last batch of an epoch. */
  readonly lastBatchSize: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Fewer than steps where gradients are gathered over batches. */
  readonly totalUpdates: number;
}

export type SubsetName = "training" | "validation" | "test";

/** What the states of an evaluation's tables are called, in front of the table's name. */
export const tablePrefix = "table/";

/** One step over the next samples of a subset, in order, in inference mode. */
export interface LoweredEvaluation {
  readonly program: Program;
  /** As in training; the same where the names are the same. */
  readonly constants: Readonly<Record<string, Float32Array>>;
  /**
   * Counts that metrics need beside the series, by name. The program keeps each in the state `tablePrefix` + name, f32, which
   * begins anew with the first batch and holds the totals after the last; such states belong to no checkpoint.
   */
  readonly tables: Readonly<Record<string, TensorType>>;
  /** The tables that are confusion matrices, rows being true classes and columns predicted ones; none unless asked for. */
  readonly confusions: readonly { readonly targetId: string; readonly table: string; readonly classes: number }[];
  readonly subset: SubsetName;
  readonly batchSize: number;
  readonly sampleCount: number;
  /** Samples in the last step. */
  readonly lastBatchSize: number;
  readonly steps: number;
}

/** Features in, predictions out: inference mode, after the activation that the loss implies. */
export interface LoweredPrediction {
  readonly program: Program;
  readonly batchSize: number;
  readonly inputs: readonly { readonly feature: string; readonly inputName: string; readonly shape: Shape }[];
  readonly targets: readonly {
    readonly blockId: string;
    readonly name: string;
    readonly feature: FeatureSignature;
    readonly outputName: string;
    /** Of one sample. */
    readonly shape: Shape;
  }[];
}

/** How sums recorded by the training and evaluation programs become one number. */
export interface MetricSeries {
  /** "accuracy", or "accuracy/<target name>" when there are several Targets. */
  readonly name: string;
  /** Catalogue kind, or "loss" for the loss of one of several Targets. */
  readonly kind: string;
  readonly targetId: string;
  /** The metric's sum name to the program's series name. */
  readonly sumSeries: Readonly<Record<string, string>>;
  /** The series that says how much was counted, where that is not the number of samples. */
  readonly countSeries?: string;
  /** The metric's table name to the evaluation's. A metric with tables has no value for a single step. */
  readonly tables?: Readonly<Record<string, string>>;
  /** Of a loss: its share in the whole. */
  readonly lossWeight?: number;
}

export interface LoweredModel {
  readonly layout: ModelLayout;
  readonly training: LoweredTraining;
  /** Null when the dataset has no validation samples. */
  readonly evaluation: LoweredEvaluation | null;
  readonly prediction: LoweredPrediction;
  readonly metrics: readonly MetricSeries[];
}

export type LoweringResult<Lowered> =
  | { readonly ok: true; readonly model: Lowered }
  /** The errors of the check. */
  | { readonly ok: false; readonly issues: readonly Issue[] };
