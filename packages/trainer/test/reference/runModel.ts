/** From the words of a run case ("conv1: conv2d 3x3, 8 filters, valid, relu") to a model document whose block ids are the case's names. */
import { addBlock, connect, createDocument, type ModelDocument } from "@downhill/model";
import type { RunCase } from "./caseSchemas.ts";
import { buildTransformer } from "./transformerModel.ts";

interface WordedBlock {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const activations: Readonly<Record<string, string>> = {
  linear: "linear",
  relu: "relu",
  tanh: "tanh",
  sigmoid: "sigmoid",
  elu: "elu",
  gelu: "gelu",
  silu: "swish",
  swish: "swish",
};

/** Null when a layer has no block. */
export function buildModel(run: RunCase): ModelDocument | null {
  const transformer = buildTransformer(run);
  if (transformer) return transformer;
  let document = addBlock(createDocument(), {
    kind: "input",
    id: "input",
    position: { x: 0, y: 0 },
    parameters: { feature: "x" },
  }).document;
  let last = "input";
  const append = (id: string, { kind, parameters }: WordedBlock) => {
    document = addBlock(document, { kind, id, parameters, position: { x: 0, y: document.blocks.length * 120 } }).document;
    document = connect(document, { blockId: last, port: "output" }, { blockId: id, port: "input" });
    last = id;
  };
  for (const [place, words] of run.model.entries()) {
    const named = /^(\w+): (.*)$/.exec(words);
    const block = readWords(named?.[2] ?? words);
    if (!block) return null;
    append(named?.[1] ?? `layer${place}`, block);
  }
  append("target", { kind: "target", parameters: { feature: "y" } });
  return document;
}

function readWords(words: string): WordedBlock | null {
  const parts = words.split(", ");
  const [head = ""] = parts;
  const activation = parts.map((part) => activations[part]).find((name) => name !== undefined) ?? "linear";
  const padding = parts.includes("same") ? "same" : "valid";
  const useBias = !parts.includes("no bias");
  const dense = /^dense (\d+)$/.exec(head);
  if (dense) return { kind: "dense", parameters: { units: Number(dense[1]), activation, useBias } };
  const lstm = /^lstm (\d+), last step, zero initial states$/.exec(words);
  if (lstm) return { kind: "lstm", parameters: { units: Number(lstm[1]) } };
  const conv = /^conv2d (\d+)x(\d+)$/.exec(head);
  const filters = /(\d+) filters/.exec(words);
  if (conv && filters) {
    const stride = Number(/strides? (\d+)/.exec(words)?.[1] ?? 1);
    const kernelSize = [Number(conv[1]), Number(conv[2])];
    const parameters = { filters: Number(filters[1]), kernelSize, strides: [stride, stride], padding, activation, useBias };
    return { kind: "convolution2d", parameters };
  }
  const pool = /^(max|average) pool (\d+)$/.exec(head);
  if (pool) {
    const size = [Number(pool[2]), Number(pool[2])];
    const parameters = { poolSize: size, strides: size, padding };
    return { kind: pool[1] === "max" ? "maxPooling2d" : "averagePooling2d", parameters };
  }
  if (head === "batch_norm") {
    const epsilon = /epsilon ([\d.e-]+)/.exec(words);
    const momentum = /momentum ([\d.e-]+)/.exec(words);
    if (!epsilon || !momentum) return null;
    return { kind: "batchNormalization", parameters: { epsilon: Number(epsilon[1]), momentum: Number(momentum[1]) } };
  }
  if (head.startsWith("flatten")) return { kind: "flatten", parameters: {} };
  if (head.startsWith("global average pool")) return { kind: "globalAveragePooling2d", parameters: {} };
  return activations[head] ? { kind: "activation", parameters: { activation: activations[head] } } : null;
}

/** The loss's kind in the catalogue. */
export function chooseLoss(words: string): string | null {
  if (/cross-?entropy on logits/.test(words)) return words.includes("binary") ? "binaryCrossentropy" : "categoricalCrossentropy";
  if (words.startsWith("mean squared error")) return "meanSquaredError";
  return words.startsWith("mean absolute error") ? "meanAbsoluteError" : null;
}
