"use client";
/** "Open" on a sample: makes the project with its dataset and first model in one call and goes to the Modeling view. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC, useTRPCClient } from "../../trpc/context.ts";
import { modelPath, projectPath } from "../project/projectPaths.ts";
import { createSampleProject } from "./createSampleProject.ts";
import type { Sample } from "./samples.ts";

export function useSampleOpener() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: async (sample: Sample) => {
      // Let the button show that it was pressed before the generator takes the thread.
      await new Promise((resolve) => setTimeout(resolve));
      const { name, definition, signature, document, options } = createSampleProject(sample);
      return client.project.create.mutate({
        name,
        dataset: { name, definition, signature, summary: {} },
        model: { name: "Model 1", document, options },
      });
    },
    onSuccess: ({ projectId, modelId }) => {
      void queries.invalidateQueries({ queryKey: trpc.project.list.queryKey() });
      router.push(modelId === null ? projectPath(projectId) : modelPath(projectId, modelId));
    },
  });
}
