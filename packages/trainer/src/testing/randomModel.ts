/**
 * A model from a list of random numbers: blocks of the whole catalogue with random settings, joined to random earlier ones, so that
 * graphs branch and merge. A block that the model's own check refuses is left out; what remains can always be trained.
 */
import type { EncodedDataset, EncodedFeature } from "@downhill/data";
import {
  addBlock,
  type BlockDefinition,
  blocks,
  checkModel,
  connect,
  createDocument,
  createOptions,
  type DatasetSignature,
  type ModelDocument,
  type ParameterField,
  proposeOptions,
} from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";

export interface RandomModel {
  readonly spec: ExperimentSpec;
  readonly dataset: EncodedDataset;
  /** The kinds in it, in order. */
  readonly kinds: readonly string[];
}

/** Reads the numbers one after another, over and over, and tells them apart by where they stand. */
function readChoices(choices: readonly number[]): (count: number) => number {
  let position = 0;
  return (count) => ((choices[position++ % choices.length] ?? 0) + position * 7) % count;
}

const inputShapes = [[5], [1], [7, 3], [4, 1], [1, 6], [7, 5, 3], [1, 6, 2], [5, 5, 1]] as const;
/** They read index numbers, which random numbers are not; tests of their own stand beside them. */
const kindsOfIndices: readonly string[] = ["embedding"];
const largestSample = 600;

export function buildRandomModel(choices: readonly number[], batchSize = 4): RandomModel {
  const next = readChoices(choices);
  const inputShape = inputShapes[next(inputShapes.length)] ?? [5];
  const classes = 2 + next(3);
  const isClassification = next(2) === 0;
  const targetShape = isClassification ? [classes] : [1 + next(3)];
  const samples = { training: 2 * batchSize + 1, validation: 0, test: 0 };
  const signature: DatasetSignature = {
    features: [
      { name: "x", kind: inputShape.length === 3 ? "image" : "numeric", role: "input", shape: [...inputShape] },
      { name: "y", kind: isClassification ? "categorical" : "numeric", role: "target", shape: targetShape },
    ],
    samples,
  };
  const document = drawModel({ next, signature, width: targetShape[0] ?? 1 });
  const proposed = proposeOptions(document, signature);
  // Plain descent: rules that divide by a gradient's size turn rounding errors of tiny gradients into whole steps.
  const options = createOptions({
    losses: proposed.losses,
    batchSize,
    epochs: 1,
    optimizer: { kind: "sgd", parameters: { momentum: 0.5, nesterov: next(2) === 0 } },
    learningRate: 0.02,
  });
  return {
    spec: { document, options, signature, datasetVersionHash: "" },
    dataset: fillDataset(signature, next),
    kinds: document.blocks.map(({ kind }) => kind),
  };
}

interface Drawing {
  readonly next: (count: number) => number;
  readonly signature: DatasetSignature;
  /** Of the target. */
  readonly width: number;
}

function drawModel({ next, signature, width }: Drawing): ModelDocument {
  const options = createOptions();
  const candidates = blocks.filter(({ role, kind }) => role === undefined && !kindsOfIndices.includes(kind));
  let { document } = addBlock(createDocument(), { kind: "input", id: "input", position: { x: 0, y: 0 } });
  const ends = ["input"];
  /** Null where the check refuses it, or where it grows too large. */
  const tryBlock = (definition: BlockDefinition, parameters: Readonly<Record<string, unknown>>, from: readonly string[]) => {
    const id = `${definition.kind}${document.blocks.length}`;
    let tried = addBlock(document, { kind: definition.kind, id, position: { x: 0, y: 0 }, parameters }).document;
    let source = 0;
    for (const port of definition.inputs) {
      const count = port.isVariadic ? 2 : 1;
      for (let place = 0; place < count; place++) {
        const blockId = from[source++ % from.length] ?? "input";
        tried = connect(tried, { blockId, port: firstOutput(tried, blockId) }, { blockId: id, port: port.name });
      }
    }
    const report = checkModel({ document: tried, options, signature }).blocks[id];
    if (!report || report.issues.some(({ severity }) => severity === "error")) return null;
    const shapes = Object.values(report.outputs);
    if (shapes.length === 0 || shapes.some((shape) => shape.reduce((size, axis) => size * axis, 1) > largestSample)) return null;
    document = tried;
    return id;
  };
  const wanted = 2 + next(5);
  for (let attempt = 0; attempt < 60 && ends.length <= wanted; attempt++) {
    const definition = candidates[next(candidates.length)];
    if (!definition) continue;
    const from = [ends[ends.length - 1 - next(Math.min(2, ends.length))] ?? "input", ends[next(ends.length)] ?? "input"];
    const made = tryBlock(definition, drawParameters(definition, next), from);
    if (made) ends.push(made);
  }
  let last = ends.at(-1) ?? "input";
  const finish = (kind: string, parameters: Readonly<Record<string, unknown>> = {}) => {
    const definition = blocks.find((block) => block.kind === kind);
    const made = definition ? tryBlock(definition, parameters, [last]) : null;
    if (made) last = made;
  };
  finish("flatten");
  finish("dense", { units: width, activation: "linear" });
  const target = addBlock(document, { kind: "target", id: "target", position: { x: 0, y: 0 } }).document;
  return connect(target, { blockId: last, port: firstOutput(target, last) }, { blockId: "target", port: "input" });
}

function firstOutput(document: ModelDocument, blockId: string): string {
  const kind = document.blocks.find(({ id }) => id === blockId)?.kind;
  return blocks.find((block) => block.kind === kind)?.outputs[0]?.name ?? "output";
}

function drawParameters(definition: BlockDefinition, next: (count: number) => number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(definition.parameters).map(([name, field]) => [name, next(3) === 0 ? field.default : drawValue(field, next)]),
  );
}

function drawValue(field: ParameterField, next: (count: number) => number): unknown {
  switch (field.type) {
    case "integer":
      return Math.min(field.max, field.min + next(4));
    case "number": {
      const moved = field.scale === "logarithmic" ? field.default * (1 + next(3)) : field.default + (next(9) - 4) / 10;
      return Math.min(field.max, Math.max(field.min, moved));
    }
    case "boolean":
      return next(2) === 0;
    case "choice":
      return field.choices[next(field.choices.length)]?.value;
    case "pair":
      return [field.min + next(3), field.min + next(3)].map((size) => Math.min(field.max, size));
    default:
      return field.default;
  }
}

function fillDataset(signature: DatasetSignature, next: (count: number) => number): EncodedDataset {
  const seed = next(1000);
  const fill = ({ shape, kind }: DatasetSignature["features"][number]): Float32Array => {
    const width = shape.reduce((size, axis) => size * axis, 1);
    return Float32Array.from({ length: signature.samples.training * width }, (_, place) =>
      kind === "categorical"
        ? Number((Math.floor(place / width) * 5 + seed) % width === place % width)
        : Math.sin((place + 1) * 12.9898 + seed) * 1.3,
    );
  };
  const none = new Float32Array(0);
  return {
    features: signature.features.map(
      (feature): EncodedFeature => ({ ...feature, values: { training: fill(feature), validation: none, test: none } }),
    ),
    samples: signature.samples,
    statistics: [],
    rows: {
      training: Uint32Array.from({ length: signature.samples.training }, (_, row) => row),
      validation: new Uint32Array(0),
      test: new Uint32Array(0),
    },
    droppedRows: 0,
  };
}
