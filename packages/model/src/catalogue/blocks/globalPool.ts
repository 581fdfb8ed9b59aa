/** What the global pooling blocks share. */
import type { Value } from "@downhill/ir";
import { boolean } from "../parameterFields.ts";

export const keepDimsField = boolean({
  label: "Keep the axes",
  help: "On gives 1 × 1 × channels instead of a plain list of channels.",
  default: false,
  isAdvanced: true,
});

/** All axes but the batch and the channels. */
export function placeAxes(x: Value): readonly number[] {
  return x.type.shape.slice(1, -1).map((_size, place) => place + 1);
}
