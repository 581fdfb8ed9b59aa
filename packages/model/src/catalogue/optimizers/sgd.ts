import type { Value } from "@downhill/ir";
import { defineOptimizer } from "../definition.ts";
import { boolean, number } from "../parameterFields.ts";
import { decayScopeField, decayWeights, formField, getSlot, weightDecayField } from "./sharedFields.ts";

const noSlots: Readonly<Record<string, Value>> = {};

const common = { momentum: 0, nesterov: false, weightDecay: 0, decayScope: "all", dampening: 0 };

export const sgd = defineOptimizer({
  kind: "sgd",
  label: "SGD",
  summary: "Steps against the gradient; momentum keeps part of the last step and carries it through flat stretches.",
  formula:
    "PyTorch: v ← μ v + (1 − d) g, in the first step v ← g; p ← p − lr v (Nesterov: p ← p − lr (g + μ v)). Keras: m ← μ m − lr g; p ← p + m (Nesterov: p ← p + μ m − lr g)",
  keywords: ["stochastic gradient descent", "gradient descent", "momentum", "nesterov"],
  parameters: {
    momentum: number({
      label: "Momentum",
      help: "Share of the last step that is kept; 0 is plain gradient descent, 0.9 is common.",
      default: 0,
      min: 0,
      max: 0.9999,
    }),
    nesterov: boolean({
      label: "Nesterov",
      help: "Looks ahead along the momentum before correcting; needs a momentum above 0.",
      default: false,
    }),
    weightDecay: weightDecayField,
    decayScope: decayScopeField,
    dampening: number({
      label: "Dampening",
      help: "Share of the gradient that does not enter the momentum, from the second step on; PyTorch's form only.",
      default: 0,
      min: 0,
      max: 1,
      shownWhen: { field: "form", oneOf: ["pytorch"] },
      isAdvanced: true,
    }),
    form: formField,
  },
  presets: {
    keras: { learningRate: 0.01, parameters: { ...common, form: "keras" } },
    pytorch: { learningRate: 0.001, parameters: { ...common, form: "pytorch" } },
  },
  describe: ({ momentum, nesterov }) => (momentum === 0 ? "plain" : `momentum ${momentum}${nesterov ? " · Nesterov" : ""}`),
  hints: ({ momentum, nesterov }) =>
    nesterov && momentum === 0
      ? [
          {
            code: "nesterov-without-momentum",
            field: "momentum",
            message: "Nesterov changes nothing while Momentum is 0. Set Momentum to 0.9, or switch Nesterov off.",
            fix: { label: "Set Momentum to 0.9", parameters: { momentum: 0.9 } },
          },
        ]
      : [],
  check: ({ nesterov, dampening, form }) =>
    nesterov && dampening > 0 && form === "pytorch"
      ? [
          {
            severity: "error",
            code: "nesterov-with-dampening",
            field: "dampening",
            message: "Nesterov momentum is defined without dampening. Set Dampening to 0, or switch Nesterov off.",
          },
        ]
      : [],
  slots: ({ momentum }) => (momentum === 0 ? [] : ["momentum"]),
  scalarNames: ["gradientShare"],
  scalars: ({ dampening }, step) => ({ gradientShare: step === 1 ? 1 : 1 - dampening }),
  update(builder, state, { momentum, nesterov, weightDecay, dampening, form }) {
    const { learningRate, slots, scalars } = state;
    const { parameter, gradient } = decayWeights(builder, state, { weightDecay, form });
    const descent = builder.mul(gradient, learningRate);
    if (momentum === 0) return { parameter: builder.sub(parameter, descent), slots: noSlots };
    const kept = builder.mul(getSlot(slots, "momentum"), momentum);
    if (form === "pytorch") {
      const entering = dampening === 0 ? gradient : builder.mul(gradient, getSlot(scalars, "gradientShare"));
      const velocity = builder.add(kept, entering);
      const step = nesterov ? builder.add(gradient, builder.mul(velocity, momentum)) : velocity;
      return { parameter: builder.sub(parameter, builder.mul(step, learningRate)), slots: { momentum: velocity } };
    }
    const velocity = builder.sub(kept, descent);
    const step = nesterov ? builder.sub(builder.mul(velocity, momentum), descent) : velocity;
    return { parameter: builder.add(parameter, step), slots: { momentum: velocity } };
  },
});
