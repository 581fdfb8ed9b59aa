import { getLoss } from "../catalogue/catalogue.ts";
import { classWeightingFields } from "../catalogue/losses/weightingFields.ts";
import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";
import type { BlockInstance } from "../document/modelDocument.ts";
import { findFeature } from "../lowering/findFeature.ts";
import type { Choice, CompilerOptions } from "./compilerOptions.ts";

/** The loss that fits a feature when nothing is chosen. */
export function fitLoss(signature: FeatureSignature): Choice {
  const kinds = {
    categorical: "categoricalCrossentropy",
    tokens: "categoricalCrossentropy",
    binary: "binaryCrossentropy",
    numeric: "meanSquaredError",
    image: "meanSquaredError",
  } as const;
  return { kind: kinds[signature.kind], parameters: {} };
}

/** The loss that fits a Target block; undefined where the dataset has no such feature. */
export function fitTargetLoss(target: Pick<BlockInstance, "parameters">, signature: DatasetSignature): Choice | undefined {
  const name = target.parameters.feature;
  const feature = findFeature(signature, typeof name === "string" ? name : "", "target");
  return feature && fitLoss(feature);
}

/** Another loss with its own defaults, but the weights (of classes, samples, the Target) as they were. */
export function changeLoss(before: Choice | undefined, kind: string): Choice {
  const fields = getLoss(kind)?.parameters ?? {};
  const kept = Object.entries(before?.parameters ?? {}).filter(
    ([name]) => Object.hasOwn(classWeightingFields, name) && Object.hasOwn(fields, name),
  );
  return { kind, parameters: Object.fromEntries(kept) };
}

/** The loss of one Target: the chosen one, or the one that fits. */
export function getLossChoice(options: CompilerOptions, targetId: string, signature: FeatureSignature): Choice {
  return options.losses[targetId] ?? fitLoss(signature);
}
