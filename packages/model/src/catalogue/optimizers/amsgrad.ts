import { defineOptimizer } from "../definition.ts";
import { adamScalarNames, adamScalars, adamSlots, updateByAdam } from "./adamRule.ts";
import { betaFields, decayScopeField, epsilonField, formField, weightDecayField } from "./sharedFields.ts";

const common = { beta1: 0.9, beta2: 0.999, weightDecay: 0, decayScope: "all" };

export const amsgrad = defineOptimizer({
  kind: "amsgrad",
  label: "AMSGrad",
  summary: "Adam that never forgets a large gradient, so that no weight's step size grows again.",
  formula: "as Adam, with v̂ ← max(v̂, v) in place of v in the last step",
  keywords: ["adam", "adaptive"],
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
  slots: () => adamSlots(true),
  scalarNames: adamScalarNames,
  scalars: adamScalars,
  update: (builder, state, parameters) => updateByAdam(builder, state, { ...parameters, keepsLargest: true, isDecoupled: false }),
});
