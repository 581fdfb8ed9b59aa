/** Small networks of different make over built-in data sets: what every promise about runs is tried on. */
import { addBlock, connect, createDocument, type ModelDocument } from "@downhill/model";
import type { TestExperimentOptions } from "./experiment.ts";

const digits = { generator: "renderedDigits", parameters: { count: 60 } };
const fewDigits = { generator: "renderedDigits", parameters: { count: 40 } };

/** Two branches that meet again, and a block whose weights stay. */
function drawBranches(): ModelDocument {
  let document = createDocument();
  const add = (kind: string, parameters: Readonly<Record<string, unknown>> = {}): string => {
    const id = `${kind}${document.blocks.length}`;
    document = addBlock(document, { kind, position: { x: 0, y: 0 }, parameters, id }).document;
    return id;
  };
  const join = (from: string, to: string, port = "input") => {
    document = connect(document, { blockId: from, port: "output" }, { blockId: to, port });
  };
  const input = add("input");
  const stem = add("dense", { units: 12, activation: "gelu" });
  const left = add("dense", { units: 12, activation: "tanh", trainable: false });
  const right = add("dense", { units: 12, activation: "swish" });
  const norm = add("batchNormalization");
  const sum = add("add");
  const head = add("dense", { units: 1, activation: "linear" });
  const target = add("target");
  join(input, stem);
  join(stem, left);
  join(stem, right);
  join(right, norm);
  join(left, sum, "inputs");
  join(norm, sum, "inputs");
  join(sum, head);
  join(head, target);
  return document;
}

export const testNetworks: readonly (TestExperimentOptions & { readonly name: string })[] = [
  {
    name: "MLP with dropout, Adam",
    blocks: [
      { kind: "dense", parameters: { units: 16, activation: "relu" } },
      { kind: "dropout", parameters: { rate: 0.2 } },
      { kind: "dense", parameters: { units: 3, activation: "softmax" } },
    ],
    options: { learningRate: 0.02, epochs: 3, batchSize: 16 },
  },
  {
    name: "convolutions with batch normalization, pooling and dropout, momentum",
    ...digits,
    blocks: [
      { kind: "convolution2d", parameters: { filters: 4, strides: [2, 2], activation: "relu" } },
      { kind: "batchNormalization" },
      { kind: "maxPooling2d" },
      { kind: "dropout", parameters: { rate: 0.3 } },
      { kind: "flatten" },
      { kind: "dense", parameters: { units: 10, activation: "softmax" } },
    ],
    options: {
      learningRate: 0.05,
      epochs: 3,
      batchSize: 8,
      optimizer: { kind: "sgd", parameters: { momentum: 0.9, nesterov: true } },
    },
  },
  {
    name: "branches, a frozen block, regression, cosine schedule",
    generator: "regressionSurface",
    parameters: { count: 120 },
    blocks: drawBranches(),
    options: { learningRate: 0.01, epochs: 3, batchSize: 24, schedule: { kind: "cosine", parameters: {} } },
  },
  {
    name: "LSTM over the lines of an image, AMSGrad, gathered gradients, averaged weights",
    ...fewDigits,
    blocks: [
      { kind: "averagePooling2d", parameters: { poolSize: [4, 4], strides: [4, 4] } },
      { kind: "reshape", parameters: { targetShape: [7, 7] } },
      { kind: "lstm", parameters: { units: 6 } },
      { kind: "dense", parameters: { units: 10, activation: "softmax" } },
    ],
    options: {
      learningRate: 0.02,
      epochs: 3,
      batchSize: 8,
      accumulationSteps: 2,
      weightAverage: true,
      optimizer: { kind: "amsgrad", parameters: {} },
    },
  },
  {
    name: "attention with layer normalization and dropout, AdamW, clipping",
    ...fewDigits,
    blocks: [
      { kind: "averagePooling2d", parameters: { poolSize: [4, 4], strides: [4, 4] } },
      { kind: "reshape", parameters: { targetShape: [7, 7] } },
      { kind: "dense", parameters: { units: 8, activation: "linear" } },
      { kind: "transformerBlock", parameters: { heads: 2, dropout: 0.1 } },
      { kind: "flatten" },
      { kind: "dense", parameters: { units: 10, activation: "softmax" } },
    ],
    options: {
      learningRate: 0.01,
      epochs: 3,
      batchSize: 8,
      clipping: "globalNorm",
      clippingThreshold: 1,
      optimizer: { kind: "adamw", parameters: {} },
    },
  },
];
