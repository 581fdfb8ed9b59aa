import { shareProcedure } from "../../access/shareProcedure.ts";
import { loadDatasetVersion } from "../../datasets/loadDatasetVersion.ts";
import { loadExperiment } from "../../experiments/loadExperiments.ts";
import type { RunSummary } from "../../runs/runSummary.ts";
import { canBeCopied } from "../../shares/copyable.ts";

/** What a share page shows. Ids of the owner's project, files and people stay out of it. */
export const viewShare = shareProcedure.query(async ({ ctx }) => {
  const { executor } = ctx.database;
  const { link } = ctx;
  const experiment = await loadExperiment(executor, link.experimentId, ctx.now());
  const version = await loadDatasetVersion(executor, experiment.datasetVersionId);
  const showsModel = link.scope === "model";
  return {
    title: experiment.name,
    number: experiment.number,
    modelName: showsModel ? experiment.modelName : null,
    scope: link.scope,
    createdAtMs: experiment.createdAtMs,
    canBeCopied: canBeCopied(link, version.definition),
    /** A copy takes the owner's data files along. */
    copyIncludesData: showsModel && link.includesData && version.definition.source.kind !== "generator",
    dataset: showsModel ? { name: version.datasetName, number: version.number, signature: version.signature } : null,
    document: showsModel ? experiment.spec.document : null,
    options: showsModel ? experiment.spec.options : null,
    runs: experiment.runs.map(publicRun),
  };
});

function publicRun({ runner, ...run }: RunSummary) {
  const { id, state, isInterrupted, message, attempt, progress, firstNonFinite, metrics } = run;
  const { createdAtMs, startedAtMs, endedAtMs, lastEventId } = run;
  return {
    ...{ id, state, isInterrupted, message, attempt, progress, firstNonFinite, metrics },
    ...{ createdAtMs, startedAtMs, endedAtMs, lastEventId },
    runner: runner === null ? null : { kind: runner.kind, deviceLabel: runner.deviceLabel },
  };
}
