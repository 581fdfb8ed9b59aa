/**
 * What a model needs to know of a dataset version: the features it offers, per sample, and how many samples there are.
 * `@downhill/data` produces a value of this shape without importing this package; the trainer's type check holds them together.
 */
import { z } from "zod";

export const FeatureSignature = z.object({
  /** Unique in the dataset version; Input and Target blocks name it. */
  name: z.string().min(1),
  /** Shape of one sample, without the batch axis: `[4]` for four columns, `[28, 28, 1]` for a grey image. */
  shape: z.array(z.number().int().positive()).min(1),
  /**
   * `numeric`: real numbers; `categorical`: one-hot over `classes`; `binary`: one number, 0 or 1; `image`: pixels, channels last.
   * `tokens`: whole numbers 0 to n − 1 at places `[places]`, each standing for one of the n `classes` (characters, words).
   */
  kind: z.enum(["numeric", "categorical", "binary", "image", "tokens"]),
  /** What the dataset's owner means it for; proposals start from it, but any block may use any feature. `weight`: how much a sample (or each of its places) counts. */
  role: z.enum(["input", "target", "weight"]),
  /** Class names in one-hot order (`categorical`), the names of 0 and 1 (`binary`), or what each token stands for (`tokens`). */
  classes: z.array(z.string()).optional(),
  /** Training samples of each class, in the order of `classes`. */
  classCounts: z.array(z.number().int().nonnegative()).optional(),
});
export type FeatureSignature = z.infer<typeof FeatureSignature>;

export const DatasetSignature = z.object({
  features: z.array(FeatureSignature).min(1),
  samples: z.object({
    training: z.number().int().nonnegative(),
    validation: z.number().int().nonnegative(),
    test: z.number().int().nonnegative(),
  }),
});
export type DatasetSignature = z.infer<typeof DatasetSignature>;
