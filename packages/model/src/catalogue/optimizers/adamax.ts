import { defineOptimizer } from "../definition.ts";
import {
  betaFields,
  decayScopeField,
  decayWeights,
  epsilonField,
  formField,
  getSlot,
  movingAverage,
  weightDecayField,
} from "./sharedFields.ts";

const common = { beta1: 0.9, beta2: 0.999, weightDecay: 0, decayScope: "all" };

/** Source: Kingma and Ba 2014, section 7.1. */
export const adamax = defineOptimizer({
  kind: "adamax",
  label: "Adamax",
  summary: "Adam that divides by the largest recent gradient instead of a mean square; calm where gradients are rare.",
  formula:
    "m ← β₁ m + (1 − β₁) g; PyTorch: u ← max(β₂ u, |g| + ε), p ← p − lr / (1 − β₁ᵗ) · m / u; Keras: u ← max(β₂ u, |g|), p ← p − lr / (1 − β₁ᵗ) · m / (u + ε)",
  keywords: ["adam", "infinity norm", "adaptive"],
  parameters: {
    ...betaFields,
    epsilon: epsilonField(1e-8),
    weightDecay: weightDecayField,
    decayScope: decayScopeField,
    form: formField,
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { ...common, epsilon: 1e-7, form: "keras" } },
    pytorch: { learningRate: 0.002, parameters: { ...common, epsilon: 1e-8, form: "pytorch" } },
  },
  describe: ({ beta1, beta2 }) => `beta ${beta1}, ${beta2}`,
  slots: () => ["mean", "largest"],
  scalarNames: ["stepSize"],
  scalars: ({ beta1 }, step, learningRate) => ({ stepSize: learningRate / (1 - beta1 ** step) }),
  update(builder, state, { beta1, beta2, epsilon, weightDecay, form }) {
    const { parameter, gradient } = decayWeights(builder, state, { weightDecay, form });
    const mean = movingAverage(builder, getSlot(state.slots, "mean"), gradient, beta1);
    const size = builder.abs(gradient);
    const faded = builder.mul(getSlot(state.slots, "largest"), beta2);
    const largest = builder.max(faded, form === "keras" ? size : builder.add(size, epsilon));
    const divisor = form === "keras" ? builder.add(largest, epsilon) : largest;
    const step = builder.div(builder.mul(mean, getSlot(state.scalars, "stepSize")), divisor);
    return { parameter: builder.sub(parameter, step), slots: { mean, largest } };
  },
});
