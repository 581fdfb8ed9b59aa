import { defineBlock } from "../definition.ts";
import { choice, integer } from "../parameterFields.ts";
import { magnifyAxis, repeatAxis } from "../resampling.ts";
import { requireSequence, single } from "../windows.ts";

export const upsampling1d = defineBlock({
  kind: "upsampling1d",
  label: "1D Upsampling",
  category: "reshaping",
  summary: "Makes a sequence longer by a whole factor, by repeating steps or by blending between them.",
  keywords: ["upsample", "repeat", "stretch", "nearest", "linear", "decoder", "sequence"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    size: integer({ label: "Factor", help: "How many times as long the sequence gets.", default: 2, min: 1, max: 1024 }),
    interpolation: choice(
      { nearest: "Nearest", linear: "Linear" },
      { label: "Interpolation", help: "Nearest repeats every step, Linear blends between neighbours.", default: "nearest" },
    ),
  },
  keepsRange: true,
  sampleShape: [4, 2],
  describe: ({ size, interpolation }) => `× ${size}${interpolation === "nearest" ? "" : " · linear"}`,
  lower(context, inputs, { size, interpolation }) {
    const x = requireSequence(context, single(inputs));
    const enlarge = interpolation === "nearest" ? repeatAxis : magnifyAxis;
    return [enlarge(context.builder, x, 1, size)];
  },
});
