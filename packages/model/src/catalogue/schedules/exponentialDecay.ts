import { defineSchedule } from "../definition.ts";
import { boolean, integer, number } from "../parameterFields.ts";

export const exponentialDecay = defineSchedule({
  kind: "exponentialDecay",
  label: "Exponential decay",
  summary: "Multiplies the learning rate by the same factor again and again.",
  formula: "lr · rate^(step / decay steps), with staircase only at whole multiples",
  parameters: {
    rate: number({
      label: "Decay rate",
      help: "Factor by which the learning rate has shrunk after the decay steps.",
      default: 0.96,
      min: 0.000001,
      max: 1,
    }),
    decaySteps: integer({
      label: "Decay steps",
      help: "Steps after which the learning rate has been multiplied by the decay rate once.",
      unit: "steps",
      default: 100,
      min: 1,
      max: 1_000_000,
    }),
    staircase: boolean({
      label: "Staircase",
      help: "Lowers the rate in jumps after every run of decay steps instead of a little at each step.",
      default: false,
    }),
  },
  rate({ learningRate, step }, { rate, decaySteps, staircase }) {
    const place = step / decaySteps;
    return learningRate * rate ** (staircase ? Math.floor(place) : place);
  },
});
