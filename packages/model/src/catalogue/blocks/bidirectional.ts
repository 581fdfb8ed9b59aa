import { defineBlock } from "../definition.ts";
import { choice } from "../parameterFields.ts";
import { gruCell, lstmCell, type RecurrentCell, simpleCell } from "../recurrent/cells.ts";
import { recurrentFields, returnSequencesField, settingsOf, unitsField } from "../recurrent/recurrentFields.ts";
import { unroll } from "../recurrent/unroll.ts";
import { maskPort, requireShortSequence, sequencePort, takeOptional } from "../sequences.ts";
import { single } from "../windows.ts";

const cellLabels = { lstm: "LSTM", gru: "GRU", simpleRnn: "Simple RNN" } as const;

const cells: Readonly<Record<keyof typeof cellLabels, RecurrentCell>> = {
  lstm: lstmCell,
  gru: gruCell(true),
  simpleRnn: simpleCell("tanh"),
};

export const bidirectional = defineBlock({
  kind: "bidirectional",
  label: "Bidirectional",
  category: "recurrent",
  summary: "Two recurrent layers, one from the start and one from the end, so that every place knows both sides of it.",
  keywords: ["recurrent", "bilstm", "bigru", "sequence", "rnn"],
  inputs: [sequencePort, maskPort],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    cell: choice(cellLabels, { label: "Cell", help: "The recurrent layer that reads in both directions.", default: "lstm" }),
    units: unitsField,
    returnSequences: returnSequencesField,
    merge: choice(
      { concatenate: "Side by side", sum: "Sum", multiply: "Product", average: "Mean" },
      {
        label: "Merge",
        help: "How the two directions become one output; side by side doubles its width.",
        default: "concatenate",
      },
    ),
    ...recurrentFields,
  },
  sampleShape: [5, 3],
  describe: ({ cell, units, returnSequences }) =>
    `${cellLabels[cell]} · 2 × ${units} units${returnSequences ? " · whole sequence" : ""}`,
  lower(context, inputs, parameters) {
    const { builder } = context;
    const { cell, units, returnSequences, merge } = parameters;
    const x = requireShortSequence(context, single(inputs));
    const mask = takeOptional(context, inputs[1]?.[0], maskPort, [x.type.shape[1] ?? 1]);
    const read = (prefix: string, isBackwards: boolean) => {
      const settings = settingsOf(parameters);
      const { sequence, final } = unroll(context, { cell: cells[cell], units, prefix, ...settings, isBackwards, x, mask });
      return returnSequences ? sequence : final.h;
    };
    const forward = read("forward_", false);
    const backward = read("backward_", true);
    switch (merge) {
      case "concatenate":
        return [builder.concat([forward, backward], -1)];
      case "sum":
        return [builder.add(forward, backward)];
      case "multiply":
        return [builder.mul(forward, backward)];
      case "average":
        return [builder.mul(builder.add(forward, backward), 0.5)];
    }
  },
});
