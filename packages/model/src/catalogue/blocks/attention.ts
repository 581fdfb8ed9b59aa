import { attend } from "../attention/attend.ts";
import { attentionInputs, attentionOutputs, takeAttentionInputs } from "../attention/attentionPorts.ts";
import { defineBlock } from "../definition.ts";
import { boolean, number } from "../parameterFields.ts";
import { formatSampleShape, toSampleShape } from "../sampleShape.ts";

export const causalField = boolean({
  label: "Causal",
  help: "Lets no place see those after it, as a model that predicts the next token needs.",
  default: false,
});

export const attentionDropoutField = number({
  label: "Dropout",
  help: "Share of the attention weights set to zero in training.",
  default: 0,
  min: 0,
  max: 0.99,
  isAdvanced: true,
});

export const attention = defineBlock({
  kind: "attention",
  label: "Attention",
  category: "attention",
  summary:
    "Every place of the query takes a mean of the values, weighted by how well their keys fit; it has no weights of its own.",
  keywords: ["scaled dot product", "dot-product attention", "softmax", "luong"],
  inputs: attentionInputs,
  outputs: attentionOutputs,
  parameters: {
    causal: causalField,
    scale: number({
      label: "Scale",
      help: "Factor on the products of query and key; 0 takes one over the square root of their width.",
      default: 0,
      min: 0,
      max: 1000,
      isAdvanced: true,
    }),
    dropout: attentionDropoutField,
  },
  sampleShape: [5, 4],
  describe: ({ causal }) => (causal ? "causal" : ""),
  lower(context, inputs, { causal, scale, dropout }) {
    const { query, key, value, mask } = takeAttentionInputs(context, inputs);
    const width = query.type.shape.at(-1) ?? 1;
    const outer = (shape: readonly number[]) => shape.slice(0, -2).join();
    const fits = key.type.shape.at(-1) === width && outer(key.type.shape) === outer(query.type.shape);
    if (!fits || outer(value.type.shape) !== outer(query.type.shape)) {
      const shapes = [query, key, value].map(({ type }) => formatSampleShape(toSampleShape(type.shape))).join(", ");
      context.fail("shapes-differ", `${context.blockName} needs a query and a key of one width, but ${shapes} come in.`);
    }
    const { output, weights } = attend(context, {
      query,
      key,
      value,
      placeAxis: query.type.shape.length - 2,
      scale: scale === 0 ? 1 / Math.sqrt(width) : scale,
      causal,
      mask,
      dropout,
    });
    return [output, weights];
  },
});
