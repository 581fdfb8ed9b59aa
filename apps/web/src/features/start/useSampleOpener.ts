"use client";
/** "Open" on a sample: makes the project with its dataset and first model in one call and goes to the Modeling view. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC, useTRPCClient } from "../../trpc/context.ts";
import { openDatasetReader } from "../datasets/reading/openDatasetReader.ts";
import { modelPath, projectPath } from "../project/projectPaths.ts";
import { createSampleProject, type SampleProject } from "./createSampleProject.ts";
import type { Sample } from "./samples.ts";

export function useSampleOpener() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: async (sample: Sample) => {
      const { name, definition, signature, document, options } = await readSample(sample);
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

async function readSample(sample: Sample): Promise<SampleProject> {
  const reader = openDatasetReader();
  try {
    return await createSampleProject(sample, {
      generate: (source) => reader.ask((session) => session.generate(source)),
      encode: (definition) => reader.ask((session) => session.encode(definition)),
    });
  } finally {
    reader.close();
  }
}
