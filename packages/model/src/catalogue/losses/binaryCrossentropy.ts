/**
 * Over a sigmoid (or no activation) the loss is computed from the logits, where neither overflow nor a zero under the
 * logarithm can occur; otherwise from probabilities, clipped as Keras does or with logs cut at -100 as PyTorch does.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";
import { defineLoss, type TargetContext } from "../definition.ts";
import { choice, number } from "../parameterFields.ts";
import { epsilonField, labelSmoothingField } from "./crossentropyFields.ts";

/** PyTorch's floor under the logarithm of a probability. */
const logFloor = -100;
/** Keeps the logarithm's argument a normal f32; its log is above -100 already. */
const smallestNormal = 1.1754943508222875e-38;

export const binaryCrossentropy = defineLoss({
  kind: "binaryCrossentropy",
  label: "Binary crossentropy",
  summary: "For yes-or-no targets: how surprised the predicted probability is by the truth.",
  formula: "−mean (t log p + (1 − t) log(1 − p))",
  keywords: ["bce", "log loss", "logistic", "sigmoid", "binary classification"],
  parameters: {
    labelSmoothing: labelSmoothingField,
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
  },
  check(signature, activation) {
    if (signature.kind !== "binary" && signature.kind !== "categorical") {
      return {
        code: "loss-needs-labels",
        message: `Binary crossentropy needs a target of zeros and ones, but ${signature.name} holds ${signature.kind === "image" ? "pixels" : "numbers"}. Choose Mean squared error.`,
      };
    }
    if (activation === "other") {
      return {
        code: "loss-needs-probabilities",
        message:
          "Binary crossentropy needs a model that ends in Sigmoid or in Linear; after another activation the outputs are no probabilities. Set the last activation to Sigmoid.",
      };
    }
    return null;
  },
  impliedActivation: (activation) => (activation === "linear" ? "sigmoid" : null),
  lower(context, { labelSmoothing, form, epsilon }) {
    const { builder, activation, logits, prediction } = context;
    const truth = smooth(context, labelSmoothing);
    if (activation === "linear" || activation === "sigmoid") return builder.mean(fromLogits(builder, logits, truth), [-1]);
    const likelihood = form === "keras" ? clipped(builder, prediction, truth, epsilon) : floored(builder, prediction, truth);
    return builder.neg(builder.mean(likelihood, [-1]));
  },
});

function smooth({ builder, truth }: TargetContext, share: number): Value {
  return share === 0 ? truth : builder.add(builder.mul(truth, 1 - share), share / 2);
}

/** max(x, 0) - x t + log(1 + e^-|x|). Its gradient sigmoid(x) - t is declared: deriving it from the pieces costs digits. */
function fromLogits(builder: ProgramBuilder, x: Value, truth: Value): Value {
  const tail = builder.log(builder.add(builder.exp(builder.neg(builder.abs(x))), 1));
  const loss = builder.add(builder.sub(builder.max(x, 0), builder.mul(x, truth)), tail);
  return builder.customGradient(loss, [x], (gradient) => [builder.mul(gradient, builder.sub(builder.sigmoid(x), truth))]);
}

/** t log p + (1 - t) log(1 - p). */
function logLikelihood(builder: ProgramBuilder, truth: Value, logYes: Value, logNo: Value): Value {
  return builder.add(builder.mul(truth, logYes), builder.mul(builder.sub(1, truth), logNo));
}

function clipped(builder: ProgramBuilder, p: Value, truth: Value, epsilon: number): Value {
  const inside = builder.min(builder.max(p, epsilon), 1 - epsilon);
  return logLikelihood(builder, truth, builder.log(inside), builder.log(builder.sub(1, inside)));
}

/** Also PyTorch's gradient (t - p) / (p (1 - p)), whose denominator is kept above 1e-12. */
function floored(builder: ProgramBuilder, p: Value, truth: Value): Value {
  const floorLog = (x: Value) => {
    const isZero = builder.le(x, smallestNormal);
    return builder.select(isZero, logFloor, builder.log(builder.select(isZero, 1, x)));
  };
  const complement = builder.sub(1, p);
  const likelihood = logLikelihood(builder, truth, floorLog(p), floorLog(complement));
  return builder.customGradient(likelihood, [p], (gradient) => {
    const spread = builder.max(builder.mul(p, complement), 1e-12);
    return [builder.mul(gradient, builder.div(builder.sub(truth, p), spread))];
  });
}
