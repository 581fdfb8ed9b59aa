/**
 * What comes in are index numbers: i32, or f32 that holds whole numbers, as features do. A number outside the vocabulary
 * takes its first or last row. The gradient is dense; numbers that occur several times in a batch add up.
 */
import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { regularizerFields } from "../regularizers.ts";
import { single } from "../windows.ts";
import { initializerFields, initializerOf, trainableField } from "./sharedFields.ts";

export const embedding = defineBlock({
  kind: "embedding",
  label: "Embedding",
  category: "linear",
  summary: "Turns every index number (a word, a category) into a row of trainable numbers.",
  keywords: ["lookup", "table", "vocabulary", "token", "word", "categorical", "text"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    vocabulary: integer({
      label: "Vocabulary",
      help: "How many different index numbers there are; they count from 0.",
      default: 256,
      min: 1,
      max: 1_048_576,
    }),
    units: integer({ label: "Units", help: "How many numbers stand for one index.", default: 32, min: 1, max: 16384 }),
    ...initializerFields({ initializer: "randomUniform" }),
    ...regularizerFields,
    trainable: trainableField,
  },
  widthParameter: "units",
  sampleShape: [6],
  describe: ({ vocabulary, units }) => `${vocabulary} × ${units}`,
  lower(context, inputs, parameters) {
    const { vocabulary, units, trainable } = parameters;
    const { builder } = context;
    const indices = single(inputs);
    const table = context.parameter({
      name: "table",
      shape: [vocabulary, units],
      ...initializerOf(parameters),
      fans: { in: vocabulary, out: units },
      trainable,
    });
    return [builder.gather(table, builder.cast(indices, "i32"))];
  },
});
