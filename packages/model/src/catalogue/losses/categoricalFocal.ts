/** Categorical crossentropy times (1 - p)^gamma of the true class. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { defineLoss } from "../definition.ts";
import { epsilonField } from "./crossentropyFields.ts";
import { alphaField, gammaField, smallestBase } from "./focalFields.ts";
import { checkClassLoss } from "./targetRules.ts";
import { classWeightingFields } from "./weightingFields.ts";

export const categoricalFocal = defineLoss({
  kind: "categoricalFocal",
  label: "Categorical focal crossentropy",
  summary: "Categorical crossentropy that plays down samples which are already right, so that the hard ones lead.",
  fitsWhen: "each sample has one class of several, and some classes are rare or much harder than others.",
  formula: "−Σ α t (1 − p)^γ log p over the classes",
  keywords: ["focal", "imbalance", "rare class", "detection", "classification"],
  parameters: { gamma: gammaField, alpha: alphaField, epsilon: epsilonField, ...classWeightingFields },
  check: (signature, activation) => checkClassLoss("Categorical focal crossentropy", signature, activation),
  impliedActivation: (activation) => (activation === "linear" ? "softmax" : null),
  lower({ builder, activation, logits, prediction, truth }, { gamma, alpha, epsilon }) {
    const isFromLogits = activation === "linear" || activation === "softmax";
    const focal = isFromLogits
      ? fromLogProbabilities(builder, builder.logSoftmax(logits, -1), gamma)
      : fromProbabilities(builder, prediction, { gamma, epsilon });
    return builder.mul(builder.sum(builder.mul(truth, focal), [-1]), alpha);
  },
});

/** -(1 - p)^g log p; its slope by log p is declared, because log p / (1 - p) is bounded where its pieces are not. */
function fromLogProbabilities(builder: ProgramBuilder, logP: Value, gamma: number): Value {
  const p = builder.exp(logP);
  // Close to 1 the difference 1 - p has no digits left, but -log p has them.
  const rest = builder.max(
    builder.select(builder.lt(builder.neg(logP), 1e-3), builder.neg(logP), builder.sub(1, p)),
    smallestBase,
  );
  const power = gamma === 0 ? builder.constant(1, "f32", p.type.shape) : builder.pow(rest, gamma);
  return builder.customGradient(builder.neg(builder.mul(power, logP)), [logP], (gradient) => {
    const turn = builder.mul(builder.mul(p, builder.div(logP, rest)), gamma);
    return [builder.mul(gradient, builder.mul(power, builder.sub(turn, 1)))];
  });
}

function fromProbabilities(
  builder: ProgramBuilder,
  prediction: Value,
  { gamma, epsilon }: { readonly gamma: number; readonly epsilon: number },
): Value {
  const share = builder.div(prediction, builder.sum(prediction, [-1], { keepDims: true }));
  const p = builder.min(builder.max(share, epsilon), 1 - epsilon);
  const surprise = builder.neg(builder.log(p));
  return gamma === 0 ? surprise : builder.mul(builder.pow(builder.max(builder.sub(1, p), epsilon), gamma), surprise);
}
