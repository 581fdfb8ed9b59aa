/** Sine and cosine of place / longest^(2i / width), for the even and the odd number i of a pair: Vaswani and others, 2017. */
import { defineBlock } from "../definition.ts";
import { number } from "../parameterFields.ts";
import { requireVectorSequence } from "../sequences.ts";
import { single } from "../windows.ts";

export const positionEncoding = defineBlock({
  kind: "positionEncoding",
  label: "Position encoding",
  category: "attention",
  summary: "Adds fixed waves of many lengths to a sequence, so that blocks without an order know where each place is.",
  keywords: ["positional encoding", "sinusoidal", "sine", "transformer"],
  inputs: [{ name: "input", label: "Sequence" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    longest: number({
      label: "Longest wave",
      help: "How slow the slowest wave is; it turns once in about six times as many places.",
      default: 10000,
      min: 2,
      max: 1e6,
      isAdvanced: true,
    }),
  },
  sampleShape: [5, 4],
  describe: () => "",
  lower(context, inputs, { longest }) {
    const { builder: b } = context;
    const x = requireVectorSequence(context, single(inputs));
    const [, places = 1, width = 1] = x.type.shape;
    const grid = { dtype: "i32", shape: [places, width] } as const;
    const column = b.iota(grid, 1);
    const pair = b.cast(b.shr(column, b.constant(1, "i32")), "f32");
    const rate = b.exp(b.mul(pair, (-2 * Math.log(longest)) / width));
    const isCosine = b.eq(b.and(column, b.constant(1, "i32")), b.constant(1, "i32"));
    const angle = b.add(b.mul(b.cast(b.iota(grid, 0), "f32"), rate), b.select(isCosine, Math.PI / 2, 0));
    // Devices compute the sine of small angles only with full precision.
    const turns = b.floor(b.add(b.mul(angle, 1 / (2 * Math.PI)), 0.5));
    return [b.add(x, b.sin(b.sub(angle, b.mul(turns, 2 * Math.PI))))];
  },
});
