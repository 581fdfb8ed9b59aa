/** The rule that Adam, AMSGrad and AdamW share. Source: Kingma and Ba 2014; Reddi and others 2018; Loshchilov and Hutter 2017. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import type { OptimizerState } from "../definition.ts";
import { decayWeights, getSlot, movingAverage, shrinkWeights } from "./sharedFields.ts";

export interface AdamSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly form: string;
}

interface AdamVariant {
  /** Divides by the largest mean square so far. */
  readonly keepsLargest: boolean;
  /** Weight decay apart from the gradient, whatever the form. */
  readonly isDecoupled: boolean;
}

export const adamScalarNames = ["stepSize", "rootScale"] as const;

/** The two families put the second bias correction on different sides of epsilon. */
export function adamScalars({ beta1, beta2, form }: AdamSettings, step: number, learningRate: number) {
  const meanCorrection = 1 - beta1 ** step;
  const squareCorrection = Math.sqrt(1 - beta2 ** step);
  return form === "keras"
    ? { stepSize: (learningRate * squareCorrection) / meanCorrection, rootScale: 1 }
    : { stepSize: learningRate / meanCorrection, rootScale: 1 / squareCorrection };
}

export function adamSlots(keepsLargest: boolean): readonly string[] {
  return ["mean", "meanSquare", ...(keepsLargest ? ["largestSquare"] : [])];
}

export function updateByAdam(
  builder: ProgramBuilder,
  state: OptimizerState,
  settings: AdamSettings & AdamVariant,
): { parameter: Value; slots: Record<string, Value> } {
  const { beta1, beta2, epsilon, keepsLargest, isDecoupled } = settings;
  const decayed = isDecoupled ? shrinkWeights(builder, state, settings.weightDecay) : decayWeights(builder, state, settings);
  const { parameter, gradient } = decayed;
  const mean = movingAverage(builder, getSlot(state.slots, "mean"), gradient, beta1);
  const meanSquare = movingAverage(builder, getSlot(state.slots, "meanSquare"), builder.mul(gradient, gradient), beta2);
  const largest = keepsLargest ? builder.max(getSlot(state.slots, "largestSquare"), meanSquare) : null;
  const root = builder.mul(builder.sqrt(largest ?? meanSquare), getSlot(state.scalars, "rootScale"));
  const step = builder.div(builder.mul(mean, getSlot(state.scalars, "stepSize")), builder.add(root, epsilon));
  return {
    parameter: builder.sub(parameter, step),
    slots: { mean, meanSquare, ...(largest ? { largestSquare: largest } : {}) },
  };
}
