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
  const { from_logits, label_smoothing, clip, log_floor, normalise, pos_weight, epsilon, delta, form, gamma, alpha } = config;
  const activation = from_logits ? "linear" : "other";
  switch (kind) {
    case "mae":
      return plan("meanAbsoluteError", {});
    case "mse":
      return plan("meanSquaredError", {});
    case "msle":
      return plan("meanSquaredLogarithmicError", { epsilon });
    case "mape":
      return plan("meanAbsolutePercentageError", { epsilon });
    case "huber":
      return plan("huber", { delta });
    case "log_cosh":
      return plan("logCosh", {});
    case "poisson":
      return config.log_input ? null : plan("poisson", { epsilon });
    case "bce": {
      const parameters = { labelSmoothing: label_smoothing, positiveWeights: pos_weight, epsilon: clip };
      return plan("binaryCrossentropy", { ...parameters, form: log_floor === undefined ? "keras" : "pytorch" }, activation);
    }
    case "cce":
    case "sparse_cce": {
      const parameters = { labelSmoothing: label_smoothing, epsilon: clip, normalise };
      return { ...plan("categoricalCrossentropy", parameters, activation), isSparse: kind === "sparse_cce" };
    }
    case "hinge":
      return plan("hinge", {});
    case "squared_hinge":
      return plan("squaredHinge", {});
    case "categorical_hinge":
      return plan("categoricalHinge", {});
    case "kl_divergence":
      return plan("kullbackLeibler", { epsilon: clip }, "other");
    case "cosine_similarity":
      return plan("cosineSimilarity", { form: form === "minus cosine" ? "keras" : "pytorch" });
    case "focal_binary": {
      const balance = typeof alpha === "number" ? { balance: true, alpha } : { balance: false };
      return plan("binaryFocal", { gamma, epsilon: clip, ...balance }, activation);
    }
    case "focal_categorical":
      return plan("categoricalFocal", { gamma, alpha, epsilon: clip }, activation);
    default:
      return null;
  }
}

function plan(kind: string, parameters: LossPlan["parameters"], activation: LastActivation = "linear"): LossPlan {
  return { kind, parameters, activation, isSparse: false };
}
