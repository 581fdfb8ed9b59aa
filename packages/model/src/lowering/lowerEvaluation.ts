import { countElements, ProgramBuilder, type TensorType, type Value } from "@downhill/ir";
import { ArenaSource } from "./arenaSource.ts";
import { openBatch } from "./batchRows.ts";
import { openConstants } from "./constants.ts";
import { type ModelLayout, TensorCollector } from "./layout.ts";
import { lowerBlocks } from "./lowerBlocks.ts";
import type { LoweredEvaluation, LoweringRequest, SubsetName } from "./loweredModel.ts";
import { tablePrefix } from "./loweredModel.ts";
import { measureTargets } from "./measureTargets.ts";

const largestBatchSize = 256;
/** Elements of the largest activation that a batch may have: 16 MiB. */
const largestActivation = 2 ** 22;

/** Loss and metrics over a subset, in order, in inference mode. The model must check and the subset must hold samples. */
export function lowerEvaluation(request: LoweringRequest, layout: ModelLayout, subset: SubsetName): LoweredEvaluation {
  const { document, options, signature, settings } = request;
  const sampleCount = signature.samples[subset];
  const batchSize = Math.min(settings?.evaluationBatchSize ?? chooseBatchSize(request), sampleCount);
  const builder = new ProgramBuilder();
  const batch = openBatch({ builder, subset, sampleCount, batchSize, order: "sequential" });
  const { sampleWeights } = batch;
  const source = new ArenaSource(builder, layout, batch.load, "averaged");
  const walk = { document, signature, builder, mode: "inference", batchSize, source, onlyUsed: true } as const;
  const { targets } = lowerBlocks({ ...walk, sampleWeights, sampleCount: batch.sampleCount });
  const constants = openConstants(builder);
  const confusionMatrices = settings?.confusionMatrices ?? false;
  const asked = { builder, targets, options, signature, batch, batchSize, constants, confusionMatrices };
  const { series, tables, confusions } = measureTargets(asked);
  const steps = Math.ceil(sampleCount / batchSize);
  const lastBatchSize = sampleCount - (steps - 1) * batchSize;
  const { types, updates } = addUpTables(builder, tables);
  const program = builder.finish({ series, updates });
  return {
    program,
    constants: constants.values,
    tables: types,
    confusions,
    subset,
    batchSize,
    sampleCount,
    lastBatchSize,
    steps,
  };
}

/** Each table is a state that begins anew with the subset's first batch. */
function addUpTables(builder: ProgramBuilder, tables: Readonly<Record<string, Value>>) {
  const types: Record<string, TensorType> = {};
  const updates: Record<string, Value> = {};
  builder.withOrigin("metrics", () => {
    for (const [name, counts] of Object.entries(tables)) {
      const state = `${tablePrefix}${name}`;
      types[name] = counts.type;
      const isFirst = builder.eq(builder.scalar("batchStart", "u32"), 0);
      const before = builder.select(builder.expand(isFirst, counts.type.shape), 0, builder.state(state, counts.type));
      updates[state] = builder.add(before, counts);
    }
  });
  return { types, updates };
}

/** As many samples as share the device well; at least a training batch, which needs more memory than an evaluation of it. */
function chooseBatchSize({ document, options, signature }: LoweringRequest): number {
  const source = new TensorCollector(1);
  const walk = { document, signature, builder: source.builder, mode: "inference", batchSize: 1, source, onlyUsed: true } as const;
  const { blocks } = lowerBlocks({ ...walk, sampleWeights: null, sampleCount: null });
  const outputs = [...blocks.values()].flatMap((block) => Object.values(block.outputs));
  const largest = Math.max(1, ...outputs.map((value) => countElements(value.type.shape)));
  return Math.min(largestBatchSize, Math.max(options.batchSize, Math.floor(largestActivation / largest)));
}
