import { defineBlock } from "../definition.ts";
import { choice } from "../parameterFields.ts";
import { simpleCell } from "../recurrent/cells.ts";
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

export const simpleRnn = defineBlock({
  kind: "simpleRnn",
  label: "Simple RNN",
  category: "recurrent",
  summary: "Walks along a sequence and mixes each place with what it remembers of those before; forgets soon.",
  keywords: ["recurrent", "elman", "sequence", "time series", "rnn"],
  inputs: [sequencePort, statePort, maskPort],
  outputs: [
    { name: "output", label: "Output" },
    { name: "state", label: "Last state" },
  ],
  parameters: {
    units: unitsField,
    returnSequences: returnSequencesField,
    activation: choice(
      { tanh: "Tanh", relu: "ReLU" },
      { label: "Activation", help: "Function applied to the state at every place.", default: "tanh", isAdvanced: true },
    ),
    backwards: backwardsField,
    ...recurrentFields,
  },
  widthParameter: "units",
  sampleShape: [5, 3],
  describe: ({ units, returnSequences }) => `${units} units${returnSequences ? " · whole sequence" : ""}`,
  lower(context, inputs, parameters) {
    const { units, returnSequences, activation, backwards } = parameters;
    const x = requireShortSequence(context, single(inputs));
    const { sequence, final } = unroll(context, {
      cell: simpleCell(activation),
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
