import { checkModel } from "@downhill/model";
import { describe, expect, it } from "vitest";
import { createDatasetSession } from "../datasets/reading/datasetSession.ts";
import { createSampleProject } from "./createSampleProject.ts";
import { type Sample, samples } from "./samples.ts";

function readSample(sample: Sample) {
  const session = createDatasetSession();
  return createSampleProject(sample, {
    generate: async (source) => session.generate(source),
    encode: async (definition) => session.encode(definition),
  });
}

describe.each(samples)("the sample $title", async (sample) => {
  const project = await readSample(sample);

  it("opens with a model that can run on its data", () => {
    const report = checkModel(project);
    expect(report.issues.filter((issue) => issue.severity === "error")).toEqual([]);
    expect(report.canRun).toBe(true);
    expect(report.parameterCount).toBeGreaterThan(0);
  });

  it("has samples to train on, to validate with and to test with", () => {
    const { training, validation, test } = project.signature.samples;
    expect(Math.min(training, validation, test)).toBeGreaterThanOrEqual(50);
  });

  it("names its generator and seed, so that the same sample is the same dataset everywhere", async () => {
    expect(project.definition.source).toEqual(sample.source);
    expect(await readSample(sample)).toEqual(project);
  });
});
