/** Top-k accuracy. Of classes with equal scores the one that comes first ranks higher, as in accuracy. */
import type { MetricDefinition } from "../definition.ts";

function defineTopK(k: number, word: string): MetricDefinition {
  return {
    kind: `top${k}Accuracy`,
    label: `Top-${k} accuracy`,
    summary: `Share of the samples whose true class is among the ${word} with the highest scores.`,
    formula: `count(rank of the true class ≤ ${k}) / count`,
    isBetter: "higher",
    format: "percent",
    fitsWhen: `targets with more than ${word} classes`,
    fits: ({ kind, shape }) => kind === "categorical" && (shape.at(-1) ?? 1) > k,
    sumNames: ["correct"],
    sums({ builder, prediction, truth }) {
      const { shape } = truth.type;
      const classes = builder.iota({ dtype: "i32", shape }, shape.length - 1);
      const place = builder.reshape(builder.argmax(truth, -1), [...shape.slice(0, -1), 1]);
      const own = builder.sum(builder.mul(prediction, builder.oneHot(builder.argmax(truth, -1), shape.at(-1) ?? 1)), [-1], {
        keepDims: true,
      });
      const isFirst = builder.and(builder.eq(prediction, own), builder.lt(classes, place));
      const isAhead = builder.or(builder.gt(prediction, own), isFirst);
      const ahead = builder.sum(builder.cast(isAhead, "f32"), [-1]);
      return { correct: builder.cast(builder.lt(ahead, k), "f32") };
    },
    finish: ({ correct = Number.NaN }, count) => correct / count,
  };
}

export const top3Accuracy = defineTopK(3, "three");
export const top5Accuracy = defineTopK(5, "five");
