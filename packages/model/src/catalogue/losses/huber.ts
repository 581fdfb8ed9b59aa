import { defineLoss } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { weightingFields } from "./weightingFields.ts";

export const huber = defineLoss({
  kind: "huber",
  label: "Huber",
  summary: "Squared for small errors, straight for large ones: smooth near the goal and calm about outliers.",
  fitsWhen: "the target is a number with some outliers that should not rule the training.",
  formula: "mean of ½ d² where |d| ≤ δ, else δ (|d| − ½ δ), with d = p − t",
  keywords: ["smooth l1", "robust", "regression", "outliers"],
  parameters: {
    delta: number({
      label: "Delta",
      help: "Errors up to this size are squared, larger ones grow in a straight line.",
      default: 1,
      min: 1e-6,
      max: 1e6,
      scale: "logarithmic",
    }),
    ...weightingFields,
  },
  isForNumbers: true,
  check: () => null,
  impliedActivation: () => null,
  lower({ builder, prediction, truth }, { delta }) {
    const distance = builder.abs(builder.sub(prediction, truth));
    // Both branches are c (|d| - c/2) with c = min(|d|, delta); nothing is squared that could overflow.
    const cut = builder.min(distance, delta);
    return builder.mean(builder.mul(cut, builder.sub(distance, builder.mul(cut, 0.5))), [-1]);
  },
});
