import { defineOptimizer } from "../definition.ts";
import { boolean, choice, number } from "../parameterFields.ts";
import {
  decayScopeField,
  decayWeights,
  epsilonField,
  formField,
  getSlot,
  movingAverage,
  weightDecayField,
} from "./sharedFields.ts";

const common = { momentum: 0, centered: false, weightDecay: 0, decayScope: "all" };

export const rmsprop = defineOptimizer({
  kind: "rmsprop",
  label: "RMSprop",
  summary: "Divides each step by the recent size of that weight's gradient, so that steep and flat directions move alike.",
  formula:
    "v ← ρ v + (1 − ρ) g² (centered: v minus the squared mean gradient); s = g / (√v + ε), Keras: g / √(v + ε); p ← p − lr s, with momentum u ← μ u + s and p ← p − lr u",
  keywords: ["root mean square", "adaptive"],
  parameters: {
    rho: number({
      label: "Rho",
      help: "Share of the old mean squared gradient that is kept at each step (PyTorch calls it alpha).",
      default: 0.99,
      min: 0,
      max: 0.99999,
    }),
    momentum: number({
      label: "Momentum",
      help: "Share of the last step that is kept.",
      default: 0,
      min: 0,
      max: 0.9999,
    }),
    centered: boolean({
      label: "Centered",
      help: "Divides by the spread of the gradient instead of its size.",
      default: false,
      isAdvanced: true,
    }),
    epsilon: epsilonField(1e-8),
    weightDecay: weightDecayField,
    decayScope: decayScopeField,
    form: choice(
      { pytorch: "PyTorch", keras: "Keras 3 (epsilon inside the root)", keras2: "Keras 2 (epsilon outside the root)" },
      { label: formField.label, help: formField.help, default: "pytorch", isAdvanced: true },
    ),
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { ...common, rho: 0.9, epsilon: 1e-7, form: "keras" } },
    pytorch: { learningRate: 0.01, parameters: { ...common, rho: 0.99, epsilon: 1e-8, form: "pytorch" } },
  },
  describe: ({ rho, momentum }) => `rho ${rho}${momentum === 0 ? "" : ` · momentum ${momentum}`}`,
  slots: ({ momentum, centered }) => [
    "meanSquare",
    ...(centered ? ["meanGradient"] : []),
    ...(momentum === 0 ? [] : ["momentum"]),
  ],
  scalarNames: [],
  scalars: () => ({}),
  update(builder, state, { rho, momentum, centered, epsilon, weightDecay, form }) {
    const { learningRate, slots } = state;
    const { parameter, gradient } = decayWeights(builder, state, { weightDecay, form });
    const meanSquare = movingAverage(builder, getSlot(slots, "meanSquare"), builder.mul(gradient, gradient), rho);
    const meanGradient = centered ? movingAverage(builder, getSlot(slots, "meanGradient"), gradient, rho) : null;
    // Rounding can bring the spread of a steady gradient a little below zero.
    const spread = meanGradient ? builder.max(builder.sub(meanSquare, builder.mul(meanGradient, meanGradient)), 0) : meanSquare;
    const size = form === "keras" ? builder.sqrt(builder.add(spread, epsilon)) : builder.add(builder.sqrt(spread), epsilon);
    const newSlots = { meanSquare, ...(meanGradient ? { meanGradient } : {}) };
    const isKeras = form !== "pytorch";
    // Keras puts the rate into the step that momentum keeps, PyTorch multiplies by it at the end.
    const step = builder.div(isKeras ? builder.mul(gradient, learningRate) : gradient, size);
    const velocity = momentum === 0 ? step : builder.add(builder.mul(getSlot(slots, "momentum"), momentum), step);
    return {
      parameter: builder.sub(parameter, isKeras ? velocity : builder.mul(velocity, learningRate)),
      slots: momentum === 0 ? newSlots : { ...newSlots, momentum: velocity },
    };
  },
});
