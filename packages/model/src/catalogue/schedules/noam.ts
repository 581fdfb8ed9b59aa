import { defineSchedule } from "../definition.ts";
import { integer } from "../parameterFields.ts";

export const noam = defineSchedule({
  kind: "noam",
  label: "Noam (transformer)",
  summary:
    "Rises evenly, then falls with the square root of the step, as in the first transformers; set the learning rate near 1.",
  formula: "lr · width^−½ · min(s^−½, s · warm-up^−³ᐟ²), s = step + 1",
  parameters: {
    modelWidth: integer({
      label: "Model width",
      help: "Numbers per token inside the model; a wider model gets a lower rate.",
      default: 128,
      min: 1,
      max: 65536,
    }),
    risingSteps: integer({
      label: "Rising steps",
      help: "Updates until the highest rate.",
      unit: "steps",
      default: 400,
      min: 1,
      max: 10_000_000,
    }),
  },
  risesFirst: true,
  rate({ learningRate, step }, { modelWidth, risingSteps }) {
    const s = step + 1;
    return learningRate * modelWidth ** -0.5 * Math.min(s ** -0.5, s * risingSteps ** -1.5);
  },
  check({ modelWidth, risingSteps }, { learningRate }) {
    const highest = learningRate * (modelWidth * risingSteps) ** -0.5;
    if (highest >= 1e-5) return [];
    const message = `The rate never rises above ${highest.toPrecision(2)}, because it is a factor times the learning rate (${learningRate}). Set Learning rate near 1.`;
    return [{ severity: "warning", code: "rate-too-small", field: "risingSteps", message }];
  },
});
