import { attentionInputs, attentionOutputs, takeAttentionInputs } from "../attention/attentionPorts.ts";
import { attendWithHeads } from "../attention/multiHead.ts";
import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { regularizerFields } from "../regularizers.ts";
import { requireVectorSequence } from "../sequences.ts";
import { attentionDropoutField, causalField } from "./attention.ts";
import { initializerFields, initializerOf, trainableField, useBiasField } from "./sharedFields.ts";

export const headsField = integer({
  label: "Heads",
  help: "How many attentions run side by side, each with its own view of the places.",
  default: 4,
  min: 1,
  max: 256,
});

export const headSizeField = integer({
  label: "Head size",
  help: "Numbers per head; 0 shares the width of the query among the heads.",
  default: 0,
  min: 0,
  max: 4096,
  isAdvanced: true,
});

export const multiHeadAttention = defineBlock({
  kind: "multiHeadAttention",
  label: "Multi-head attention",
  category: "attention",
  summary: "Several attentions over trained projections of query, key and value; with only a query it looks at itself.",
  keywords: ["self-attention", "cross-attention", "transformer", "mha"],
  inputs: attentionInputs,
  outputs: attentionOutputs,
  parameters: {
    heads: headsField,
    headSize: headSizeField,
    causal: causalField,
    dropout: attentionDropoutField,
    useBias: useBiasField,
    ...initializerFields({ initializer: "glorotUniform" }),
    ...regularizerFields,
    trainable: trainableField,
  },
  sampleShape: [5, 8],
  describe: ({ heads, causal }) => `${heads} ${heads === 1 ? "head" : "heads"}${causal ? " · causal" : ""}`,
  lower(context, inputs, parameters) {
    const { heads, headSize, causal, dropout, useBias, trainable } = parameters;
    const ports = takeAttentionInputs(context, inputs);
    for (const value of [ports.query, ports.key, ports.value]) requireVectorSequence(context, value);
    const initializer = initializerOf(parameters);
    const { output, weights } = attendWithHeads(context, {
      ...ports,
      heads,
      headSize,
      causal,
      dropout,
      useBias,
      initializer,
      trainable,
    });
    return [output, weights];
  },
});
