/** Parameters of the pooling blocks for sequences. */
import { integer, type ParametersOf } from "../parameterFields.ts";
import { paddingField } from "./sharedFields.ts";

export const sequencePoolFields = {
  poolSize: integer({
    label: "Pool size",
    help: "How many steps each window holds.",
    unit: "steps",
    default: 2,
    min: 1,
    max: 1024,
  }),
  strides: integer({
    label: "Strides",
    help: "How far the window moves at a time; usually the same as the pool size.",
    unit: "steps",
    default: 2,
    min: 1,
    max: 1024,
  }),
  padding: {
    ...paddingField,
    help: "Valid takes only windows that lie inside the sequence; Same lets windows reach over the end.",
  },
};

export function describeSequencePool({ poolSize, strides }: ParametersOf<typeof sequencePoolFields>): string {
  return poolSize === strides ? `${poolSize}` : `${poolSize}, strides ${strides}`;
}
