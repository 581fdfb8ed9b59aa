/** A feature as losses and metrics see it when it is to be predicted. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import type { FeatureSignature } from "../datasetSignature.ts";

export interface TargetSignature extends FeatureSignature {
  /** The feature as the dataset holds it, where that differs. */
  readonly stored?: FeatureSignature;
}

/** Tokens are classes, place by place: `[places, classes]`. The dataset keeps their numbers; the device makes the rest. */
export function asTarget(feature: FeatureSignature): TargetSignature {
  if (feature.kind !== "tokens") return feature;
  return { ...feature, kind: "categorical", shape: [...feature.shape, feature.classes?.length ?? 1], stored: feature };
}

/** What was loaded of the stored feature, as the target's truth. */
export function encodeTarget(builder: ProgramBuilder, { stored, shape }: TargetSignature, loaded: Value): Value {
  return stored ? builder.oneHot(builder.cast(loaded, "i32"), shape.at(-1) ?? 1) : loaded;
}
