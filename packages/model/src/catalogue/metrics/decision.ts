/** What a prediction decides: the class with the largest number, or yes above one half. The last axis disappears. */
import type { Value } from "@downhill/ir";
import type { FeatureSignature } from "../../datasetSignature.ts";
import type { MetricContext } from "../definition.ts";

export function isDecision({ kind }: FeatureSignature): boolean {
  return kind === "categorical" || kind === "binary";
}

/** i32: the place of the class; 1 for yes and 0 for no. */
export function decide({ builder, signature }: Pick<MetricContext, "builder" | "signature">, x: Value): Value {
  if (signature.kind === "categorical") return builder.argmax(x, -1);
  return builder.cast(builder.gt(builder.mean(x, [-1]), 0.5), "i32");
}

export function isPredictionRight(context: MetricContext): Value {
  return context.builder.eq(decide(context, context.prediction), decide(context, context.truth));
}
