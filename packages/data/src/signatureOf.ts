/** What a model sees of an encoded dataset; has the shape of the model package's `DatasetSignature`. */
import type { EncodedDataset, EncodedFeature } from "./encodedDataset.ts";

export interface EncodedSignature {
  readonly features: {
    readonly name: string;
    readonly shape: number[];
    readonly kind: "numeric" | "categorical" | "binary" | "image" | "tokens";
    readonly role: "input" | "target" | "weight";
    readonly classes?: string[];
    readonly classCounts?: number[];
  }[];
  readonly samples: { readonly training: number; readonly validation: number; readonly test: number };
}

export function signatureOf(encoded: EncodedDataset): EncodedSignature {
  return {
    features: encoded.features.map((feature) => {
      const { name, shape, kind, role, classes } = feature;
      const isCounted = kind === "categorical" || kind === "binary" || kind === "tokens";
      const counts = isCounted ? { classCounts: countClasses(feature) } : {};
      const known = classes ? { classes: [...classes], ...counts } : {};
      return { name, shape: [...shape], kind, role, ...known };
    }),
    samples: { ...encoded.samples },
  };
}

/** Training samples of each class, or places of each token; of a yes-or-no feature those of no and yes. */
function countClasses({ kind, shape, classes, values }: EncodedFeature): number[] {
  const { training } = values;
  if (kind === "tokens") {
    const tokens: number[] = new Array(classes?.length ?? 0).fill(0);
    for (const token of training) tokens[token] = (tokens[token] ?? 0) + 1;
    return tokens;
  }
  const width = shape.at(-1) ?? 1;
  const counts: number[] = new Array(width).fill(0);
  for (let i = 0; i < training.length; i++) if ((training[i] ?? 0) > 0.5) counts[i % width] = (counts[i % width] ?? 0) + 1;
  return kind === "binary" ? [training.length - (counts[0] ?? 0), counts[0] ?? 0] : counts;
}
