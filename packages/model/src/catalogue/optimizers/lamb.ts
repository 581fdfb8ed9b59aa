/**
 * Every tensor is taken alone: its step is as long as the tensor itself times the learning rate. Source: You and others 2019,
 * "Large batch optimization for deep learning", algorithm 2; a tensor or a step of norm 0 has ratio 1, as in all implementations.
 */
import { defineOptimizer } from "../definition.ts";
import { choice } from "../parameterFields.ts";
import {
  betaFields,
  decayScopeField,
  decayWeights,
  epsilonField,
  formField,
  getSlot,
  movingAverage,
  normOf,
  weightDecayField,
} from "./sharedFields.ts";

const common = { beta1: 0.9, beta2: 0.999, decayScope: "all" };

export const lamb = defineOptimizer({
  kind: "lamb",
  label: "LAMB",
  summary: "Adam with every tensor's step scaled to the tensor's own size, for very large batches.",
  formula:
    "m, v as Adam; u = m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε) + wd p (Keras: p ← p − lr wd p first instead); p ← p − lr · ‖p‖ / ‖u‖ · u, per tensor",
  keywords: ["large batch", "trust ratio", "layer-wise", "adaptive"],
  parameters: {
    ...betaFields,
    epsilon: epsilonField(1e-6),
    weightDecay: {
      ...weightDecayField,
      help: "Pulls every weight towards zero at each step; the paper's form lets it count for the length of the step.",
    },
    decayScope: decayScopeField,
    form: choice(
      { pytorch: "Paper", keras: "Keras" },
      {
        ...formField,
        help: "Weight decay is part of the step whose length is measured (paper), or shrinks the weights before it (Keras).",
      },
    ),
  },
  presets: { keras: { learningRate: 0.001, parameters: { ...common, epsilon: 1e-7, weightDecay: 0, form: "keras" } } },
  describe: ({ beta1, beta2 }) => `beta ${beta1}, ${beta2}`,
  takesAlone: () => true,
  slots: () => ["mean", "meanSquare"],
  scalarNames: ["meanScale", "rootScale"],
  scalars: ({ beta1, beta2 }, step) => ({
    meanScale: 1 / (1 - beta1 ** step),
    rootScale: 1 / Math.sqrt(1 - beta2 ** step),
  }),
  update(builder, state, { beta1, beta2, epsilon, weightDecay, form }) {
    const { gradient, slots, scalars, learningRate } = state;
    const mean = movingAverage(builder, getSlot(slots, "mean"), gradient, beta1);
    const meanSquare = movingAverage(builder, getSlot(slots, "meanSquare"), builder.mul(gradient, gradient), beta2);
    const root = builder.mul(builder.sqrt(meanSquare), getSlot(scalars, "rootScale"));
    const adapted = builder.div(builder.mul(mean, getSlot(scalars, "meanScale")), builder.add(root, epsilon));
    // Decay goes into the step here, not into the gradient.
    const { parameter, gradient: step } = decayWeights(builder, { ...state, gradient: adapted }, { weightDecay, form });
    const size = normOf(builder, parameter);
    const length = normOf(builder, step);
    const isZero = builder.le(builder.min(size, length), 0);
    const ratio = builder.select(isZero, 1, builder.div(size, builder.select(isZero, 1, length)));
    const moved = builder.sub(parameter, builder.mul(step, builder.mul(ratio, learningRate)));
    return { parameter: moved, slots: { mean, meanSquare } };
  },
});
