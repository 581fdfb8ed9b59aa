/** Keeps the latest checkpoint and the best one in a folder, under names that stay. */
import { join } from "node:path";
import { sha256Hex } from "@downhill/data";
import type { CheckpointStore } from "@downhill/trainer";
import { writeWhole } from "../files.ts";

const latestCheckpointName = "checkpoint.safetensors";
const bestCheckpointName = "best.safetensors";

export function createFolderCheckpoints(folder: string): CheckpointStore {
  return {
    async save({ bytes, isBest }) {
      await writeWhole(join(folder, latestCheckpointName), bytes);
      if (isBest) await writeWhole(join(folder, bestCheckpointName), bytes);
      return { blob: await sha256Hex(bytes) };
    },
  };
}
