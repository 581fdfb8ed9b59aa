import { defineSchedule } from "../definition.ts";
import { integer, number } from "../parameterFields.ts";

export const step = defineSchedule({
  kind: "step",
  label: "Step",
  summary: "Multiplies the learning rate by a factor after every so many steps.",
  formula: "lr · factor^⌊step / step size⌋",
  parameters: {
    factor: number({
      label: "Factor",
      help: "What the learning rate is multiplied by at each drop.",
      default: 0.1,
      min: 0.000001,
      max: 1,
    }),
    stepSize: integer({
      label: "Step size",
      help: "Updates between two drops.",
      unit: "steps",
      default: 1000,
      min: 1,
      max: 10_000_000,
    }),
  },
  rate: ({ learningRate, step }, { factor, stepSize }) => learningRate * factor ** Math.floor(step / stepSize),
});
