import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { single } from "../windows.ts";
import { affineFields, applyAffine, epsilonField } from "./normalizationFields.ts";
import { standardizeGroups } from "./standardizeGroups.ts";

export const groupNormalization = defineBlock({
  kind: "groupNormalization",
  label: "Group normalization",
  category: "normalization",
  summary: "Shifts and scales each run of channels of each sample to mean 0 and variance 1; works with small batches.",
  keywords: ["groupnorm", "gn", "normalize"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    groups: integer({
      label: "Groups",
      help: "How many runs the channels are split in; must divide the channels that come in.",
      default: 4,
      min: 1,
      max: 4096,
    }),
    epsilon: epsilonField,
    ...affineFields,
  },
  sampleShape: [4, 4, 8],
  describe: ({ groups }) => `${groups} ${groups === 1 ? "group" : "groups"}`,
  lower(context, inputs, { groups, epsilon, ...affine }) {
    const x = single(inputs);
    const channels = x.type.shape.at(-1) ?? 1;
    if (channels % groups !== 0) {
      context.fail(
        "groups-do-not-divide",
        `${context.blockName} cannot split the ${channels} channels that come in into ${groups} equal groups. ` +
          `Set Groups to a number that divides ${channels}.`,
      );
    }
    return [applyAffine(context, standardizeGroups(context, x, groups, epsilon), { ...affine, shape: [channels] })];
  },
});
