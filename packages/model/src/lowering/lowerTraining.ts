/**
 * Model and options to the program of one training step: batch, forward pass, loss, gradients, optimizer on the flat
 * arenas. What changes from step to step is a scalar of the program (`stepScalars.ts`).
 */
import { gradients, type Program, ProgramBuilder, type Value } from "@downhill/ir";
import { normOf } from "../catalogue/optimizers/sharedFields.ts";
import { checkModel } from "../check/checkModel.ts";
import { countUpdates } from "./accumulation.ts";
import { ArenaSource } from "./arenaSource.ts";
import { openBatch } from "./batchRows.ts";
import { openConstants } from "./constants.ts";
import { type ModelLayout, planLayout } from "./layout.ts";
import { listMetrics } from "./listMetrics.ts";
import { type LoweredTarget, lowerBlocks } from "./lowerBlocks.ts";
import { lowerEvaluation } from "./lowerEvaluation.ts";
import type { LoweredModel, LoweredTraining, LoweringRequest, LoweringResult } from "./loweredModel.ts";
import { lowerPrediction } from "./lowerPrediction.ts";
import { measureTargets } from "./measureTargets.ts";
import { type TrainedValue, updateParameters } from "./updateParameters.ts";

/** All programs of a run. Checks first, and gives back the errors when there are some. */
export function lowerTraining(request: LoweringRequest): LoweringResult<LoweredModel> {
  const report = checkModel(request);
  if (!report.canRun) return { ok: false, issues: report.issues.filter((issue) => issue.severity === "error") };
  const { document, options, signature } = request;
  const layout = planLayout(document, options, signature);
  const { training, targets } = lowerTrainingStep(request, layout);
  const evaluation = signature.samples.validation > 0 ? lowerEvaluation(request, layout, "validation") : null;
  const metrics = listMetrics(options, signature, targets);
  return { ok: true, model: { layout, training, evaluation, prediction: lowerPrediction(request, layout), metrics } };
}

function lowerTrainingStep(
  { document, options, signature, settings = {} }: LoweringRequest,
  layout: ModelLayout,
): { training: LoweredTraining; targets: readonly LoweredTarget[] } {
  const sampleCount = signature.samples.training;
  const { batchOrder } = settings;
  const batchSize = batchOrder ? options.batchSize : Math.min(options.batchSize, sampleCount);
  const builder = new ProgramBuilder();
  const order = batchOrder ?? (options.shuffle ? "permuted" : "sequential");
  const batch = openBatch({ builder, subset: "training", sampleCount, batchSize, order });
  const { sampleWeights } = batch;
  const source = new ArenaSource(builder, layout, batch.load, "latest");
  const walk = { document, signature, builder, mode: "training", batchSize, source, onlyUsed: true } as const;
  const { targets, issues } = lowerBlocks({ ...walk, sampleWeights, sampleCount: batch.sampleCount });
  // The check has lowered the same blocks on types: a block that fails only now looked at the size of the batch.
  const unexpected = issues.find(({ severity }) => severity === "error");
  if (unexpected) throw new Error(unexpected.message);
  const constants = openConstants(builder);
  const measures = measureTargets({ builder, targets, options, signature, batch, batchSize, constants });
  const trained = source.getTrained();
  const derivatives = gradients(
    builder,
    measures.loss,
    trained.map(({ value }) => value),
  );
  const withGradients = trained.flatMap(({ placement, value }, place) => {
    const gradient = derivatives[place];
    return gradient ? [{ placement, value, gradient }] : [];
  });
  const updates = updateParameters({ builder, layout, options, trained: withGradients });
  const statistics = source.packStatistics();
  if (statistics) updates.statistics = statistics;
  const norms = settings.gradientNorms ? measureGradients(builder, withGradients) : {};
  const program: Program = builder.finish({ updates, series: { ...measures.series, ...norms } });
  const stepsPerEpoch = batchOrder?.steps ?? Math.ceil(sampleCount / batchSize);
  const totalSteps = batchOrder?.steps ?? stepsPerEpoch * options.epochs;
  const lastBatchSize = batchOrder ? batchSize : sampleCount - (stepsPerEpoch - 1) * batchSize;
  const epochs = totalSteps / stepsPerEpoch;
  const totalUpdates = countUpdates(stepsPerEpoch, options.accumulationSteps) * epochs;
  const training = {
    program,
    constants: constants.values,
    options,
    batchSize,
    sampleCount,
    lastBatchSize,
    stepsPerEpoch,
    totalSteps,
    totalUpdates,
  };
  return { training, targets };
}

function measureGradients(builder: ProgramBuilder, trained: readonly TrainedValue[]): Record<string, Value> {
  return builder.withOrigin("metrics", () =>
    Object.fromEntries(trained.map(({ placement, gradient }) => [`gradientNorm/${placement.key}`, normOf(builder, gradient)])),
  );
}
