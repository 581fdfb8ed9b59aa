import { ProgramBuilder, type Value } from "@downhill/ir";
import type { FeatureSignature } from "../datasetSignature.ts";
import { ArenaSource } from "./arenaSource.ts";
import type { ModelLayout } from "./layout.ts";
import { lowerBlocks } from "./lowerBlocks.ts";
import type { LoweredPrediction, LoweringRequest } from "./loweredModel.ts";
import { predict } from "./measureTargets.ts";

/** Rows of features to predictions. The model must check. */
export function lowerPrediction(request: LoweringRequest, layout: ModelLayout): LoweredPrediction {
  const { document, options, signature, settings } = request;
  const batchSize = settings?.predictionBatchSize ?? 1;
  const builder = new ProgramBuilder();
  const features = new Map<string, FeatureSignature>();
  const load = (feature: FeatureSignature): Value => {
    features.set(feature.name, feature);
    return builder.input(`feature/${feature.name}`, { dtype: "f32", shape: [batchSize, ...feature.shape] });
  };
  const source = new ArenaSource(builder, layout, load, "averaged");
  const walk = { document, signature, builder, mode: "inference", batchSize, source, onlyUsed: true } as const;
  const { targets } = lowerBlocks({ ...walk, sampleWeights: null, sampleCount: null });
  const outputs = Object.fromEntries(
    targets.map((target) => [`prediction/${target.block.id}`, predict(builder, options, target)] as const),
  );
  return {
    program: builder.finish({ outputs }),
    batchSize,
    inputs: [...features.values()].map(({ name, shape }) => ({ feature: name, inputName: `feature/${name}`, shape })),
    targets: targets.map(({ block, feature }) => ({
      blockId: block.id,
      name: block.name,
      feature,
      outputName: `prediction/${block.id}`,
      shape: feature.shape,
    })),
  };
}
