/** Parameters and ports that the recurrent blocks have in common. */
import { initializerFields, initializerOf, trainableField, useBiasField } from "../blocks/sharedFields.ts";
import type { PortDefinition } from "../definition.ts";
import { initializers } from "../initializers.ts";
import { boolean, choice, integer, number, type ParametersOf } from "../parameterFields.ts";
import { regularizerFields } from "../regularizers.ts";
import type { UnrollRequest } from "./unroll.ts";

export const unitsField = integer({
  label: "Units",
  help: "How many numbers the block remembers from place to place, and gives out.",
  default: 32,
  min: 1,
  max: 4096,
});

export const returnSequencesField = boolean({
  label: "Whole sequence",
  help: "Gives the output of every place, for another block that reads sequences; off gives the last one only.",
  default: false,
});

export const backwardsField = boolean({
  label: "Backwards",
  help: "Reads the sequence from its end; outputs stay at the places they belong to.",
  default: false,
  isAdvanced: true,
});

/** Parameters of every recurrent block, after those of its own. */
export const recurrentFields = {
  dropout: number({
    label: "Dropout",
    help: "Share of the inputs set to zero in training, the same ones at every place.",
    default: 0,
    min: 0,
    max: 0.99,
    isAdvanced: true,
  }),
  recurrentDropout: number({
    label: "Recurrent dropout",
    help: "Share of the state set to zero on its way to the next place in training.",
    default: 0,
    min: 0,
    max: 0.99,
    isAdvanced: true,
  }),
  useBias: useBiasField,
  ...initializerFields({ initializer: "glorotUniform" }),
  recurrentInitializer: choice(
    {
      orthogonal: initializers.orthogonal.label,
      glorotUniform: initializers.glorotUniform.label,
      pytorchUniform: initializers.pytorchUniform.label,
    },
    {
      label: "Recurrent initializer",
      help: "First weights on the state; orthogonal ones neither blow up nor fade over many places.",
      default: "orthogonal",
      isAdvanced: true,
    },
  ),
  ...regularizerFields,
  trainable: trainableField,
};

export function settingsOf(
  parameters: ParametersOf<typeof recurrentFields>,
): Pick<UnrollRequest, "dropout" | "recurrentDropout" | "useBias" | "kernelInitializer" | "recurrentInitializer" | "trainable"> {
  const { dropout, recurrentDropout, useBias, recurrentInitializer, trainable } = parameters;
  return { dropout, recurrentDropout, useBias, kernelInitializer: initializerOf(parameters), recurrentInitializer, trainable };
}

export const statePort: PortDefinition = { name: "state", label: "First state", isOptional: true };
export const cellStatePort: PortDefinition = { name: "cellState", label: "First cell state", isOptional: true };
