import { defineOptimizer } from "../definition.ts";
import { adamScalarNames, adamScalars, adamSlots, updateByAdam } from "./adamRule.ts";
import { betaFields, decayScopeField, epsilonField, formField, weightDecayField } from "./sharedFields.ts";

const common = { beta1: 0.9, beta2: 0.999, weightDecay: 0, decayScope: "all" };

export const adam = defineOptimizer({
  kind: "adam",
  label: "Adam",
  summary: "Momentum and a step size of its own for every weight; a good first choice.",
  formula:
    "m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; PyTorch: p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε); Keras: p ← p − lr √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε)",
  keywords: ["adaptive moments", "adaptive"],
  parameters: {
    ...betaFields,
    epsilon: epsilonField(1e-8),
    weightDecay: weightDecayField,
    decayScope: decayScopeField,
    form: formField,
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { ...common, epsilon: 1e-7, form: "keras" } },
    pytorch: { learningRate: 0.001, parameters: { ...common, epsilon: 1e-8, form: "pytorch" } },
  },
  describe: ({ beta1, beta2 }) => `beta ${beta1}, ${beta2}`,
  slots: () => adamSlots(false),
  scalarNames: adamScalarNames,
  scalars: adamScalars,
  update: (builder, state, parameters) =>
    updateByAdam(builder, state, { ...parameters, keepsLargest: false, isDecoupled: false }),
});
