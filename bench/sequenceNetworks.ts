/**
 * Networks over characters, from model documents as a run compiles them: a transformer and an LSTM that predict the next
 * character at every place of a context of 64, in batches of 16.
 */
import { addBlock, computeTrainingScalars, connect, createDocument, createOptions, lowerTraining } from "@downhill/model";
import type { BenchNetwork } from "./networks.ts";

const vocabulary = 65;
const context = 64;
const batchSize = 16;
const rows = 1024;

type Settings = Readonly<Record<string, unknown>>;

function lower(name: string, blocks: readonly (readonly [kind: string, parameters: Settings])[]): BenchNetwork {
  let document = createDocument();
  let last: string | undefined;
  for (const [kind, parameters] of [["input", {}] as const, ...blocks, ["target", {}] as const]) {
    const added = addBlock(document, { kind, parameters, position: { x: 0, y: 0 } });
    document = added.document;
    const from = last === undefined ? undefined : { blockId: last, port: "output" };
    if (from) document = connect(document, from, { blockId: added.blockId, port: "input" });
    last = added.blockId;
  }
  const classes = Array.from({ length: vocabulary }, (_, token) => String(token));
  const feature = { shape: [context], kind: "tokens", classes } as const;
  const lowered = lowerTraining({
    document,
    options: createOptions({ batchSize, metrics: [] }),
    signature: {
      features: (["input", "target"] as const).map((role) => ({ ...feature, shape: [context], classes, name: role, role })),
      samples: { training: rows, validation: 0, test: 0 },
    },
  });
  if (!lowered.ok) throw new Error(lowered.issues.map(({ message }) => message).join(" "));
  const { training } = lowered.model;
  return {
    name: `${name}, context ${context}, batch ${batchSize}`,
    program: training.program,
    batchSize,
    scalars: (step, steps) => computeTrainingScalars(training, step, steps).values,
  };
}

export function buildCharTransformer(units = 64, heads = 4, layers = 2): BenchNetwork {
  const block = ["transformerBlock", { heads, causal: true }] as const;
  return lower(`character transformer, d ${units}, ${heads} heads, ${layers} layers`, [
    ["embedding", { vocabulary, units }],
    ["positionEmbedding", {}],
    ...Array.from({ length: layers }, () => block),
    ["layerNormalization", {}],
    ["dense", { units: vocabulary, activation: "linear" }],
  ]);
}

export function buildCharLstm(units = 64): BenchNetwork {
  return lower(`character LSTM, ${units} units`, [
    ["embedding", { vocabulary, units: 32 }],
    ["lstm", { units, returnSequences: true }],
    ["dense", { units: vocabulary, activation: "linear" }],
  ]);
}
