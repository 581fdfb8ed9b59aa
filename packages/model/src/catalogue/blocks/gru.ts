import { defineBlock } from "../definition.ts";
import { boolean } from "../parameterFields.ts";
import { gruCell } from "../recurrent/cells.ts";
import {
  backwardsField,
  recurrentFields,
  returnSequencesField,
  settingsOf,
  statePort,
  unitsField,
} from "../recurrent/recurrentFields.ts";
import { unroll } from "../recurrent/unroll.ts";
import { maskPort, requireShortSequence, sequencePort, takeOptional } from "../sequences.ts";
import { single } from "../windows.ts";

const resetAfterField = boolean({
  label: "Reset after product",
  help: "Applies the reset gate after the product with the state, as PyTorch and Keras do; off is the first published form.",
  default: true,
  isAdvanced: true,
});

export const gru = defineBlock({
  kind: "gru",
  label: "GRU",
  category: "recurrent",
  summary: "Walks along a sequence; two gates decide what to forget and what to take in, with fewer weights than an LSTM.",
  keywords: ["recurrent", "gated recurrent unit", "sequence", "time series", "rnn"],
  inputs: [sequencePort, statePort, maskPort],
  outputs: [
    { name: "output", label: "Output" },
    { name: "state", label: "Last state" },
  ],
  parameters: {
    units: unitsField,
    returnSequences: returnSequencesField,
    resetAfter: resetAfterField,
    backwards: backwardsField,
    ...recurrentFields,
  },
  widthParameter: "units",
  sampleShape: [5, 3],
  describe: ({ units, returnSequences }) => `${units} units${returnSequences ? " · whole sequence" : ""}`,
  lower(context, inputs, parameters) {
    const { units, returnSequences, resetAfter, backwards } = parameters;
    const x = requireShortSequence(context, single(inputs));
    const { sequence, final } = unroll(context, {
      cell: gruCell(resetAfter),
      units,
      prefix: "",
      ...settingsOf(parameters),
      isBackwards: backwards,
      x,
      initialH: takeOptional(context, inputs[1]?.[0], statePort, [units]),
      mask: takeOptional(context, inputs[2]?.[0], maskPort, [x.type.shape[1] ?? 1]),
    });
    return [returnSequences ? sequence : final.h, final.h];
  },
});
