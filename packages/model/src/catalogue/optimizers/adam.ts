import { defineOptimizer } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { decayWeights, formField, getSlot, movingAverage, weightDecayField } from "./sharedFields.ts";

export const adam = defineOptimizer({
  kind: "adam",
  label: "Adam",
  summary: "Momentum and a step size of its own for every weight; a good first choice.",
  formula:
    "m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; PyTorch: p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε); Keras: p ← p − lr √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)",
  keywords: ["adaptive moments", "adaptive"],
  parameters: {
    beta1: number({
      label: "Beta 1",
      help: "Share of the mean gradient that is kept at each step.",
      default: 0.9,
      min: 0,
      max: 0.99999,
    }),
    beta2: number({
      label: "Beta 2",
      help: "Share of the mean squared gradient that is kept at each step.",
      default: 0.999,
      min: 0,
      max: 0.999999,
    }),
    epsilon: number({
      label: "Epsilon",
      help: "Keeps the division finite where the gradient has been almost zero.",
      default: 1e-8,
      min: 1e-12,
      max: 1,
      scale: "logarithmic",
      isAdvanced: true,
    }),
    weightDecay: weightDecayField,
    form: formField,
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, weightDecay: 0, form: "keras" } },
    pytorch: { learningRate: 0.001, parameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, form: "pytorch" } },
  },
  describe: ({ beta1, beta2 }) => `beta ${beta1}, ${beta2}`,
  slots: () => ["mean", "meanSquare"],
  scalarNames: ["stepSize", "rootScale"],
  scalars({ beta1, beta2, form }, step, learningRate) {
    const meanCorrection = 1 - beta1 ** step;
    const squareCorrection = Math.sqrt(1 - beta2 ** step);
    return form === "keras"
      ? { stepSize: (learningRate * squareCorrection) / meanCorrection, rootScale: 1 }
      : { stepSize: learningRate / meanCorrection, rootScale: 1 / squareCorrection };
  },
  update(builder, state, { beta1, beta2, epsilon, weightDecay, form }) {
    const { parameter, gradient } = decayWeights(builder, state, { weightDecay, form });
    const mean = movingAverage(builder, getSlot(state.slots, "mean"), gradient, beta1);
    const meanSquare = movingAverage(builder, getSlot(state.slots, "meanSquare"), builder.mul(gradient, gradient), beta2);
    const root = builder.mul(builder.sqrt(meanSquare), getSlot(state.scalars, "rootScale"));
    const step = builder.div(builder.mul(mean, getSlot(state.scalars, "stepSize")), builder.add(root, epsilon));
    return { parameter: builder.sub(parameter, step), slots: { mean, meanSquare } };
  },
});
