import { defineOptimizer } from "../definition.ts";
import { boolean } from "../parameterFields.ts";
import { adamScalarNames, adamScalars, adamSlots, updateByAdam } from "./adamRule.ts";
import { betaFields, decayScopeField, decoupledDecayField, epsilonField, formField } from "./sharedFields.ts";

const common = { beta1: 0.9, beta2: 0.999, decayScope: "all", amsgrad: false };

export const adamw = defineOptimizer({
  kind: "adamw",
  label: "AdamW",
  summary: "Adam with weight decay apart from the gradient; the usual choice for transformers.",
  formula: "p ← p − lr · wd · p; then as Adam",
  keywords: ["adam", "decoupled weight decay", "adaptive", "transformer"],
  parameters: {
    ...betaFields,
    weightDecay: decoupledDecayField,
    decayScope: decayScopeField,
    epsilon: epsilonField(1e-8),
    amsgrad: boolean({
      label: "AMSGrad",
      help: "Divides by the largest mean square so far instead of the latest.",
      default: false,
      isAdvanced: true,
    }),
    form: formField,
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { ...common, weightDecay: 0.004, epsilon: 1e-7, form: "keras" } },
    pytorch: { learningRate: 0.001, parameters: { ...common, weightDecay: 0.01, epsilon: 1e-8, form: "pytorch" } },
  },
  describe: ({ beta1, beta2, weightDecay }) => `beta ${beta1}, ${beta2} · weight decay ${weightDecay}`,
  slots: ({ amsgrad }) => adamSlots(amsgrad),
  scalarNames: adamScalarNames,
  scalars: adamScalars,
  update: (builder, state, parameters) =>
    updateByAdam(builder, state, { ...parameters, keepsLargest: parameters.amsgrad, isDecoupled: true }),
});
