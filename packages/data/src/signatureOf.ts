/** What a model sees of an encoded dataset; has the shape of the model package's `DatasetSignature`. */
import type { EncodedDataset } from "./encodedDataset.ts";

export interface EncodedSignature {
  readonly features: {
    readonly name: string;
    readonly shape: number[];
    readonly kind: "numeric" | "categorical" | "binary" | "image";
    readonly role: "input" | "target";
    readonly classes?: string[];
  }[];
  readonly samples: { readonly training: number; readonly validation: number; readonly test: number };
}

export function signatureOf(encoded: EncodedDataset): EncodedSignature {
  return {
    features: encoded.features.map(({ name, shape, kind, role, classes }) => ({
      name,
      shape: [...shape],
      kind,
      role,
      ...(classes ? { classes: [...classes] } : {}),
    })),
    samples: { ...encoded.samples },
  };
}
