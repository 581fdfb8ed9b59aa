import type { Value } from "@downhill/ir";
import { type BlockContext, defineBlock } from "../definition.ts";
import { numbers } from "../parameterFields.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";
import { single } from "../windows.ts";

const perChannel = "One number for all channels, or one for each";

export const standardization = defineBlock({
  kind: "standardization",
  label: "Standardization",
  category: "preprocessing",
  summary: "Subtracts a fixed mean and divides by a fixed standard deviation, the same for all channels or one for each.",
  keywords: ["normalization", "normalize", "mean", "std", "imagenet", "z-score"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    mean: numbers({ label: "Mean", help: `${perChannel}; subtracted.`, default: [0], min: -1e6, max: 1e6, maxCount: 256 }),
    deviation: numbers({
      label: "Standard deviation",
      help: `${perChannel}; what is left is divided by it.`,
      default: [1],
      min: 1e-6,
      max: 1e6,
      maxCount: 256,
    }),
  },
  sampleShape: [4],
  describe: ({ mean, deviation }) => (mean.length + deviation.length === 2 ? `(x − ${mean}) / ${deviation}` : "per channel"),
  lower(context, inputs, { mean, deviation }) {
    const { builder } = context;
    const x = single(inputs);
    const centered = builder.sub(x, readChannels(context, x, mean, "Mean"));
    return [builder.div(centered, readChannels(context, x, deviation, "Standard deviation"))];
  },
});

function readChannels(context: BlockContext, x: Value, list: readonly number[], label: string): Value {
  const { builder } = context;
  const channels = x.type.shape.at(-1) ?? 1;
  if (list.length !== 1 && list.length !== channels) {
    context.fail(
      "counts-differ",
      `${label} of ${context.blockName} has ${list.length} numbers, but ${formatSampleShape(toSampleShape(x.type.shape))} comes in, ` +
        `which has ${channels} ${channels === 1 ? "channel" : "channels"}. Give one number, or ${channels}.`,
    );
  }
  const constants = list.map((value) => builder.constant(value, "f32", [1]));
  const [only] = constants;
  return constants.length === 1 && only ? only : builder.concat(constants, 0);
}
