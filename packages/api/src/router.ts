/** The table of contents of the API: every procedure by name. */
import { createDatasetProcedure } from "./routers/dataset/create.ts";
import { getDataset } from "./routers/dataset/get.ts";
import { getDatasetVersion } from "./routers/dataset/getVersion.ts";
import { listDatasets } from "./routers/dataset/list.ts";
import { removeDataset } from "./routers/dataset/remove.ts";
import { renameDataset } from "./routers/dataset/rename.ts";
import { saveDatasetVersionProcedure } from "./routers/dataset/saveVersion.ts";
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
import { getSession } from "./routers/session/get.ts";
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
  });

export type AppRouter = ReturnType<typeof createAppRouter>;
