/** What to say, and what to change, when a prediction's shape is not that of the feature to predict. */
import { isSameShape, type Value } from "@downhill/ir";
import { getBlock } from "../catalogue/catalogue.ts";
import { formatSampleShape, toSampleShape } from "../catalogue/sampleShape.ts";
import type { Issue } from "../check/issue.ts";
import type { FeatureSignature } from "../datasetSignature.ts";
import type { BlockInstance, ModelDocument } from "../document/modelDocument.ts";
import type { BlockOrder } from "./orderBlocks.ts";

export interface TargetFitRequest {
  readonly document: ModelDocument;
  readonly block: BlockInstance;
  readonly feature: FeatureSignature;
  readonly prediction: Value;
  readonly order: BlockOrder;
}

/** Null when the shapes agree. */
export function describeTargetMismatch(request: TargetFitRequest): Omit<Issue, "severity" | "blockId"> | null {
  const { block, feature, prediction } = request;
  const got = toSampleShape(prediction.type.shape);
  if (isSameShape(got, feature.shape)) return null;
  const code = "target-shape-differs";
  const wanted = feature.kind === "categorical" ? `${feature.shape.at(-1)} classes` : describeSize(feature.shape);
  const isWidthOnly = got.length === feature.shape.length && isSameShape(got.slice(0, -1), feature.shape.slice(0, -1));
  const sizing = isWidthOnly ? findSizingBlock(request) : null;
  const width = feature.shape.at(-1) ?? 1;
  if (sizing) {
    const { source, parameter, label } = sizing;
    return {
      code,
      message: `${source.name} has ${count(got.at(-1) ?? 1, "output")}, but ${feature.name} has ${wanted}. Set ${label} of ${source.name} to ${width}.`,
      fix: {
        label: `Set ${label} to ${width}`,
        changes: [{ type: "setParameter", blockId: source.id, name: parameter, value: width }],
      },
    };
  }
  const incoming = `${block.name} gets ${formatSampleShape(got)}, but ${feature.name} is ${formatSampleShape(feature.shape)}.`;
  if (feature.shape.length > 1) return { code, message: `${incoming} Change the blocks in front until the shapes agree.` };
  // Inserted one after the other, each directly in front of the Target.
  const needsFlatten = got.length > 1;
  const activation = { categorical: "softmax", binary: "sigmoid", numeric: "linear", image: "linear", tokens: "linear" }[
    feature.kind
  ];
  return {
    code,
    message: `${incoming} Put ${needsFlatten ? "Flatten and " : ""}a Dense block with ${count(width, "unit")} in front of ${block.name}.`,
    fix: {
      label: `Add ${needsFlatten ? "Flatten and " : ""}Dense with ${count(width, "unit")}`,
      changes: [
        ...(needsFlatten ? [{ type: "insertBefore", blockId: block.id, kind: "flatten", parameters: {} } as const] : []),
        { type: "insertBefore", blockId: block.id, kind: "dense", parameters: { units: width, activation } },
      ],
    },
  };
}

/** Walks up from the Target through blocks that leave the width alone to the one that sets it. */
function findSizingBlock({ document, block, order }: TargetFitRequest) {
  let id = block.id;
  for (;;) {
    const sources = order.incoming.get(id) ?? [];
    const source = document.blocks.find((candidate) => candidate.id === sources[0]?.from.blockId);
    const definition = source && getBlock(source.kind);
    if (sources.length !== 1 || !source || !definition) return null;
    const parameter = definition.widthParameter;
    const field = parameter === undefined ? undefined : definition.parameters[parameter];
    if (parameter !== undefined && field) return { source, parameter, label: field.label };
    if (!["activation", "normalization", "regularization"].includes(definition.category)) return null;
    id = source.id;
  }
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function describeSize(shape: readonly number[]): string {
  const [size = 1] = shape;
  return shape.length === 1 ? count(size, "number") : formatSampleShape(shape);
}
