/** The end of the data's way: tensors per feature and subset, ready for a device, and how to read them back. */
import type { SubsetName } from "./datasetDefinition.ts";

export interface EncodedFeature {
  readonly name: string;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  readonly kind: "numeric" | "categorical" | "binary" | "image" | "tokens";
  readonly role: "input" | "target" | "weight";
  readonly classes?: readonly string[];
  /** Row-major `[samples, ...shape]` per subset. */
  readonly values: Readonly<Record<SubsetName, Float32Array>>;
}

/** How a column was encoded, from the training subset only; enough to encode a new row and to read a prediction back. */
export interface ColumnStatistics {
  readonly name: string;
  readonly mean?: number;
  readonly standardDeviation?: number;
  readonly min?: number;
  readonly max?: number;
  /** In one-hot order. */
  readonly classes?: readonly string[];
  /** What stands for a missing cell. */
  readonly fill?: number | string;
}

export interface EncodedDataset {
  readonly features: readonly EncodedFeature[];
  readonly samples: Readonly<Record<SubsetName, number>>;
  readonly statistics: readonly ColumnStatistics[];
  /** Row number in the source (from 0) of every sample. */
  readonly rows: Readonly<Record<SubsetName, Uint32Array>>;
  /** Rows left out because a cell was missing. */
  readonly droppedRows: number;
}

/** What could not be read: the file, the place in it where there is one, and what to do. */
export interface DataIssue {
  readonly code: string;
  readonly fileName: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, or the column's name. */
  readonly column?: number | string;
  readonly message: string;
}

export type DataResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly DataIssue[] };
