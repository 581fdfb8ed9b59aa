import { defineBlock } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { single } from "../windows.ts";

export const rescaling = defineBlock({
  kind: "rescaling",
  label: "Rescaling",
  category: "preprocessing",
  summary: "Multiplies every number by a fixed factor and adds a fixed offset.",
  keywords: ["scale", "offset", "shift", "normalize", "range"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    scale: number({
      label: "Scale",
      help: "Factor of every number; 2 with the offset −1 turns 0 to 1 into −1 to 1.",
      default: 1,
      min: -1_000_000,
      max: 1_000_000,
    }),
    offset: number({
      label: "Offset",
      help: "Added after the multiplication.",
      default: 0,
      min: -1_000_000,
      max: 1_000_000,
    }),
  },
  keepsRange: true,
  sampleShape: [4],
  describe: ({ scale, offset }) => `× ${scale}${offset === 0 ? "" : ` ${offset < 0 ? "−" : "+"} ${Math.abs(offset)}`}`,
  lower({ builder }, inputs, { scale, offset }) {
    return [builder.add(builder.mul(single(inputs), scale), offset)];
  },
});
