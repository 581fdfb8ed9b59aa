import { defineSchedule } from "../definition.ts";
import { numbers } from "../parameterFields.ts";
import { findDisorder } from "./boundaries.ts";

export const piecewise = defineSchedule({
  kind: "piecewise",
  label: "Piecewise constant",
  summary: "Its own share of the learning rate for each stretch between the steps that you name.",
  formula: "lr · shares[number of boundaries before the step]",
  parameters: {
    boundaries: numbers({
      label: "Boundaries",
      help: "Last step of each stretch but the final one, in rising order.",
      unit: "steps",
      default: [1000, 2000],
      min: 0,
      max: 10_000_000,
      isWhole: true,
      maxCount: 100,
    }),
    shares: numbers({
      label: "Shares",
      help: "Share of the learning rate in each stretch; one more than there are boundaries.",
      default: [1, 0.3, 0.1],
      min: 0,
      max: 1000,
      minCount: 2,
      maxCount: 101,
    }),
  },
  rate({ learningRate, step }, { boundaries, shares }) {
    const stretch = boundaries.filter((boundary) => boundary < step).length;
    return learningRate * (shares[Math.min(stretch, shares.length - 1)] ?? 1);
  },
  check({ boundaries, shares }) {
    const issues = findDisorder("Boundaries", "boundaries", boundaries);
    if (shares.length === boundaries.length + 1) return issues;
    const message = `${boundaries.length} boundaries make ${boundaries.length + 1} stretches, but ${shares.length} shares are given. Give one share per stretch.`;
    return [...issues, { severity: "error", code: "shares-do-not-fit", field: "shares", message }];
  },
});
