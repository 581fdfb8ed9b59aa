import { defineSchedule } from "../definition.ts";
import { cosineFall, decayStepsField, endShareField, resolveSteps } from "./sharedFields.ts";

export const cosine = defineSchedule({
  kind: "cosine",
  label: "Cosine",
  summary: "Falls slowly at first, then faster, and gently again to its lowest rate: half a cosine wave over the run.",
  formula: "lr · ((1 − share) · ½ (1 + cos(π step / decay steps)) + share), then lr · share",
  parameters: { decaySteps: decayStepsField, endShare: endShareField },
  rate(moment, { decaySteps, endShare }) {
    const length = resolveSteps(decaySteps, moment);
    return moment.learningRate * ((1 - endShare) * cosineFall(Math.min(moment.step, length) / length) + endShare);
  },
  usesRunLength: ({ decaySteps }) => decaySteps === 0,
});
