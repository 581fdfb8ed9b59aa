import { canonicalJson, sha256Hex } from "@downhill/data";
import { createDocument, createOptions, type DatasetSignature } from "@downhill/model";
import { expect, test } from "vitest";
import { computeSpecHash } from "./checkpointManifest.ts";

const plain: DatasetSignature = {
  features: [
    { name: "x", kind: "numeric", role: "input", shape: [4] },
    { name: "y", kind: "categorical", role: "target", shape: [2], classes: ["a", "b"] },
  ],
  samples: { training: 8, validation: 1, test: 1 },
};
const counted = (classCounts: number[]): DatasetSignature => ({
  ...plain,
  features: plain.features.map((feature) => (feature.role === "target" ? { ...feature, classCounts } : feature)),
});

function hash(signature: DatasetSignature, losses = {}) {
  return computeSpecHash({ document: createDocument(), options: createOptions({ losses }), signature, datasetVersionHash: "d" });
}

test("checkpoints from before classes were counted belong to the same experiment", async () => {
  const options = createOptions();
  const { epochs: _epochs, checkpointIntervalSeconds: _interval, ...others } = options;
  const later = ["warmup", "clipping", "accumulation", "weightAverage"];
  const first = Object.fromEntries(Object.entries(others).filter(([name]) => !later.some((stem) => name.startsWith(stem))));
  const content = { blocks: [], connections: [], options: first, signature: plain, datasetVersionHash: "d" };
  const before = await sha256Hex(new TextEncoder().encode(canonicalJson(content)));
  expect(await hash(plain)).toBe(before);
  expect(await hash(counted([5, 3]))).toBe(before);
});

test("the counts decide where a loss weighs by them", async () => {
  const balanced = { t: { kind: "categoricalCrossentropy", parameters: { classWeights: "balanced" } } };
  expect(await hash(counted([5, 3]), balanced)).not.toBe(await hash(counted([4, 4]), balanced));
  expect(await hash(counted([5, 3]), balanced)).toBe(await hash(counted([5, 3]), balanced));
});
