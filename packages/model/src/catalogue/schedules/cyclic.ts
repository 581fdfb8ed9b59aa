import { defineSchedule } from "../definition.ts";
import { choice, integer, number } from "../parameterFields.ts";

export const cyclic = defineSchedule({
  kind: "cyclic",
  label: "Triangular",
  summary: "Swings between a low rate and the learning rate, up and down in straight lines, again and again.",
  formula: "lr · (base + (1 − base) · place · scale); scale 1, ½^cycle or gamma^step",
  parameters: {
    baseShare: number({
      label: "Lowest share",
      help: "Share of the learning rate at the foot of each swing.",
      default: 0.1,
      min: 0,
      max: 1,
    }),
    stepsUp: integer({
      label: "Steps up",
      help: "Updates from the foot to the top.",
      unit: "steps",
      default: 500,
      min: 1,
      max: 10_000_000,
    }),
    stepsDown: integer({
      label: "Steps down",
      help: "Updates from the top back to the foot.",
      unit: "steps",
      default: 500,
      min: 1,
      max: 10_000_000,
    }),
    mode: choice(
      { triangular: "Always as high", triangular2: "Half as high each time", expRange: "A little lower at each step" },
      { label: "Height", help: "Whether the swings keep their height or get smaller.", default: "triangular" },
    ),
    gamma: number({
      label: "Gamma",
      help: "What the height is multiplied by at each step.",
      default: 0.999,
      min: 0.000001,
      max: 1,
      shownWhen: { field: "mode", oneOf: ["expRange"] },
    }),
  },
  risesFirst: true,
  rate({ learningRate, step }, { baseShare, stepsUp, stepsDown, mode, gamma }) {
    const length = stepsUp + stepsDown;
    const cycle = Math.floor(step / length);
    const place = step - cycle * length;
    const height = place <= stepsUp ? place / stepsUp : (length - place) / stepsDown;
    const scale = mode === "triangular" ? 1 : mode === "triangular2" ? 0.5 ** cycle : gamma ** step;
    return learningRate * (baseShare + (1 - baseShare) * height * scale);
  },
});
