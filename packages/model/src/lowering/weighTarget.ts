/**
 * How much each place of a Target counts: the product of the dataset's sample weights and masks and of its class's weight.
 * The loss takes the product; metrics only leave out what weighs 0.
 */
import { countElements, isSameShape, type ProgramBuilder, type Shape, type Value } from "@downhill/ir";
import type { ParameterFields, ParametersOf } from "../catalogue/parameterFields.ts";
import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";

export interface WeighRequest {
  readonly builder: ProgramBuilder;
  readonly signature: DatasetSignature;
  readonly feature: FeatureSignature;
  /** f32 `[batch, ...feature.shape]`. */
  readonly truth: Value;
  /** Of the Target's loss. */
  readonly parameters: ParametersOf<ParameterFields>;
  loadFeature(signature: FeatureSignature): Value;
  vector(values: readonly number[]): Value;
}

/** f32 of the truth's shape without its last axis, or null where everything weighs 1. */
export interface TargetWeights {
  readonly byClass: Value | null;
  readonly bySample: Value | null;
}

export function weighTarget(request: WeighRequest): TargetWeights {
  return { byClass: weighClasses(request), bySample: weighSamples(request) };
}

/** The features that weigh this Target: one number for a sample, or one for each of its places. */
export function findWeightFeatures(signature: DatasetSignature, target: FeatureSignature): readonly FeatureSignature[] {
  const places = target.shape.slice(0, -1);
  return signature.features.filter(
    ({ role, shape }) => role === "weight" && (countElements(shape) === 1 || isSameShape(shape, places)),
  );
}

/** One weight per class in the order of the classes; for a yes-or-no target those of no and yes. Null where all count the same. */
export function resolveClassWeights(
  feature: FeatureSignature,
  parameters: ParametersOf<ParameterFields>,
): readonly number[] | null {
  const { classWeights, manualClassWeights } = parameters;
  if (classWeights === "balanced" && feature.classCounts) return balanceClasses(feature.classCounts);
  return classWeights === "manual" && Array.isArray(manualClassWeights) ? manualClassWeights : null;
}

/** n / (classes · count), over the classes that occur: each then counts the same in sum, and all together as much as before. */
function balanceClasses(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? total / (present * count) : 1));
}

function weighClasses({ builder, feature, truth, parameters, vector }: WeighRequest): Value | null {
  const weights = resolveClassWeights(feature, parameters);
  if (!weights) return null;
  if (feature.kind === "categorical") return builder.sum(builder.mul(truth, vector(weights)), [-1]);
  const [no = 1, yes = 1] = weights;
  return builder.mean(builder.add(builder.mul(truth, yes - no), no), [-1]);
}

function weighSamples({ builder, signature, feature, truth, parameters, loadFeature }: WeighRequest): Value | null {
  if (parameters.useSampleWeights === false) return null;
  const places = truth.type.shape.slice(0, -1);
  const weights = findWeightFeatures(signature, feature).map((weight) => spread(builder, loadFeature(weight), places));
  const [first, ...rest] = weights;
  return first ? rest.reduce((product, weight) => builder.mul(product, weight), first) : null;
}

/** Weights of samples (`[batch, 1, …]`) repeated over the places of a sample; weights of places as they are. */
function spread(builder: ProgramBuilder, weights: Value, places: Shape): Value {
  if (isSameShape(weights.type.shape, places)) return weights;
  const perSample = builder.reshape(weights, [places[0] ?? 1, ...places.slice(1).map(() => 1)]);
  return builder.expand(perSample, places);
}
