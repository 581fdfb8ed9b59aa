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

/** Source: Liu and others 2019, "On the variance of the adaptive learning rate and beyond". */
export const radam = defineOptimizer({
  kind: "radam",
  label: "RAdam",
  summary: "Adam that trusts its mean square only when it has seen enough, which does the work of a warm-up.",
  formula:
    "m, v as Adam; r∞ = 2 / (1 − β₂) − 1; r = r∞ − 2 t β₂ᵗ / (1 − β₂ᵗ); r > 5: p ← p − lr m / (1 − β₁ᵗ) · R √(1 − β₂ᵗ) / (√v + ε), R = √((r − 4)(r − 2) r∞ / ((r∞ − 4)(r∞ − 2) r)); else p ← p − lr m / (1 − β₁ᵗ)",
  keywords: ["rectified adam", "adaptive", "warm-up"],
  parameters: {
    ...betaFields,
    epsilon: epsilonField(1e-8),
    weightDecay: weightDecayField,
    decayScope: decayScopeField,
    form: formField,
  },
  presets: { pytorch: { learningRate: 0.001, parameters: { ...common, epsilon: 1e-8, form: "pytorch" } } },
  describe: ({ beta1, beta2 }) => `beta ${beta1}, ${beta2}`,
  slots: () => ["mean", "meanSquare"],
  scalarNames: ["stepSize", "rectified", "plain"],
  scalars({ beta1, beta2 }, step, learningRate) {
    const stepSize = learningRate / (1 - beta1 ** step);
    const correction = 1 - beta2 ** step;
    const limit = 2 / (1 - beta2) - 1;
    const length = limit - (2 * step * beta2 ** step) / correction;
    if (length <= 5) return { stepSize, rectified: 0, plain: 1 };
    const rectification = Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length));
    return { stepSize, rectified: rectification * Math.sqrt(correction), plain: 0 };
  },
  update(builder, state, { beta1, beta2, epsilon, weightDecay, form }) {
    const { parameter, gradient } = decayWeights(builder, state, { weightDecay, form });
    const { slots, scalars } = state;
    const mean = movingAverage(builder, getSlot(slots, "mean"), gradient, beta1);
    const meanSquare = movingAverage(builder, getSlot(slots, "meanSquare"), builder.mul(gradient, gradient), beta2);
    const adapted = builder.div(getSlot(scalars, "rectified"), builder.add(builder.sqrt(meanSquare), epsilon));
    const factor = builder.add(adapted, getSlot(scalars, "plain"));
    const step = builder.mul(builder.mul(mean, getSlot(scalars, "stepSize")), factor);
    return { parameter: builder.sub(parameter, step), slots: { mean, meanSquare } };
  },
});
