import { activationLabels, applyActivation } from "../activations.ts";
import { defineBlock } from "../definition.ts";
import { integer } from "../parameterFields.ts";
import { single } from "../windows.ts";
import { activationField, kernelInitializerField, trainableField, useBiasField } from "./sharedFields.ts";

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
    initializer: kernelInitializerField,
    trainable: trainableField,
  },
  widthParameter: "units",
  sampleShape: [4],
  describe: ({ units, activation }) =>
    `${units} ${units === 1 ? "unit" : "units"}${activation === "linear" ? "" : ` · ${activationLabels[activation]}`}`,
  lower(context, inputs, { units, activation, useBias, initializer, trainable }) {
    const { builder } = context;
    const x = single(inputs);
    const width = x.type.shape.at(-1) ?? 1;
    const kernel = context.parameter({
      name: "kernel",
      shape: [width, units],
      initializer,
      fans: { in: width, out: units },
      trainable,
    });
    const product = builder.matmul(x, kernel);
    const biased = useBias
      ? builder.add(product, context.parameter({ name: "bias", shape: [units], initializer: "zeros", trainable }))
      : product;
    return [applyActivation(context, biased, activation)];
  },
});
