/**
 * Over a sigmoid (or no activation) the loss is computed from the logits, where neither overflow nor a zero under the
 * logarithm can occur; otherwise from probabilities, clipped as Keras does or with logs cut at -100 as PyTorch does.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { defineLoss, type TargetContext } from "../definition.ts";
import { choice, number, numbers } from "../parameterFields.ts";
import { smallestNormal } from "../smallestNormal.ts";
import { epsilonField, labelSmoothingField } from "./crossentropyFields.ts";
import { computeLogisticLoss, logisticTail } from "./logisticLoss.ts";
import { checkYesNoLoss } from "./targetRules.ts";
import { classWeightingFields } from "./weightingFields.ts";

/** PyTorch's floor under the logarithm of a probability; the log of the smallest normal number is above it. */
const logFloor = -100;

export const binaryCrossentropy = defineLoss({
  kind: "binaryCrossentropy",
  label: "Binary crossentropy",
  summary: "For yes-or-no targets: how surprised the predicted probability is by the truth.",
  fitsWhen: "the target is yes or no, or several labels that may hold at once; the usual choice.",
  formula: "−mean (t log p + (1 − t) log(1 − p))",
  keywords: ["bce", "log loss", "logistic", "sigmoid", "binary classification"],
  parameters: {
    labelSmoothing: labelSmoothingField,
    positiveWeights: numbers({
      label: "Weight of yes",
      help: "Factor on the loss of each true yes: one number for all outputs or one per output; none leaves it out.",
      default: [],
      min: 0,
      max: 10_000,
      minCount: 0,
      maxCount: 10_000,
      isAdvanced: true,
    }),
    form: choice(
      { keras: "Keras (clips probabilities)", pytorch: "PyTorch (cuts logarithms at −100)" },
      {
        label: "From probabilities",
        help: "How probabilities of exactly 0 or 1 are treated where the loss cannot be computed from logits.",
        default: "keras",
        isAdvanced: true,
      },
    ),
    epsilon: number({ ...epsilonField, shownWhen: { field: "form", oneOf: ["keras"] } }),
    ...classWeightingFields,
  },
  check(signature, activation, { positiveWeights }) {
    const outputs = signature.shape.at(-1) ?? 1;
    if (positiveWeights.length > 1 && positiveWeights.length !== outputs) {
      return {
        code: "wrong-number-of-weights",
        message: `Weight of yes holds ${positiveWeights.length} numbers, but ${signature.name} has ${outputs}. Give one number for all or one for each.`,
      };
    }
    return checkYesNoLoss("Binary crossentropy", signature, activation);
  },
  impliedActivation: (activation) => (activation === "linear" ? "sigmoid" : null),
  lower(context, { labelSmoothing, positiveWeights, form, epsilon }) {
    const { builder, activation, logits, prediction } = context;
    const truth = smooth(context, labelSmoothing);
    const weight = readWeights(context, positiveWeights);
    if (activation === "linear" || activation === "sigmoid") {
      const loss = weight ? weightedFromLogits(builder, logits, truth, weight) : fromLogits(builder, logits, truth);
      return builder.mean(loss, [-1]);
    }
    const yes = weight ? builder.mul(truth, weight) : truth;
    const labels = { yes, no: builder.sub(1, truth) };
    const likelihood = form === "keras" ? clipped(builder, prediction, labels, epsilon) : floored(builder, prediction, labels);
    return builder.neg(builder.mean(likelihood, [-1]));
  },
});

/** Factors on the yes and the no part of the likelihood: the truth, its complement, times weights. */
interface Labels {
  readonly yes: Value;
  readonly no: Value;
}

function smooth({ builder, truth }: TargetContext, share: number): Value {
  return share === 0 ? truth : builder.add(builder.mul(truth, 1 - share), share / 2);
}

function readWeights({ builder, vector }: TargetContext, weights: readonly number[]): Value | null {
  const [only] = weights;
  if (only === undefined) return null;
  return weights.length === 1 ? builder.constant(only) : vector(weights);
}

/** The gradient sigmoid(x) - t is declared: deriving it from the pieces costs digits. */
function fromLogits(builder: ProgramBuilder, x: Value, truth: Value): Value {
  const loss = computeLogisticLoss(builder, x, truth);
  return builder.customGradient(loss, [x], (gradient) => [builder.mul(gradient, builder.sub(builder.sigmoid(x), truth))]);
}

/** (1 - t) x + (1 - t + w t) log(1 + e^-x), the logarithm written without overflow. */
function weightedFromLogits(builder: ProgramBuilder, x: Value, truth: Value, weight: Value): Value {
  const no = builder.sub(1, truth);
  const both = builder.add(no, builder.mul(truth, weight));
  const surprise = builder.add(builder.max(builder.neg(x), 0), logisticTail(builder, x));
  const loss = builder.add(builder.mul(no, x), builder.mul(both, surprise));
  return builder.customGradient(loss, [x], (gradient) => {
    const slope = builder.sub(no, builder.mul(both, builder.sigmoid(builder.neg(x))));
    return [builder.mul(gradient, slope)];
  });
}

function logLikelihood(builder: ProgramBuilder, { yes, no }: Labels, logYes: Value, logNo: Value): Value {
  return builder.add(builder.mul(yes, logYes), builder.mul(no, logNo));
}

function clipped(builder: ProgramBuilder, p: Value, labels: Labels, epsilon: number): Value {
  const inside = builder.min(builder.max(p, epsilon), 1 - epsilon);
  // Next to 1 the difference has no digits left: in f32 it may be 0.
  const complement = builder.max(builder.sub(1, inside), epsilon);
  return logLikelihood(builder, labels, builder.log(inside), builder.log(complement));
}

/** Also PyTorch's gradient yes / p - no / (1 - p) over one denominator, which is kept above 1e-12. */
function floored(builder: ProgramBuilder, p: Value, labels: Labels): Value {
  const floorLog = (x: Value) => {
    const isZero = builder.le(x, smallestNormal);
    return builder.select(isZero, logFloor, builder.log(builder.select(isZero, 1, x)));
  };
  const complement = builder.sub(1, p);
  const likelihood = logLikelihood(builder, labels, floorLog(p), floorLog(complement));
  return builder.customGradient(likelihood, [p], (gradient) => {
    const spread = builder.max(builder.mul(p, complement), 1e-12);
    const slope = builder.sub(builder.mul(labels.yes, complement), builder.mul(labels.no, p));
    return [builder.mul(gradient, builder.div(slope, spread))];
  });
}
