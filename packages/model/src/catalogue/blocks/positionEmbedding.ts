import { defineBlock } from "../definition.ts";
import { regularizerFields } from "../regularizers.ts";
import { requireVectorSequence } from "../sequences.ts";
import { single } from "../windows.ts";
import { initializerFields, initializerOf, trainableField } from "./sharedFields.ts";

export const positionEmbedding = defineBlock({
  kind: "positionEmbedding",
  label: "Position embedding",
  category: "attention",
  summary: "Adds trained numbers to every place of a sequence, so that blocks without an order know where they are.",
  keywords: ["positional embedding", "transformer", "place", "learned"],
  inputs: [{ name: "input", label: "Sequence" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: { ...initializerFields({ initializer: "randomUniform" }), ...regularizerFields, trainable: trainableField },
  sampleShape: [5, 4],
  describe: () => "",
  lower(context, inputs, parameters) {
    const x = requireVectorSequence(context, single(inputs));
    const [, places = 1, width = 1] = x.type.shape;
    const table = context.parameter({
      name: "table",
      shape: [places, width],
      ...initializerOf(parameters),
      fans: { in: places, out: width },
      trainable: parameters.trainable,
    });
    return [context.builder.add(x, table)];
  },
});
