/**
 * A model that fits a dataset, for a new project: dense layers for plain numbers, a small convolutional network for images,
 * a small transformer for text.
 * The same signature always gives the same document, ids included.
 */
import { getBlock } from "../catalogue/catalogue.ts";
import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";
import { createDocument } from "../document/createDocument.ts";
import { addBlock } from "../document/edits/addBlock.ts";
import { connect } from "../document/edits/connect.ts";
import type { ModelDocument } from "../document/modelDocument.ts";

/** What a sample knows about itself and the signature does not say. */
export interface ProposalHints {
  /** Units of the hidden Dense blocks, first to last. */
  readonly hiddenUnits?: readonly number[];
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly batchSize?: number;
}

const rowHeight = 104;
const columnWidth = 300;

export function proposeModel(signature: DatasetSignature, hints: ProposalHints = {}): ModelDocument {
  const sketch = new Sketch();
  const { inputs, targets } = chooseFeatures(signature);
  const [input, target] = [inputs[0], targets[0]];
  if (input?.kind === "tokens" && target?.kind === "tokens") return proposeLanguageModel(sketch, input, target);
  const branches = inputs.map((feature, column) => {
    const start = sketch.place("input", { feature: feature.name }, { after: [], column });
    return proposeBranch(sketch, feature, start, column);
  });
  let last = branches.length === 1 && branches[0] ? branches[0] : sketch.place("concatenate", {}, { after: branches, column: 0 });
  const hasImage = inputs.some(isImage);
  for (const units of hints.hiddenUnits ?? (hasImage ? [] : [64, 64])) {
    last = sketch.place("dense", { units, activation: "relu" }, { after: [last], column: 0 });
  }
  for (const [column, feature] of targets.entries()) {
    const units = feature.shape.reduce((product, size) => product * size, 1);
    const activation = { categorical: "softmax", binary: "sigmoid", numeric: "linear", image: "linear", tokens: "linear" }[
      feature.kind
    ];
    let output = sketch.place("dense", { units, activation }, { after: [last], column });
    if (feature.shape.length > 1) output = sketch.place("reshape", { targetShape: feature.shape }, { after: [output], column });
    sketch.place("target", { feature: feature.name }, { after: [output], column });
  }
  return sketch.document;
}

/** A small transformer that predicts a token at every place from those up to it. */
function proposeLanguageModel(sketch: Sketch, input: FeatureSignature, target: FeatureSignature): ModelDocument {
  const put = (kind: string, parameters: Readonly<Record<string, unknown>>, after: readonly Placed[]) =>
    sketch.place(kind, parameters, { after, column: 0 });
  const tokens = put("input", { feature: input.name }, []);
  const embedded = put("embedding", { vocabulary: input.classes?.length ?? 1, units: 64 }, [tokens]);
  let last = put("positionEmbedding", {}, [embedded]);
  for (let layer = 0; layer < 2; layer++) last = put("transformerBlock", { heads: 4, causal: true }, [last]);
  const normalized = put("layerNormalization", {}, [last]);
  const logits = put("dense", { units: target.classes?.length ?? 1, activation: "linear" }, [normalized]);
  put("target", { feature: target.name }, [logits]);
  return sketch.document;
}

/** What lies between an Input and the Dense blocks: a row of numbers comes out. */
function proposeBranch(sketch: Sketch, feature: FeatureSignature, start: Placed, column: number): Placed {
  const put = (kind: string, parameters: Readonly<Record<string, unknown>>, after: Placed) =>
    sketch.place(kind, parameters, { after: [after], column });
  if (!isImage(feature)) return feature.shape.length === 1 ? start : put("flatten", {}, start);
  let last = start;
  let side = Math.min(feature.shape[0] ?? 1, feature.shape[1] ?? 1);
  for (const filters of [8, 16]) {
    if (side < 6) break;
    last = put("convolution2d", { filters, kernelSize: [3, 3], activation: "relu" }, last);
    last = put("maxPooling2d", { poolSize: [2, 2], strides: [2, 2] }, last);
    side = Math.floor((side - 2) / 2);
  }
  return put("flatten", {}, last);
}

function isImage(feature: FeatureSignature): boolean {
  return feature.shape.length === 3;
}

/** Features by role; a dataset that names no target has its last feature predicted. Weights of samples are neither. */
function chooseFeatures(signature: DatasetSignature): {
  inputs: readonly FeatureSignature[];
  targets: readonly FeatureSignature[];
} {
  const features = signature.features.filter((feature) => feature.role !== "weight");
  const marked = features.filter((feature) => feature.role === "target");
  const targets = marked.length > 0 ? marked : features.slice(-1);
  const inputs = features.filter((feature) => !targets.includes(feature));
  return { inputs: inputs.length > 0 ? inputs : features, targets };
}

interface Placed {
  readonly blockId: string;
  readonly port: string;
  readonly row: number;
}

/** Puts blocks below each other and joins them. */
class Sketch {
  document: ModelDocument = createDocument();

  place(
    kind: string,
    parameters: Readonly<Record<string, unknown>>,
    { after, column }: { readonly after: readonly Placed[]; readonly column: number },
  ): Placed {
    const row = Math.max(-1, ...after.map((placed) => placed.row)) + 1;
    const number = this.document.blocks.filter((block) => block.kind === kind).length + 1;
    const position = { x: column * columnWidth, y: row * rowHeight };
    const added = addBlock(this.document, { kind, parameters, position, id: `${kind}-${number}` });
    const definition = getBlock(kind);
    const port = definition?.inputs[0]?.name ?? "";
    this.document = after.reduce(
      (document, source) => connect(document, { blockId: source.blockId, port: source.port }, { blockId: added.blockId, port }),
      added.document,
    );
    return { blockId: added.blockId, port: definition?.outputs[0]?.name ?? "", row };
  }
}
