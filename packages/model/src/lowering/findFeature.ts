import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";

/** The feature of that name; for an empty name the first one of the role. */
export function findFeature(
  signature: DatasetSignature,
  name: string,
  role: FeatureSignature["role"],
): FeatureSignature | undefined {
  return signature.features.find((feature) => (name === "" ? feature.role === role : feature.name === name));
}
