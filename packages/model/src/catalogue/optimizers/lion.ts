import { defineOptimizer } from "../definition.ts";
import { betaFields, decayScopeField, decoupledDecayField, getSlot, movingAverage, shrinkWeights } from "./sharedFields.ts";

/** Source: Chen and others 2023, "Symbolic discovery of optimization algorithms". */
export const lion = defineOptimizer({
  kind: "lion",
  label: "Lion",
  summary:
    "Every weight moves by the same amount, only the direction is learned; wants a learning rate 3 to 10 times below Adam's.",
  formula: "p ← p − lr · wd · p; p ← p − lr · sign(β₁ m + (1 − β₁) g); m ← β₂ m + (1 − β₂) g",
  keywords: ["sign", "momentum"],
  parameters: {
    ...betaFields,
    beta2: { ...betaFields.beta2, help: "Share of the momentum that is kept for the next step.", default: 0.99 },
    weightDecay: { ...decoupledDecayField, default: 0 },
    decayScope: decayScopeField,
  },
  presets: { keras: { learningRate: 0.001, parameters: { beta1: 0.9, beta2: 0.99, weightDecay: 0, decayScope: "all" } } },
  describe: ({ beta1, beta2 }) => `beta ${beta1}, ${beta2}`,
  slots: () => ["momentum"],
  scalarNames: [],
  scalars: () => ({}),
  update(builder, state, { beta1, beta2, weightDecay }) {
    const { parameter, gradient } = shrinkWeights(builder, state, weightDecay);
    const old = getSlot(state.slots, "momentum");
    const direction = builder.sign(movingAverage(builder, old, gradient, beta1));
    return {
      parameter: builder.sub(parameter, builder.mul(direction, state.learningRate)),
      slots: { momentum: movingAverage(builder, old, gradient, beta2) },
    };
  },
});
