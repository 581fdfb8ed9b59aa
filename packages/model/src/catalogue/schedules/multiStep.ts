import { defineSchedule } from "../definition.ts";
import { number, numbers } from "../parameterFields.ts";
import { findDisorder } from "./boundaries.ts";

export const multiStep = defineSchedule({
  kind: "multiStep",
  label: "Milestones",
  summary: "Multiplies the learning rate by a factor at each of the steps that you name.",
  formula: "lr · factor^(milestones reached)",
  parameters: {
    milestones: numbers({
      label: "Milestones",
      help: "Steps at which the rate drops, in rising order.",
      unit: "steps",
      default: [1000, 2000],
      min: 1,
      max: 10_000_000,
      isWhole: true,
      maxCount: 100,
    }),
    factor: number({
      label: "Factor",
      help: "What the learning rate is multiplied by at each milestone.",
      default: 0.1,
      min: 0.000001,
      max: 1,
    }),
  },
  rate({ learningRate, step }, { milestones, factor }) {
    return learningRate * factor ** milestones.filter((milestone) => milestone <= step).length;
  },
  check: ({ milestones }) => findDisorder("Milestones", "milestones", milestones),
});
