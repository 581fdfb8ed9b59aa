import { activationLabels, applyActivation } from "../activations.ts";
import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { regularizerFields } from "../regularizers.ts";
import { single } from "../windows.ts";
import {
  activationField,
  biasInitializerField,
  initializerFields,
  initializerOf,
  trainableField,
  useBiasField,
} from "./sharedFields.ts";

export const dense = defineBlock({
  kind: "dense",
  label: "Dense",
  category: "linear",
  summary: "Every output is a weighted sum of all inputs along the last axis, plus a bias, through an activation.",
  keywords: ["fully connected", "linear", "perceptron", "mlp", "units"],
  inputs: [{ name: "input", label: "Input" }],
  outputs: [{ name: "output", label: "Output" }],
  parameters: {
    units: integer({ label: "Units", help: "How many outputs the block has.", default: 32, min: 1, max: 65536 }),
    activation: activationField,
    useBias: useBiasField,
    ...initializerFields({ initializer: "glorotUniform" }),
    biasInitializer: biasInitializerField,
    ...regularizerFields,
    trainable: trainableField,
  },
  widthParameter: "units",
  sampleShape: [4],
  describe: ({ units, activation }) =>
    `${units} ${units === 1 ? "unit" : "units"}${activation === "linear" ? "" : ` · ${activationLabels[activation]}`}`,
  lower(context, inputs, parameters) {
    const { builder } = context;
    const { units, activation, useBias, biasInitializer, trainable } = parameters;
    const x = single(inputs);
    const width = x.type.shape.at(-1) ?? 1;
    const fans = { in: width, out: units };
    const kernel = context.parameter({ name: "kernel", shape: [width, units], ...initializerOf(parameters), fans, trainable });
    const product = builder.matmul(x, kernel);
    const biased = useBias
      ? builder.add(product, context.parameter({ name: "bias", shape: [units], initializer: biasInitializer, fans, trainable }))
      : product;
    return [applyActivation(context, biased, activation, { trainable })];
  },
});
