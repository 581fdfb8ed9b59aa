/** A small valid dataset version and model, and a project that holds them, for tests. */
import { createOptions } from "@downhill/model";
import type { DatasetVersionInput } from "../datasets/datasetVersion.ts";
import type { ModelInput } from "../models/modelInput.ts";
import type { Caller } from "./openTestApi.ts";

export const generatedVersion: DatasetVersionInput = {
  definition: {
    version: 1,
    source: { kind: "generator", generator: "two-spirals", parameters: { samples: 1000 }, seed: 1 },
    columns: [
      { name: "x", type: "numeric", encoding: "standardization", missing: "drop" },
      { name: "y", type: "numeric", encoding: "standardization", missing: "drop" },
      { name: "spiral", type: "binary", encoding: "index", missing: "drop" },
    ],
    features: [
      { name: "point", role: "input", columns: ["x", "y"] },
      { name: "spiral", role: "target", columns: ["spiral"] },
    ],
    subsets: { seed: 1, fractions: [0.8, 0.1, 0.1] },
  },
  signature: {
    features: [
      { name: "point", shape: [2], kind: "numeric", role: "input" },
      { name: "spiral", shape: [1], kind: "binary", role: "target", classes: ["first", "second"] },
    ],
    samples: { training: 800, validation: 100, test: 100 },
  },
  summary: { rowCount: 1000 },
};

/** The same rows from an uploaded file. */
export function csvVersion(blob: string): DatasetVersionInput {
  return {
    ...generatedVersion,
    definition: {
      ...generatedVersion.definition,
      source: { kind: "csv", fileName: "spirals.csv", blob, delimiter: ",", decimal: ".", hasHeader: true },
    },
  };
}

export const smallModel: ModelInput = {
  document: {
    format: "downhill/model",
    version: 1,
    blocks: [
      { id: "input", kind: "input", name: "Input", position: { x: 0, y: 0 }, parameters: { feature: "point" } },
      { id: "dense", kind: "dense", name: "Dense", position: { x: 0, y: 120 }, parameters: { units: 1, activation: "sigmoid" } },
      { id: "target", kind: "target", name: "Target", position: { x: 0, y: 240 }, parameters: { feature: "spiral" } },
    ],
    connections: [
      { id: "a", from: { blockId: "input", port: "output" }, to: { blockId: "dense", port: "input" } },
      { id: "b", from: { blockId: "dense", port: "output" }, to: { blockId: "target", port: "input" } },
    ],
  },
  options: createOptions({ epochs: 10, metrics: ["accuracy"], checkpointIntervalSeconds: 30 }),
};

export interface SampleProject {
  readonly projectId: string;
  readonly datasetId: string;
  readonly datasetVersionId: string;
  readonly modelId: string;
}

export async function createSampleProject(caller: Caller): Promise<SampleProject> {
  const created = await caller.project.create({
    name: "Spirals",
    dataset: { name: "Two spirals", ...generatedVersion },
    model: { name: "Small model", ...smallModel },
  });
  const { projectId, datasetId, datasetVersionId, modelId } = created;
  if (datasetId === null || datasetVersionId === null || modelId === null)
    throw new Error("the project lacks what was asked for");
  return { projectId, datasetId, datasetVersionId, modelId };
}

export function startSampleRun(caller: Caller, { modelId, datasetVersionId }: SampleProject) {
  return caller.run.start({ modelId, datasetVersionId, ...smallModel });
}
