import { defineBlock } from "../definition.ts";
import { lstmCell } from "../recurrent/cells.ts";
import {
  backwardsField,
  cellStatePort,
  recurrentFields,
  returnSequencesField,
  settingsOf,
  statePort,
  unitsField,
} from "../recurrent/recurrentFields.ts";
import { unroll } from "../recurrent/unroll.ts";
import { maskPort, requireShortSequence, sequencePort, takeOptional } from "../sequences.ts";
import { single } from "../windows.ts";

export const lstm = defineBlock({
  kind: "lstm",
  label: "LSTM",
  category: "recurrent",
  summary: "Walks along a sequence with a memory that gates write, keep and read, so that it remembers over many places.",
  keywords: ["recurrent", "long short-term memory", "sequence", "time series", "rnn"],
  inputs: [sequencePort, statePort, cellStatePort, maskPort],
  outputs: [
    { name: "output", label: "Output" },
    { name: "state", label: "Last state" },
    { name: "cellState", label: "Last cell state" },
  ],
  parameters: {
    units: unitsField,
    returnSequences: returnSequencesField,
    backwards: backwardsField,
    ...recurrentFields,
  },
  widthParameter: "units",
  sampleShape: [5, 3],
  describe: ({ units, returnSequences }) => `${units} units${returnSequences ? " · whole sequence" : ""}`,
  lower(context, inputs, parameters) {
    const { units, returnSequences, backwards } = parameters;
    const x = requireShortSequence(context, single(inputs));
    const { sequence, final } = unroll(context, {
      cell: lstmCell,
      units,
      prefix: "",
      ...settingsOf(parameters),
      isBackwards: backwards,
      x,
      initialH: takeOptional(context, inputs[1]?.[0], statePort, [units]),
      initialC: takeOptional(context, inputs[2]?.[0], cellStatePort, [units]),
      mask: takeOptional(context, inputs[3]?.[0], maskPort, [x.type.shape[1] ?? 1]),
    });
    return [returnSequences ? sequence : final.h, final.h, final.c ?? final.h];
  },
});
