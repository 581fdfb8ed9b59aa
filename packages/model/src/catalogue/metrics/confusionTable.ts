/** How often each class was taken for each: one row per true class, one column per predicted one; no and yes count as two classes. */
import type { FeatureSignature } from "../../datasetSignature.ts";
import type { MetricTable } from "../definition.ts";
import { decide, isDecision } from "./decision.ts";

const mostClasses = 1000;

/** Classes of a target that has a confusion matrix; null for others. */
export function countDecisions(signature: FeatureSignature): number | null {
  if (!isDecision(signature)) return null;
  const classes = signature.kind === "binary" ? 2 : (signature.shape.at(-1) ?? 1);
  return classes <= mostClasses ? classes : null;
}

export const confusionTable: MetricTable = {
  name: "confusion",
  count(context, counted) {
    const { builder, prediction, truth, signature } = context;
    const classes = countDecisions(signature) ?? 0;
    const rows = counted.type.shape.reduce((product, size) => product * size, 1);
    const toColumns = (x: typeof truth) => builder.oneHot(builder.reshape(decide(context, x), [rows]), classes);
    const actual = builder.mul(toColumns(truth), builder.reshape(counted, [rows, 1]));
    return builder.dot(actual, toColumns(prediction), { batch: [], contract: [[0, 0]] });
  },
};
