/** The table of contents of the API: every procedure by name. */
import { createDatasetProcedure } from "./routers/dataset/create.ts";
import { getDataset } from "./routers/dataset/get.ts";
import { getDatasetVersion } from "./routers/dataset/getVersion.ts";
import { listDatasets } from "./routers/dataset/list.ts";
import { removeDataset } from "./routers/dataset/remove.ts";
import { renameDataset } from "./routers/dataset/rename.ts";
import { saveDatasetVersionProcedure } from "./routers/dataset/saveVersion.ts";
import { getExperiment } from "./routers/experiment/get.ts";
import { listExperimentsProcedure } from "./routers/experiment/list.ts";
import { removeExperiment } from "./routers/experiment/remove.ts";
import { renameExperiment } from "./routers/experiment/rename.ts";
import { createModelProcedure } from "./routers/model/create.ts";
import { getModel } from "./routers/model/get.ts";
import { listModels } from "./routers/model/list.ts";
import { removeModel } from "./routers/model/remove.ts";
import { renameModel } from "./routers/model/rename.ts";
import { saveModel } from "./routers/model/save.ts";
import { createProject } from "./routers/project/create.ts";
import { getProject } from "./routers/project/get.ts";
import { listProjects } from "./routers/project/list.ts";
import { removeProject } from "./routers/project/remove.ts";
import { renameProject } from "./routers/project/rename.ts";
import { appendEventsProcedure } from "./routers/run/appendEvents.ts";
import { claimRunProcedure } from "./routers/run/claim.ts";
import { getRun } from "./routers/run/get.ts";
import { heartbeat } from "./routers/run/heartbeat.ts";
import { listRunsProcedure } from "./routers/run/list.ts";
import { releaseRun } from "./routers/run/release.ts";
import { removeRun } from "./routers/run/remove.ts";
import { getRunSeries } from "./routers/run/series.ts";
import { startRun } from "./routers/run/start.ts";
import { subscribeToRun } from "./routers/run/subscribe.ts";
import { getSession } from "./routers/session/get.ts";
import { copyShare } from "./routers/share/copy.ts";
import { createShare } from "./routers/share/create.ts";
import { listShares } from "./routers/share/list.ts";
import { revokeShare } from "./routers/share/revoke.ts";
import { getSharedSeries } from "./routers/share/series.ts";
import { subscribeToSharedRun } from "./routers/share/subscribe.ts";
import { viewShare } from "./routers/share/view.ts";
import { router } from "./trpc.ts";

export const createAppRouter = () =>
  router({
    session: router({ get: getSession }),
    project: router({
      list: listProjects,
      create: createProject,
      get: getProject,
      rename: renameProject,
      remove: removeProject,
    }),
    dataset: router({
      create: createDatasetProcedure,
      saveVersion: saveDatasetVersionProcedure,
      list: listDatasets,
      get: getDataset,
      getVersion: getDatasetVersion,
      rename: renameDataset,
      remove: removeDataset,
    }),
    model: router({
      create: createModelProcedure,
      get: getModel,
      save: saveModel,
      list: listModels,
      rename: renameModel,
      remove: removeModel,
    }),
    experiment: router({
      get: getExperiment,
      list: listExperimentsProcedure,
      remove: removeExperiment,
      rename: renameExperiment,
    }),
    run: router({
      appendEvents: appendEventsProcedure,
      claim: claimRunProcedure,
      get: getRun,
      heartbeat: heartbeat,
      list: listRunsProcedure,
      release: releaseRun,
      remove: removeRun,
      series: getRunSeries,
      start: startRun,
      subscribe: subscribeToRun,
    }),
    share: router({
      copy: copyShare,
      create: createShare,
      list: listShares,
      revoke: revokeShare,
      series: getSharedSeries,
      subscribe: subscribeToSharedRun,
      view: viewShare,
    }),
  });

export type AppRouter = ReturnType<typeof createAppRouter>;
