/** Short hands for tests: a document from lines of words, and signatures. */
import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";
import { createDocument } from "../document/createDocument.ts";
import { addBlock } from "../document/edits/addBlock.ts";
import { connectionId } from "../document/ids.ts";
import type { ModelDocument } from "../document/modelDocument.ts";

export interface SketchedBlock {
  readonly id: string;
  readonly kind: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Ids of the blocks that feed it. */
  readonly from?: readonly string[];
}

/** Joins whatever it is told to, also what the canvas would refuse. */
export function sketchModel(blocks: readonly SketchedBlock[]): ModelDocument {
  let document = createDocument();
  for (const { id, kind, parameters = {} } of blocks) {
    document = addBlock(document, { id, kind, parameters, name: id, position: { x: 0, y: 0 } }).document;
  }
  const connections = blocks.flatMap(({ id, kind, from = [] }) =>
    from.map((source) => {
      const ends = {
        from: { blockId: source, port: "output" },
        to: { blockId: id, port: kind === "add" || kind === "concatenate" ? "inputs" : "input" },
      };
      return { id: connectionId(ends.from, ends.to), ...ends };
    }),
  );
  return { ...document, connections };
}

/** Input → blocks → Target, in a chain; ids are the kinds with a number. */
export function sketchChain(blocks: readonly Omit<SketchedBlock, "from" | "id">[]): ModelDocument {
  const all = [{ kind: "input" }, ...blocks, { kind: "target" }].map((block, place) => ({
    ...block,
    id: `${block.kind}${place}`,
  }));
  return sketchModel(all.map((block, place) => ({ ...block, from: place === 0 ? [] : [all[place - 1]?.id ?? ""] })));
}

export function sketchSignature(
  features: readonly Pick<FeatureSignature, "kind" | "role" | "shape">[],
  samples: DatasetSignature["samples"] = { training: 120, validation: 15, test: 15 },
): DatasetSignature {
  const counts = { input: 0, target: 0, weight: 0 };
  return {
    features: features.map((feature) => {
      counts[feature.role]++;
      const stem = { input: "x", target: "y", weight: "w" }[feature.role];
      return { ...feature, name: counts[feature.role] === 1 ? stem : `${stem}${counts[feature.role]}` };
    }),
    samples,
  };
}

export const iris = sketchSignature([
  { kind: "numeric", role: "input", shape: [4] },
  { kind: "categorical", role: "target", shape: [3] },
]);

export const digits = sketchSignature([
  { kind: "image", role: "input", shape: [28, 28, 1] },
  { kind: "categorical", role: "target", shape: [10] },
]);

export const prices = sketchSignature([
  { kind: "numeric", role: "input", shape: [13] },
  { kind: "numeric", role: "target", shape: [1] },
]);
