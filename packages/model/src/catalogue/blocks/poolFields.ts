/** Parameters of the pooling blocks. */
import { type ParametersOf, pair } from "../parameterFields.ts";
import { paddingField } from "./sharedFields.ts";

export const poolFields = {
  poolSize: pair({
    label: "Pool size",
    help: "Height and width of each window.",
    unit: "pixels",
    default: [2, 2],
    min: 1,
    max: 64,
  }),
  strides: pair({
    label: "Strides",
    help: "How far the window moves at a time; usually the same as the pool size.",
    unit: "pixels",
    default: [2, 2],
    min: 1,
    max: 64,
  }),
  padding: paddingField,
};

export function describePool({ poolSize, strides }: ParametersOf<typeof poolFields>): string {
  const isPlain = poolSize[0] === strides[0] && poolSize[1] === strides[1];
  return isPlain ? poolSize.join(" × ") : `${poolSize.join(" × ")}, strides ${strides.join(" × ")}`;
}
