import { defineSchedule } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { decayStepsField, resolveSteps } from "./sharedFields.ts";

export const linear = defineSchedule({
  kind: "linear",
  label: "Linear",
  summary: "Goes in a straight line from one share of the learning rate to another and stays there.",
  formula: "lr · (start + (end − start) · min(step, steps) / steps)",
  parameters: {
    startShare: number({
      label: "Share at the start",
      help: "Share of the learning rate in the first step.",
      default: 1,
      min: 0,
      max: 1,
    }),
    endShare: number({
      label: "Share at the end",
      help: "Share of the learning rate from the last of the steps on.",
      default: 0,
      min: 0,
      max: 1,
    }),
    steps: { ...decayStepsField, label: "Steps", help: "Updates that the way takes; 0 takes the whole run." },
  },
  rate(moment, { startShare, endShare, steps }) {
    const length = resolveSteps(steps, moment);
    return moment.learningRate * (startShare + ((endShare - startShare) * Math.min(moment.step, length)) / length);
  },
  usesRunLength: ({ steps }) => steps === 0,
});
