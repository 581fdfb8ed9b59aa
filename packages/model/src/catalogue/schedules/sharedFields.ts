/** What the schedules have in common: the length of a decay and the share of the rate that is left at its end. */
import type { ScheduleMoment } from "../definition.ts";
import { integer, number } from "../parameterFields.ts";

export const decayStepsField = integer({
  label: "Decay steps",
  help: "Updates until the lowest rate is reached; 0 takes the whole run.",
  unit: "steps",
  default: 0,
  min: 0,
  max: 10_000_000,
});

export const endShareField = number({
  label: "Share at the end",
  help: "Share of the learning rate that is left at the end of the decay.",
  default: 0,
  min: 0,
  max: 1,
});

/** The length of a decay: as set, or what is left of the run. At least 1. */
export function resolveSteps(steps: number, { totalSteps }: ScheduleMoment): number {
  return steps > 0 ? steps : Math.max(1, totalSteps);
}

/** From 1 at 0 down to 0 at 1, along half a cosine wave. */
export function cosineFall(place: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * place));
}
