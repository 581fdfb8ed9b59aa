/**
 * Where a lowering takes its tensors from. The walk over the blocks is the same for live shapes, training, evaluation and
 * prediction; only this differs.
 */
import type { Shape, Value } from "@downhill/ir";
import type { ParameterRequest, Statistic } from "../catalogue/definition.ts";
import type { Penalty } from "../catalogue/regularizers.ts";
import type { FeatureSignature } from "../datasetSignature.ts";

export interface TensorSource {
  parameter(blockId: string, request: PenalizedRequest): Value;
  statistic(blockId: string, request: StatisticRequest): Statistic;
  /** The feature's batch, `[batch, ...shape]`. */
  feature(signature: FeatureSignature): Value;
  /** Uniform f32 in [0, 1). */
  uniform(shape: Shape): Value;
}

export interface PenalizedRequest extends ParameterRequest {
  readonly penalty?: Penalty | undefined;
}

export interface StatisticRequest {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: number;
}
