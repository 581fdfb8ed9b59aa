import { defineSchedule } from "../definition.ts";
import { boolean, integer, number } from "../parameterFields.ts";

export const inverseTime = defineSchedule({
  kind: "inverseTime",
  label: "Inverse time",
  summary: "Divides the learning rate by a number that grows evenly; what older libraries call decay, at 1 decay step.",
  formula: "lr / (1 + rate · step / decay steps), with staircase only at whole multiples",
  parameters: {
    rate: number({
      label: "Decay rate",
      help: "By how much the divisor grows over the decay steps.",
      default: 0.5,
      min: 0,
      max: 1000,
    }),
    decaySteps: integer({
      label: "Decay steps",
      help: "Updates after which the divisor has grown by the decay rate once.",
      unit: "steps",
      default: 100,
      min: 1,
      max: 10_000_000,
    }),
    staircase: boolean({
      label: "Staircase",
      help: "Lowers the rate in jumps after every run of decay steps instead of a little at each step.",
      default: false,
    }),
  },
  rate({ learningRate, step }, { rate, decaySteps, staircase }) {
    const place = step / decaySteps;
    return learningRate / (1 + rate * (staircase ? Math.floor(place) : place));
  },
});
