import { defineSchedule } from "../definition.ts";
import { boolean, number } from "../parameterFields.ts";
import { decayStepsField, endShareField, resolveSteps } from "./sharedFields.ts";

export const polynomial = defineSchedule({
  kind: "polynomial",
  label: "Polynomial",
  summary: "Falls to its lowest rate along a power of the steps that are left; power 1 is a straight line.",
  formula: "lr · ((1 − share) · (1 − step / decay steps)^power + share)",
  parameters: {
    decaySteps: decayStepsField,
    power: number({
      label: "Power",
      help: "How the fall is spread: 1 is even, more is early, less is late.",
      default: 1,
      min: 0.01,
      max: 100,
    }),
    endShare: endShareField,
    cycle: boolean({
      label: "Cycle",
      help: "Starts again at a lower height each time the end is reached, over a stretch that grows each time.",
      default: false,
      isAdvanced: true,
    }),
  },
  rate(moment, { decaySteps, power, endShare, cycle }) {
    const { learningRate, step } = moment;
    const first = resolveSteps(decaySteps, moment);
    const length = cycle ? first * Math.max(1, Math.ceil(step / first)) : first;
    return learningRate * ((1 - endShare) * (1 - Math.min(step, length) / length) ** power + endShare);
  },
  usesRunLength: ({ decaySteps }) => decaySteps === 0,
});
