import { defineOptimizer } from "../definition.ts";
import { number } from "../parameterFields.ts";
import {
  decayScopeField,
  decayWeights,
  epsilonField,
  formField,
  getSlot,
  movingAverage,
  weightDecayField,
} from "./sharedFields.ts";

const common = { weightDecay: 0, decayScope: "all" };

/** Source: Zeiler 2012. */
export const adadelta = defineOptimizer({
  kind: "adadelta",
  label: "Adadelta",
  summary: "Measures each step by the size of the steps before it; needs hardly any choice of learning rate (1 is usual).",
  formula: "v ← ρ v + (1 − ρ) g²; d = √(D + ε) / √(v + ε) · g; D ← ρ D + (1 − ρ) d²; p ← p − lr d",
  keywords: ["adaptive"],
  parameters: {
    rho: number({
      label: "Rho",
      help: "Share of the old mean squares that is kept at each step.",
      default: 0.9,
      min: 0,
      max: 0.99999,
    }),
    epsilon: epsilonField(1e-6),
    weightDecay: weightDecayField,
    decayScope: decayScopeField,
    form: formField,
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { ...common, rho: 0.95, epsilon: 1e-7, form: "keras" } },
    pytorch: { learningRate: 1, parameters: { ...common, rho: 0.9, epsilon: 1e-6, form: "pytorch" } },
  },
  describe: ({ rho }) => `rho ${rho}`,
  slots: () => ["meanSquare", "meanSquareStep"],
  scalarNames: [],
  scalars: () => ({}),
  update(builder, state, { rho, epsilon, weightDecay, form }) {
    const { parameter, gradient } = decayWeights(builder, state, { weightDecay, form });
    const meanSquare = movingAverage(builder, getSlot(state.slots, "meanSquare"), builder.mul(gradient, gradient), rho);
    const steps = getSlot(state.slots, "meanSquareStep");
    const ratio = builder.div(builder.sqrt(builder.add(steps, epsilon)), builder.sqrt(builder.add(meanSquare, epsilon)));
    const step = builder.mul(ratio, gradient);
    const meanSquareStep = movingAverage(builder, steps, builder.mul(step, step), rho);
    return {
      parameter: builder.sub(parameter, builder.mul(step, state.learningRate)),
      slots: { meanSquare, meanSquareStep },
    };
  },
});
