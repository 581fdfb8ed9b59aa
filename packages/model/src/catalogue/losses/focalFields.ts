/** What both focal losses have. */
import { number } from "../parameterFields.ts";

export const gammaField = number({
  label: "Gamma",
  help: "How strongly samples that are already right are played down; 0 is plain crossentropy.",
  default: 2,
  min: 0,
  max: 10,
});

export const alphaField = number({
  label: "Alpha",
  help: "Factor on the loss of the true class; in the yes-or-no form the other outcome gets 1 − alpha.",
  default: 0.25,
  min: 0,
  max: 1,
});

/** Below it a power's base counts as this: the power is 0 in f32 and its slope stays finite. */
export const smallestBase = 1e-12;
