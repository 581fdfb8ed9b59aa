import { describe, expect, it } from "vitest";
import { encodeDataset } from "../encodeDataset.ts";
import { generateContent, openDataset } from "../openDataset.ts";
import { previewPoints } from "../previewPoints.ts";
import { proposeDefinition } from "../proposeDefinition.ts";
import type { DatasetContent } from "../table.ts";
import { generatorSource, generators } from "./registry.ts";

function contentOf(source: Parameters<typeof generateContent>[0]): DatasetContent {
  const result = generateContent(source);
  if (!result.ok) throw new Error(result.issues[0]?.message);
  return result.value;
}

const noBlobs = () => Promise.reject(new Error("a generator has no blobs"));

describe.each(generators.map((generator) => [generator.name, generator] as const))("%s", (_, generator) => {
  it("goes from its name to tensors, and predicts what it says", async () => {
    const source = generatorSource(generator, { parameters: { count: 100 } });
    const proposal = proposeDefinition(contentOf(source), { source });
    if (!proposal.ok) throw new Error(proposal.issues[0]?.message);
    expect(proposal.value.target).toBe(generator.target);
    expect(proposal.value.problem === "regression").toBe(generator.task === "regression");
    expect(proposal.value.leftOut).toEqual([]);
    const opened = await openDataset({ definition: proposal.value.definition, loadBlob: noBlobs });
    expect(opened.ok && opened.value.encoded.samples).toEqual({ training: 60, validation: 20, test: 20 });
  });

  it("gives the same for the same seed and something else for another", () => {
    const source = generatorSource(generator, { parameters: { count: 40 }, seed: 3 });
    expect(contentOf(source)).toEqual(contentOf(source));
    expect(contentOf({ ...source, seed: 4 })).not.toEqual(contentOf(source));
  });

  it("works at both ends of every range and refuses what lies beyond", () => {
    for (const parameter of generator.parameters.filter(({ name }) => name !== "count")) {
      for (const value of [parameter.min, parameter.max]) {
        const source = generatorSource(generator, { parameters: { count: 40, [parameter.name]: value } });
        const content = contentOf(source);
        const proposal = proposeDefinition(content, { source });
        if (!proposal.ok) throw new Error(`${parameter.name} = ${value}: ${proposal.issues[0]?.message}`);
        expect(encodeDataset({ definition: proposal.value.definition, content }).ok).toBe(true);
      }
      const beyond = generateContent(generatorSource(generator, { parameters: { [parameter.name]: parameter.max + 1 } }));
      expect(beyond.ok ? "" : beyond.issues[0]?.message).toBe(
        `${parameter.label} is ${parameter.max + 1}; it must be between ${parameter.min} and ${parameter.max}.`,
      );
    }
  });
});

describe("built-in data sets", () => {
  it("parts the two spirals into two arms of equal size", () => {
    const spirals = generators.find(({ name }) => name === "twoSpirals");
    if (!spirals) throw new Error("no spirals");
    const points = previewPoints(contentOf(generatorSource(spirals, { parameters: { noise: 0 } })), { limit: 500 });
    expect(points.filter(({ group }) => group === 0)).toHaveLength(250);
    // Without noise every point lies on its arm: turned back by its angle, the two arms are half a turn apart.
    for (const { x, y, group } of points) {
      const along = Math.hypot(x, y);
      const turned = Math.cos(Math.atan2(y, x) - along * 1.5 * 2 * Math.PI);
      expect(turned).toBeCloseTo(group === 0 ? 1 : -1, 3);
    }
  });

  it("draws digits that the nearest mean image mostly tells apart", () => {
    const digits = generators.find(({ name }) => name === "renderedDigits");
    if (!digits) throw new Error("no digits");
    const training = contentOf(generatorSource(digits, { parameters: { count: 400 } }));
    const fresh = contentOf(generatorSource(digits, { parameters: { count: 200 }, seed: 2 }));
    if (training.kind !== "images" || fresh.kind !== "images") throw new Error("digits are images");
    const means = Array.from({ length: 10 }, () => new Float64Array(784));
    training.images.labels.forEach((label, image) => {
      for (let pixel = 0; pixel < 784; pixel++) means[label]![pixel]! += (training.images.pixels[image * 784 + pixel] ?? 0) / 40;
    });
    const right = [...fresh.images.labels].filter((label, image) => {
      const distances = means.map((mean) =>
        mean.reduce((sum, value, pixel) => sum + (value - (fresh.images.pixels[image * 784 + pixel] ?? 0)) ** 2, 0),
      );
      return distances.indexOf(Math.min(...distances)) === label;
    }).length;
    expect(right / 200).toBeGreaterThan(0.6);
    expect(right / 200).toBeLessThan(0.99);
  });
});
