"use client";
/** From a dataset that was read in this browser to a project of its own: project, files, dataset, proposed model. */
import { proposeModel, proposeOptions } from "@downhill/model";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC, useTRPCClient } from "../../trpc/context.ts";
import { type ImportedDataset, saveDataset } from "../datasets/importDataset.ts";
import { datasetPath, modelPath } from "../project/projectPaths.ts";

export interface OwnDatasetRequest {
  readonly imported: ImportedDataset;
  /** Where to land: at the model, ready to run, or at the columns, to look them over first. */
  readonly landing: "model" | "columns";
}

export function useOwnDatasetOpener() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: async ({ imported, landing }: OwnDatasetRequest) => {
      const { projectId } = await client.project.create.mutate({ name: imported.name });
      try {
        const { datasetId, versionId } = await saveDataset({ projectId, imported, client });
        const document = proposeModel(imported.signature);
        const options = proposeOptions(document, imported.signature);
        const { modelId } = await client.model.create.mutate({
          projectId,
          name: "Model 1",
          document,
          options,
          datasetVersionId: versionId,
        });
        return landing === "model" ? modelPath(projectId, modelId) : datasetPath(projectId, datasetId);
      } catch (error) {
        // A project without its data is of no use to anyone.
        await client.project.remove.mutate({ projectId }).catch(() => {});
        throw error;
      }
    },
    onSuccess: (path) => {
      void queries.invalidateQueries(trpc.project.pathFilter());
      router.push(path);
    },
  });
}
