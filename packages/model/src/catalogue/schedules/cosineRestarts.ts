import { defineSchedule } from "../definition.ts";
import { integer, number } from "../parameterFields.ts";
import { cosineFall, endShareField } from "./sharedFields.ts";

export const cosineRestarts = defineSchedule({
  kind: "cosineRestarts",
  label: "Cosine with restarts",
  summary: "Falls along a cosine again and again; each jump back up can carry the model out of a poor valley.",
  formula: "lr · ((1 − share) · peak^cycle · ½ (1 + cos(π place / length)) + share), length ← length · growth",
  parameters: {
    firstSteps: integer({
      label: "First cycle",
      help: "Updates in the first cycle.",
      unit: "steps",
      default: 500,
      min: 1,
      max: 10_000_000,
    }),
    growth: number({
      label: "Growth of the cycles",
      help: "Each cycle is this many times as long as the one before.",
      default: 2,
      min: 1,
      max: 10,
    }),
    peak: number({
      label: "Peak factor",
      help: "Each cycle starts at this share of the peak before it.",
      default: 1,
      min: 0.000001,
      max: 1,
    }),
    endShare: endShareField,
  },
  rate({ learningRate, step }, { firstSteps, growth, peak, endShare }) {
    const { cycle, place } = findCycle(step, firstSteps, growth);
    return learningRate * ((1 - endShare) * peak ** cycle * cosineFall(place) + endShare);
  },
});

/** Number of the cycle, and the place in it from 0 to 1. Lengths are not rounded. */
function findCycle(step: number, firstSteps: number, growth: number): { cycle: number; place: number } {
  if (growth === 1) return { cycle: Math.floor(step / firstSteps), place: (step % firstSteps) / firstSteps };
  let start = 0;
  let length = firstSteps;
  let cycle = 0;
  while (step >= start + length) {
    start += length;
    length *= growth;
    cycle += 1;
  }
  return { cycle, place: (step - start) / length };
}
