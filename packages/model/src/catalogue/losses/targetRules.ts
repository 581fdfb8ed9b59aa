/** Which losses fit which targets and last activations, in one set of sentences. */
import type { FeatureSignature } from "../../datasetSignature.ts";
import type { BlockIssue, LastActivation } from "../definition.ts";

/** What a target holds, for the middle of a sentence. */
function describeTarget({ name, kind }: FeatureSignature): string {
  const contents = {
    categorical: "classes",
    binary: "yes or no",
    image: "pixels",
    numeric: "numbers",
    tokens: "tokens",
  } as const;
  return `${name} holds ${contents[kind]}`;
}

function suggestLoss({ kind }: FeatureSignature): string {
  if (kind === "categorical") return "Categorical crossentropy";
  return kind === "binary" ? "Binary crossentropy" : "Mean squared error";
}

/** A loss over the probabilities of several classes of which one is true. */
export function checkClassLoss(label: string, signature: FeatureSignature, activation: LastActivation): BlockIssue | null {
  if (signature.kind !== "categorical") {
    return {
      code: "loss-needs-classes",
      message: `${label} needs a target with classes, but ${describeTarget(signature)}. Choose ${suggestLoss(signature)}.`,
    };
  }
  if (activation === "other" || activation === "probability") {
    return {
      code: "loss-needs-probabilities",
      message: `${label} needs a model that ends in Softmax or in Linear, so that the outputs stand for the probabilities of the classes. Set the last activation to Softmax.`,
    };
  }
  return null;
}

/** A loss over probabilities each of which stands alone. */
export function checkYesNoLoss(label: string, signature: FeatureSignature, activation: LastActivation): BlockIssue | null {
  if (signature.kind !== "binary" && signature.kind !== "categorical") {
    return {
      code: "loss-needs-labels",
      message: `${label} needs a target of zeros and ones, but ${describeTarget(signature)}. Choose ${suggestLoss(signature)}.`,
    };
  }
  if (activation === "other") {
    return {
      code: "loss-needs-probabilities",
      message: `${label} needs a model that ends in Sigmoid, Hard sigmoid or Linear, so that each output stands for a probability. Set the last activation to Sigmoid.`,
    };
  }
  return null;
}

/** A loss over scores without bounds, whose sign or order is the decision. */
export function checkScoreLoss(
  label: string,
  wanted: "binary" | "categorical",
  signature: FeatureSignature,
  activation: LastActivation,
): BlockIssue | null {
  const fits = signature.kind === wanted || (wanted === "binary" && signature.kind === "categorical");
  if (!fits) {
    const what = wanted === "binary" ? "a target of zeros and ones" : "a target with classes";
    return {
      code: wanted === "binary" ? "loss-needs-labels" : "loss-needs-classes",
      message: `${label} needs ${what}, but ${describeTarget(signature)}. Choose ${suggestLoss(signature)}.`,
    };
  }
  if (activation === "sigmoid" || activation === "softmax" || activation === "probability") {
    const end = { sigmoid: "Sigmoid", softmax: "Softmax", probability: "Hard sigmoid" }[activation];
    return {
      code: "loss-needs-scores",
      message: `${label} needs scores on both sides of 0, but the model ends in ${end}. Set the last activation to Linear.`,
    };
  }
  return null;
}
