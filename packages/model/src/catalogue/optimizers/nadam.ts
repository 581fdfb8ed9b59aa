import { defineOptimizer } from "../definition.ts";
import { number } from "../parameterFields.ts";
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

/** Source: Dozat 2016, with the product of momenta as later PyTorch has it (pull request 92699). */
export const nadam = defineOptimizer({
  kind: "nadam",
  label: "Nadam",
  summary: "Adam that looks ahead along its momentum, as Nesterov's method does.",
  formula:
    "m, v as Adam; μₜ = β₁ (1 − ½ · 0.96^(t d)); P = μ₁ ⋯ μₜ; p ← p − lr · [μₜ₊₁ m / (1 − P μₜ₊₁) + (1 − μₜ) g / (1 − P)] / (√(v / (1 − β₂ᵗ)) + ε)",
  keywords: ["adam", "nesterov", "adaptive"],
  parameters: {
    ...betaFields,
    momentumDecay: number({
      label: "Momentum decay",
      help: "How fast the momentum grows towards beta 1; Keras always uses 1.",
      default: 0.004,
      min: 0,
      max: 10,
      isAdvanced: true,
    }),
    epsilon: epsilonField(1e-8),
    weightDecay: weightDecayField,
    decayScope: decayScopeField,
    form: formField,
  },
  presets: {
    keras: { learningRate: 0.001, parameters: { ...common, momentumDecay: 1, epsilon: 1e-7, form: "keras" } },
    pytorch: { learningRate: 0.002, parameters: { ...common, momentumDecay: 0.004, epsilon: 1e-8, form: "pytorch" } },
  },
  describe: ({ beta1, beta2 }) => `beta ${beta1}, ${beta2}`,
  slots: () => ["mean", "meanSquare"],
  scalarNames: ["meanRate", "gradientRate", "rootScale"],
  scalars({ beta1, beta2, momentumDecay }, step, learningRate) {
    const momentumAt = (t: number) => beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
    let product = 1;
    // Below that, 1 - product is 1 in double precision.
    for (let t = 1; t <= step && product > 1e-17; t++) product *= momentumAt(t);
    const next = momentumAt(step + 1);
    return {
      meanRate: (learningRate * next) / (1 - product * next),
      gradientRate: (learningRate * (1 - momentumAt(step))) / (1 - product),
      rootScale: 1 / Math.sqrt(1 - beta2 ** step),
    };
  },
  update(builder, state, { beta1, beta2, epsilon, weightDecay, form }) {
    const { parameter, gradient } = decayWeights(builder, state, { weightDecay, form });
    const { slots, scalars } = state;
    const mean = movingAverage(builder, getSlot(slots, "mean"), gradient, beta1);
    const meanSquare = movingAverage(builder, getSlot(slots, "meanSquare"), builder.mul(gradient, gradient), beta2);
    const ahead = builder.add(
      builder.mul(mean, getSlot(scalars, "meanRate")),
      builder.mul(gradient, getSlot(scalars, "gradientRate")),
    );
    const root = builder.mul(builder.sqrt(meanSquare), getSlot(scalars, "rootScale"));
    return { parameter: builder.sub(parameter, builder.div(ahead, builder.add(root, epsilon))), slots: { mean, meanSquare } };
  },
});
