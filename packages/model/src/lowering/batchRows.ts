/** Which rows of a subset make up the batch of a step, on the device. */
import type { ProgramBuilder, Value } from "@downhill/ir";
import type { FeatureSignature } from "../datasetSignature.ts";
import type { LoweringSettings, SubsetName } from "./loweredModel.ts";
import { encodeTarget, type TargetSignature } from "./targetSignature.ts";

export interface BatchRequest {
  readonly builder: ProgramBuilder;
  readonly subset: SubsetName;
  readonly sampleCount: number;
  readonly batchSize: number;
  readonly order: "permuted" | "sequential" | NonNullable<LoweringSettings["batchOrder"]>;
}

export interface Batch {
  /** f32 `[batch]`, 1 where a row counts; null when every batch is full. */
  readonly sampleWeights: Value | null;
  readonly sampleCount: Value | null;
  /** The rows of the feature, `[batch, ...shape]`. */
  load(signature: TargetSignature): Value;
  /** The subset's first row, `[1, ...shape]`. */
  loadAnchor(signature: TargetSignature): Value;
}

/**
 * Position in the epoch is batchStart + place in the batch; the row is its image under the epoch's permutation. Positions
 * beyond the last sample (in an incomplete last batch) read some row or other and weigh 0.
 */
export function openBatch({ builder, subset, sampleCount, batchSize, order }: BatchRequest): Batch {
  const { rows, position } = builder.withOrigin("batch", () => {
    const start = builder.scalar("batchStart", "u32");
    const place = builder.add(builder.iota({ dtype: "u32", shape: [batchSize] }, 0), start);
    if (order === "permuted") {
      return { rows: builder.permuteIndex(place, builder.scalar("epochKey", "u32"), sampleCount), position: place };
    }
    if (order === "sequential") return { rows: place, position: place };
    const list = builder.data("batchOrder", { dtype: "i32", shape: [order.steps * batchSize] });
    return { rows: builder.gather(list, place), position: place };
  });
  const isAlwaysFull = typeof order === "object" || sampleCount % batchSize === 0;
  const table = ({ name, shape }: FeatureSignature) =>
    builder.data(`${subset}/${name}`, { dtype: "f32", shape: [sampleCount, ...shape] });
  const loaded = new Map<string, Value>();
  return {
    sampleWeights: isAlwaysFull
      ? null
      : builder.withOrigin("batch", () => builder.cast(builder.lt(position, builder.constant(sampleCount, "u32")), "f32")),
    sampleCount: isAlwaysFull ? null : builder.scalar("batchCount", "f32"),
    load(signature) {
      const { stored } = signature;
      const key = stored ? `${signature.name} as a target` : signature.name;
      const known = loaded.get(key);
      if (known) return known;
      const value = builder.withOrigin("batch", () =>
        encodeTarget(builder, signature, builder.gather(table(stored ?? signature), rows)),
      );
      loaded.set(key, value);
      return value;
    },
    loadAnchor(signature) {
      const { shape } = signature.stored ?? signature;
      const starts = [0, ...shape.map(() => 0)];
      return builder.withOrigin("batch", () =>
        encodeTarget(builder, signature, builder.slice(table(signature.stored ?? signature), starts, [1, ...shape])),
      );
    },
  };
}
