/** From a case of losses.json to a loss of the catalogue. Null: no loss stands for it. */
import type { LastActivation } from "@downhill/model";
import type { LossCase } from "./caseSchemas.ts";

export interface LossPlan {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** "linear" computes from logits, "other" from probabilities. */
  readonly activation: LastActivation;
  /** Truth comes as class numbers. */
  readonly isSparse: boolean;
}

export function planLoss({ kind, config }: LossCase): LossPlan | null {
  if (kind === "mae") return plan("meanAbsoluteError", {});
  if (kind === "mse") return plan("meanSquaredError", {});
  const { from_logits, label_smoothing, clip, log_floor, normalise, pos_weight } = config;
  const activation = from_logits ? "linear" : "other";
  if (kind === "bce" && pos_weight === undefined) {
    const form = log_floor === undefined ? "keras" : "pytorch";
    return plan("binaryCrossentropy", { labelSmoothing: label_smoothing, epsilon: clip, form }, activation);
  }
  if (kind === "cce" || kind === "sparse_cce") {
    const parameters = { labelSmoothing: label_smoothing, epsilon: clip, normalise };
    return { ...plan("categoricalCrossentropy", parameters, activation), isSparse: kind === "sparse_cce" };
  }
  return null;
}

function plan(kind: string, parameters: LossPlan["parameters"], activation: LastActivation = "linear"): LossPlan {
  return { kind, parameters, activation, isSparse: false };
}
