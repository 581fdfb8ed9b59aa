import { defineBlock } from "../definition.ts";
import { requireSequence, single } from "../windows.ts";
import { poolMaximum } from "./pool.ts";
import { describeSequencePool, sequencePoolFields } from "./sequencePoolFields.ts";

export const maxPooling1d = defineBlock({
  kind: "maxPooling1d",
  label: "1D Max pooling",
  category: "pooling",
  summary: "Keeps the largest value of every window, so that the sequence gets shorter.",
  keywords: ["pool", "maxpool", "downsample", "sequence"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: sequencePoolFields,
  keepsRange: true,
  sampleShape: [8, 2],
  describe: describeSequencePool,
  lower(context, inputs, { poolSize, strides, padding }) {
    const x = requireSequence(context, single(inputs));
    return [poolMaximum(context, x, { size: [poolSize], strides: [strides], padding })];
  },
});
