/** Binary crossentropy times m^gamma, m being the probability given to the wrong outcome. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { defineLoss } from "../definition.ts";
import { boolean } from "../parameterFields.ts";
import { epsilonField } from "./crossentropyFields.ts";
import { alphaField, gammaField, smallestBase } from "./focalFields.ts";
import { computeLogisticLoss } from "./logisticLoss.ts";
import { checkYesNoLoss } from "./targetRules.ts";
import { classWeightingFields } from "./weightingFields.ts";

export const binaryFocal = defineLoss({
  kind: "binaryFocal",
  label: "Binary focal crossentropy",
  summary: "Binary crossentropy that plays down samples which are already right, so that the hard ones lead.",
  fitsWhen: "the target is yes or no, and one answer is rare.",
  formula: "−mean (1 − p of the true outcome)^γ log(p of the true outcome), times α or 1 − α",
  keywords: ["focal", "imbalance", "rare class", "detection", "binary classification"],
  parameters: {
    gamma: gammaField,
    balance: boolean({
      label: "Balance by alpha",
      help: "Weighs the yes outcomes by alpha and the no outcomes by 1 − alpha.",
      default: false,
    }),
    alpha: { ...alphaField, shownWhen: { field: "balance", oneOf: [true] } },
    epsilon: epsilonField,
    ...classWeightingFields,
  },
  check: (signature, activation) => checkYesNoLoss("Binary focal crossentropy", signature, activation),
  impliedActivation: (activation) => (activation === "linear" ? "sigmoid" : null),
  lower({ builder, activation, logits, prediction, truth }, { gamma, balance, alpha, epsilon }) {
    const isFromLogits = activation === "linear" || activation === "sigmoid";
    const focal = isFromLogits
      ? fromLogits(builder, logits, truth, gamma)
      : fromProbabilities(builder, prediction, truth, { gamma, epsilon });
    if (!balance) return builder.mean(focal, [-1]);
    const share = builder.add(builder.mul(truth, 2 * alpha - 1), 1 - alpha);
    return builder.mean(builder.mul(share, focal), [-1]);
  },
});

/** t no + (1 - t) yes: how much of the probability went to the wrong outcome. */
function missed(builder: ProgramBuilder, truth: Value, yes: Value, no: Value): Value {
  return builder.add(builder.mul(truth, no), builder.mul(builder.sub(1, truth), yes));
}

/**
 * m^g b with the crossentropy b. Its gradient m^g (q - t + g (1 - 2t) b q (1 - q) / m) is declared: the
 * quotient is bounded, while the pieces of a derived one (m^(g-1) and b) may be infinite and 0.
 */
function fromLogits(builder: ProgramBuilder, x: Value, truth: Value, gamma: number): Value {
  const yes = builder.sigmoid(x);
  const no = builder.sigmoid(builder.neg(x));
  const miss = builder.max(missed(builder, truth, yes, no), smallestBase);
  const power = gamma === 0 ? builder.constant(1, "f32", x.type.shape) : builder.pow(miss, gamma);
  const entropy = computeLogisticLoss(builder, x, truth);
  return builder.customGradient(builder.mul(power, entropy), [x], (gradient) => {
    const turn = builder.mul(builder.sub(1, builder.mul(truth, 2)), builder.div(builder.mul(yes, no), miss));
    const slope = builder.add(builder.sub(yes, truth), builder.mul(builder.mul(turn, entropy), gamma));
    return [builder.mul(gradient, builder.mul(power, slope))];
  });
}

function fromProbabilities(
  builder: ProgramBuilder,
  p: Value,
  truth: Value,
  { gamma, epsilon }: { readonly gamma: number; readonly epsilon: number },
): Value {
  const inside = builder.min(builder.max(p, epsilon), 1 - epsilon);
  const yes = builder.mul(truth, builder.log(inside));
  // Next to 1 the difference has no digits left: in f32 it may be 0.
  const no = builder.mul(builder.sub(1, truth), builder.log(builder.max(builder.sub(1, inside), epsilon)));
  const entropy = builder.neg(builder.add(yes, no));
  if (gamma === 0) return entropy;
  const miss = builder.max(missed(builder, truth, p, builder.sub(1, p)), smallestBase);
  return builder.mul(builder.pow(miss, gamma), entropy);
}
