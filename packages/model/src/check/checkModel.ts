/**
 * Everything there is to say about a model and its options before it runs. Live shapes come from the lowering itself, run on
 * types alone, so there is no second calculation that could drift. Pure and quick: the canvas and the server call the same.
 */
import type { Shape, Value } from "@downhill/ir";
import { toSampleShape } from "../catalogue/sampleShape.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import { countParameters, TensorCollector, typeBatchSize } from "../lowering/layout.ts";
import { lowerBlocks } from "../lowering/lowerBlocks.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { checkGraph } from "./checkGraph.ts";
import { checkLosses } from "./checkLosses.ts";
import { checkMetrics } from "./checkMetrics.ts";
import { checkOptions } from "./checkOptions.ts";
import { checkTokens } from "./checkTokens.ts";
import { checkHiddenMatrices } from "./checkUpdates.ts";
import type { Issue, Severity } from "./issue.ts";

export interface CheckRequest {
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
  readonly signature: DatasetSignature;
}

export interface BlockReport {
  /** Shapes of one sample per input port; a port is missing where something in front of it does not fit. */
  readonly inputs: Readonly<Record<string, readonly Shape[]>>;
  /** Shape of one sample per output port; a port is missing where the block does not fit. */
  readonly outputs: Readonly<Record<string, Shape>>;
  readonly parameterCount: number;
  readonly issues: readonly Issue[];
  /** A Target can be reached from it. */
  readonly isUsed: boolean;
}

export interface ModelReport {
  /** Errors first, then warnings, then hints. */
  readonly issues: readonly Issue[];
  readonly blocks: Readonly<Record<string, BlockReport>>;
  /** Of the blocks that are used. */
  readonly parameterCount: number;
  /** True when there is no error. */
  readonly canRun: boolean;
}

const severities: readonly Severity[] = ["error", "warning", "hint"];

export function checkModel({ document, options, signature }: CheckRequest): ModelReport {
  const source = new TensorCollector(typeBatchSize);
  const walk = { document, signature, builder: source.builder, mode: "training", batchSize: typeBatchSize, source } as const;
  const lowered = lowerBlocks({ ...walk, sampleWeights: null, sampleCount: null, onlyUsed: false });
  const { order } = lowered;
  const usedTensors = source.tensors.filter((tensor) => order.used.has(tensor.blockId));
  const found = [
    ...lowered.issues,
    ...checkGraph(document, lowered, usedTensors),
    ...checkLosses({ document, options, signature, lowered }),
    ...checkMetrics(options, lowered),
    ...checkTokens(document, signature, lowered),
    ...checkOptions(options, signature, lowered.targets),
    ...checkHiddenMatrices(options, { document, tensors: usedTensors, targets: lowered.targets }),
  ];
  const issues = severities.flatMap((severity) => found.filter((issue) => issue.severity === severity));
  const blocks = document.blocks.map((block): [string, BlockReport] => {
    const values = lowered.blocks.get(block.id);
    const report: BlockReport = {
      inputs: mapValues(values?.inputs ?? {}, (list) => list.map(sampleShapeOf)),
      outputs: mapValues(values?.outputs ?? {}, sampleShapeOf),
      parameterCount: countParameters(source.tensors.filter((tensor) => tensor.blockId === block.id)),
      issues: issues.filter((issue) => issue.blockId === block.id),
      isUsed: order.used.has(block.id),
    };
    return [block.id, report];
  });
  return {
    issues,
    blocks: Object.fromEntries(blocks),
    parameterCount: countParameters(usedTensors),
    canRun: issues.every((issue) => issue.severity !== "error"),
  };
}

function sampleShapeOf(value: Value): Shape {
  return toSampleShape(value.type.shape);
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
