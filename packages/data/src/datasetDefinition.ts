/**
 * What a dataset version is made of: where its bytes come from, the type and encoding of every column, the features that
 * models see, and the split. Plain JSON; its canonical form's SHA-256 names the version. Same definition, same bytes: same tensors.
 */
import { z } from "zod";

export const ColumnType = z.enum(["numeric", "categorical", "binary", "image", "text", "date"]);
export type ColumnType = z.infer<typeof ColumnType>;

/** Where the rows come from. `blob` fields are SHA-256 hex digests of kept files. */
export const DatasetSource = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("csv"),
    fileName: z.string(),
    blob: z.string(),
    delimiter: z.enum([",", ";", "\t", "|"]),
    decimal: z.enum([".", ","]),
    hasHeader: z.boolean(),
  }),
  z.object({
    kind: z.literal("idx"),
    imagesFileName: z.string(),
    imagesBlob: z.string(),
    labelsFileName: z.string(),
    labelsBlob: z.string(),
  }),
  z.object({
    kind: z.literal("text"),
    fileName: z.string(),
    blob: z.string(),
    /** Characters of one sample. */
    context: z.number().int().min(2).max(1024),
  }),
  z.object({
    kind: z.literal("generator"),
    generator: z.string(),
    parameters: z.record(z.string(), z.number()),
    seed: z.number().int(),
  }),
]);
export type DatasetSource = z.infer<typeof DatasetSource>;

export const ColumnEncoding = z.enum(["standardization", "min-max", "none", "one-hot", "index", "pixels"]);
export type ColumnEncoding = z.infer<typeof ColumnEncoding>;

export const MissingPolicy = z.enum(["drop", "mean", "most-frequent"]);
export type MissingPolicy = z.infer<typeof MissingPolicy>;

export const ColumnDefinition = z.object({
  name: z.string(),
  type: ColumnType,
  encoding: ColumnEncoding,
  missing: MissingPolicy,
});
export type ColumnDefinition = z.infer<typeof ColumnDefinition>;

/** One or several columns joined into one tensor per sample. Columns in no feature are left out. */
export const FeatureDefinition = z.object({
  name: z.string().min(1),
  /** `weight`: one column of numbers from 0 up, or of 0 and 1, that says how much a sample counts. */
  role: z.enum(["input", "target", "weight"]),
  columns: z.array(z.string()).min(1),
});
export type FeatureDefinition = z.infer<typeof FeatureDefinition>;

export const SubsetDefinition = z.object({
  seed: z.number().int().min(0).max(0xffffffff),
  /** Shares of training, validation, test; they add up to 1. */
  fractions: z.tuple([z.number(), z.number(), z.number()]),
  /** Every subset gets the same share of each class of the target. Without effect where the target is a number. */
  stratified: z.boolean().optional(),
});
export type SubsetDefinition = z.infer<typeof SubsetDefinition>;

export const DatasetDefinition = z.object({
  version: z.literal(1),
  source: DatasetSource,
  columns: z.array(ColumnDefinition),
  features: z.array(FeatureDefinition).min(1),
  subsets: SubsetDefinition,
});
export type DatasetDefinition = z.infer<typeof DatasetDefinition>;

export type SubsetName = "training" | "validation" | "test";
