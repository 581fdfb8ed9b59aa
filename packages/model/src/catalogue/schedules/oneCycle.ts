import { defineSchedule } from "../definition.ts";
import { boolean, choice, number } from "../parameterFields.ts";
import { cosineFall, decayStepsField, resolveSteps } from "./sharedFields.ts";

export const oneCycle = defineSchedule({
  kind: "oneCycle",
  label: "One cycle",
  summary:
    "Climbs from a low rate to the learning rate, then falls far below the start: one rise and one fall for the whole run.",
  formula: "lr / start divisor → lr at share · (steps − …) → lr / start divisor / end divisor, along a cosine or a line",
  parameters: {
    steps: { ...decayStepsField, label: "Steps", help: "Updates in the cycle; 0 takes the whole run." },
    risingShare: number({
      label: "Rising share",
      help: "Share of the steps in which the rate rises.",
      default: 0.3,
      min: 0.01,
      max: 0.99,
    }),
    anneal: choice(
      { cosine: "Cosine", linear: "Line" },
      { label: "Shape", help: "Whether the rate moves along a cosine or a straight line.", default: "cosine" },
    ),
    startDivisor: number({
      label: "Start divisor",
      help: "The first rate is the learning rate divided by this.",
      default: 25,
      min: 1,
      max: 1_000_000,
      isAdvanced: true,
    }),
    endDivisor: number({
      label: "End divisor",
      help: "The last rate is the first one divided by this.",
      default: 10_000,
      min: 1,
      max: 100_000_000,
      isAdvanced: true,
    }),
    threePhase: boolean({
      label: "Three phases",
      help: "Falls back to the first rate as fast as it rose before it fades out.",
      default: false,
      isAdvanced: true,
    }),
  },
  risesFirst: true,
  rate(moment, { steps, risingShare, anneal, startDivisor, endDivisor, threePhase }) {
    const { learningRate } = moment;
    const total = resolveSteps(steps, moment);
    const last = total - 1;
    const step = Math.min(moment.step, last);
    const first = learningRate / startDivisor;
    const end = first / endDivisor;
    const peak = risingShare * total - 1;
    const between = (from: number, to: number, place: number) =>
      anneal === "linear" ? from + (to - from) * place : to + (from - to) * cosineFall(place);
    if (peak > 0 && step <= peak) return between(first, learningRate, step / peak);
    if (!threePhase) return between(learningRate, end, (step - peak) / (last - peak || 1));
    const back = 2 * risingShare * total - 2;
    return step <= back
      ? between(learningRate, first, (step - peak) / (back - peak))
      : between(first, end, (step - back) / (last - back || 1));
  },
  usesRunLength: ({ steps }) => steps === 0,
  check({ steps, threePhase, risingShare }, { totalSteps }) {
    if (threePhase && risingShare > 0.5) {
      const message = `With three phases the rate rises and falls back in equal parts, so Rising share (${risingShare}) must be at most 0.5.`;
      return [{ severity: "error", code: "rising-share-too-large", field: "risingShare", message }];
    }
    if (steps === 0 || steps >= totalSteps) return [];
    const message = `The cycle ends after ${steps} of the run's ${totalSteps} steps; from then on the rate stays next to nothing. Set Steps to 0 to take the whole run.`;
    return [{ severity: "warning", code: "cycle-too-short", field: "steps", message }];
  },
});
