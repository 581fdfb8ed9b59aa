/** What a loss takes for logits must not depend on the mode: it would train one loss and measure another. */
import { describe, expect, test } from "vitest";
import { blocks } from "../catalogue/catalogue.ts";
import type { BlockContext } from "../catalogue/definition.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import { sketchModel, sketchSignature } from "../testing/sketchModel.ts";
import { TensorCollector } from "./layout.ts";
import { lowerBlocks } from "./lowerBlocks.ts";

function behindSoftmax({ kind, inputs }: (typeof blocks)[number]): ModelDocument {
  const document = sketchModel([
    { id: "x", kind: "input" },
    { id: "last", kind: "activation", parameters: { activation: "softmax" }, from: ["x"] },
    { id: "block", kind },
  ]);
  const ports = inputs.filter(({ isOptional }) => !isOptional);
  const connections = ports.map(({ name }) => {
    return { id: name, from: { blockId: "last", port: "output" }, to: { blockId: "block", port: name } };
  });
  return { ...document, connections: [...document.connections, ...connections] };
}

function isLinearBehindSoftmax(definition: (typeof blocks)[number], mode: BlockContext["mode"]): (boolean | undefined)[] {
  const signature = sketchSignature([{ kind: "numeric", role: "input", shape: [...definition.sampleShape] }]);
  const source = new TensorCollector(2);
  const walk = { document: behindSoftmax(definition), signature, builder: source.builder, mode, batchSize: 2, source };
  const lowered = lowerBlocks({ ...walk, sampleWeights: null, sampleCount: null, onlyUsed: false });
  expect(lowered.issues).toEqual([]);
  return definition.outputs.map(({ name }) => {
    const output = lowered.blocks.get("block")?.outputs[name];
    return output && lowered.getActivated(output).activation === "linear";
  });
}

describe("behind a Softmax", () => {
  const inner = blocks.filter(({ role }) => role === undefined);

  test.each(inner.map((block) => [block.kind, block] as const))("%s gives logits in both modes or in none", (_kind, block) => {
    const training = isLinearBehindSoftmax(block, "training");
    expect(training).not.toContain(undefined);
    expect(isLinearBehindSoftmax(block, "inference")).toEqual(training);
  });

  test.each(["gaussianNoise", "gaussianDropout", "alphaDropout", "imageAugmentation", "rescaling", "reduce"])(
    "%s gives no logits",
    (kind) => {
      const block = blocks.find((candidate) => candidate.kind === kind);
      expect(block && isLinearBehindSoftmax(block, "training")).toEqual([false]);
    },
  );
});
