/**
 * Model and options to the program of one training step: batch, forward pass, loss, gradients, optimizer on the flat
 * arenas. What changes from step to step is a scalar of the program (`stepScalars.ts`).
 */
import { gradients, type Program, ProgramBuilder, type Value } from "@downhill/ir";
import { checkModel } from "../check/checkModel.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { ArenaSource } from "./arenaSource.ts";
import { openBatch } from "./batchRows.ts";
import { type ModelLayout, planLayout, type TensorPlacement } from "./layout.ts";
import { type LoweredTarget, lowerBlocks } from "./lowerBlocks.ts";
import { lowerEvaluation } from "./lowerEvaluation.ts";
import type { LoweredModel, LoweredTraining, LoweringRequest, LoweringResult } from "./loweredModel.ts";
import { lowerPrediction } from "./lowerPrediction.ts";
import { listMetrics, measureTargets } from "./measureTargets.ts";
import { resolveOptimizer } from "./resolveChoices.ts";

/** All programs of a run. Checks first, and gives back the errors when there are some. */
export function lowerTraining(request: LoweringRequest): LoweringResult<LoweredModel> {
  const report = checkModel(request);
  if (!report.canRun) return { ok: false, issues: report.issues.filter((issue) => issue.severity === "error") };
  const { document, options, signature } = request;
  const layout = planLayout(document, options, signature);
  const { training, targets } = lowerTrainingStep(request, layout);
  const evaluation = signature.samples.validation > 0 ? lowerEvaluation(request, layout, "validation") : null;
  const metrics = listMetrics(options, targets);
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
  const source = new ArenaSource(builder, layout, batch.load);
  const walk = { document, signature, builder, mode: "training", batchSize, source, onlyUsed: true } as const;
  const { targets } = lowerBlocks({ ...walk, sampleWeights, sampleCount: batch.sampleCount });
  const measures = measureTargets({
    builder,
    targets,
    options,
    loadFeature: batch.load,
    loadAnchor: batch.loadAnchor,
    sampleWeights,
  });
  const loss = builder.withOrigin("loss", () => builder.div(measures.lossSum, batch.sampleCount ?? batchSize));
  const trained = source.getTrained();
  const derivatives = gradients(
    builder,
    loss,
    trained.map(({ value }) => value),
  );
  const placements = trained.map(({ placement }) => placement);
  const updates: Record<string, Value> = updateParameters({ builder, layout, options, placements, derivatives });
  const statistics = source.packStatistics();
  if (statistics) updates.statistics = statistics;
  const norms = settings.gradientNorms ? measureGradients(builder, placements, derivatives) : {};
  const program: Program = builder.finish({ updates, series: { ...measures.series, ...norms } });
  const stepsPerEpoch = batchOrder?.steps ?? Math.ceil(sampleCount / batchSize);
  const totalSteps = batchOrder?.steps ?? stepsPerEpoch * options.epochs;
  const lastBatchSize = batchOrder ? batchSize : sampleCount - (stepsPerEpoch - 1) * batchSize;
  return { training: { program, options, batchSize, sampleCount, lastBatchSize, stepsPerEpoch, totalSteps }, targets };
}

interface UpdateRequest {
  readonly builder: ProgramBuilder;
  readonly layout: ModelLayout;
  readonly options: CompilerOptions;
  readonly placements: readonly TensorPlacement[];
  readonly derivatives: readonly Value[];
}

/** The optimizer over one flat vector: new values of the parameters and of its slots. */
function updateParameters({ builder, layout, options, placements, derivatives }: UpdateRequest): Record<string, Value> {
  const type = layout.states.parameters;
  const length = type?.shape[0];
  if (!type || length === undefined) return {};
  return builder.withOrigin("optimizer", () => {
    const { definition, parameters } = resolveOptimizer(options);
    const offsets = placements.map(({ offset }) => offset);
    const slots = definition.slots(parameters).map((name) => [name, builder.state(`optimizer/${name}`, type)] as const);
    const scalars = definition.scalarNames.map((name) => [name, builder.scalar(`optimizer/${name}`, "f32")] as const);
    const state = {
      parameter: builder.state("parameters", type),
      gradient: builder.pack(derivatives, offsets, length),
      learningRate: builder.scalar("learningRate", "f32"),
      slots: Object.fromEntries(slots),
      scalars: Object.fromEntries(scalars),
    };
    const updated = definition.update(builder, state, parameters);
    const slotUpdates = Object.entries(updated.slots).map(([name, value]) => [`optimizer/${name}`, value] as const);
    return { parameters: updated.parameter, ...Object.fromEntries(slotUpdates) };
  });
}

function measureGradients(
  builder: ProgramBuilder,
  placements: readonly TensorPlacement[],
  derivatives: readonly Value[],
): Record<string, Value> {
  return builder.withOrigin("metrics", () =>
    Object.fromEntries(
      placements.flatMap(({ key }, place) => {
        const gradient = derivatives[place];
        return gradient ? [[`gradientNorm/${key}`, builder.sqrt(builder.sum(builder.mul(gradient, gradient)))]] : [];
      }),
    ),
  );
}
