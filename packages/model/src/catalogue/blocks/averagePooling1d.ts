import { defineBlock } from "../definition.ts";
import { requireSequence, single } from "../windows.ts";
import { poolAverage } from "./pool.ts";
import { describeSequencePool, sequencePoolFields } from "./sequencePoolFields.ts";

export const averagePooling1d = defineBlock({
  kind: "averagePooling1d",
  label: "1D Average pooling",
  category: "pooling",
  summary: "Takes the mean of every window, so that the sequence gets shorter; what lies outside the sequence does not count.",
  keywords: ["pool", "avgpool", "mean", "downsample", "sequence"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: sequencePoolFields,
  keepsRange: true,
  sampleShape: [8, 2],
  describe: describeSequencePool,
  lower(context, inputs, { poolSize, strides, padding }) {
    const x = requireSequence(context, single(inputs));
    return [poolAverage(context, x, { size: [poolSize], strides: [strides], padding })];
  },
});
