import { defineSchedule } from "../definition.ts";

export const constant = defineSchedule({
  kind: "constant",
  label: "Constant",
  summary: "The same learning rate at every step.",
  formula: "lr",
  parameters: {},
  rate: ({ learningRate }) => learningRate,
});
