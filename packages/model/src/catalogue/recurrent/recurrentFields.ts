/** Parameters, ports and checks that the recurrent blocks have in common. */
import type { Value } from "@downhill/ir";
import { initializerFields, initializerOf, trainableField, useBiasField } from "../blocks/sharedFields.ts";
import type { BlockContext, PortDefinition } from "../definition.ts";
import { initializers } from "../initializers.ts";
import { boolean, choice, integer, number, type ParametersOf } from "../parameterFields.ts";
import { regularizerFields } from "../regularizers.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";
import { mostPlaces, type UnrollRequest } from "./unroll.ts";

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

export const sequencePort: PortDefinition = { name: "input", label: "Sequence" };
export const statePort: PortDefinition = { name: "state", label: "First state", isOptional: true };
export const cellStatePort: PortDefinition = { name: "cellState", label: "First cell state", isOptional: true };
export const maskPort: PortDefinition = { name: "mask", label: "Mask", isOptional: true };

/** The value, if it is a batch of sequences `[batch, places, width]`. */
export function requirePlaces(context: BlockContext, value: Value): Value {
  const shape = toSampleShape(value.type.shape);
  if (shape.length !== 2) {
    context.fail(
      "needs-sequence",
      `${context.blockName} needs a sequence (places × numbers), but ${formatSampleShape(shape)} comes in. ` +
        `Put an Embedding in front of it for tokens, or a Reshape block for plain numbers.`,
    );
  }
  return value;
}

/** The same for a block that is written out place by place, which must not be too many. */
export function requireSequence(context: BlockContext, value: Value): Value {
  const [, places = 1] = requirePlaces(context, value).type.shape;
  if (places > mostPlaces) {
    context.fail(
      "sequence-too-long",
      `${context.blockName} reads up to ${mostPlaces} places, but ${places} come in. Shorten the sequence, for example by 1D pooling or a smaller context.`,
    );
  }
  return value;
}

/** What is connected to an optional port, if it has this sample shape. */
export function takeOptional(
  context: BlockContext,
  value: Value | undefined,
  port: PortDefinition,
  sampleShape: readonly number[],
): Value | undefined {
  if (value === undefined) return undefined;
  const got = toSampleShape(value.type.shape);
  if (got.join() !== sampleShape.join()) {
    context.fail(
      "shapes-differ",
      `The ${port.label.toLowerCase()} of ${context.blockName} must be ${formatSampleShape(sampleShape)}, but ${formatSampleShape(got)} comes in.`,
    );
  }
  return value;
}
