/** Tensors that no cut of the batch makes smaller, refused before any is made: the dataset's samples and the model's states. */
import { countTensorBytes, type DeviceInfo, formatBytes } from "@downhill/engine";
import type { TensorType } from "@downhill/ir";
import type { ModelLayout } from "@downhill/model";

export interface SamplesToPlace {
  readonly subset: string;
  readonly feature: string;
  readonly type: TensorType;
}

/** Throws an Error in the user's words. */
export function refuseOversizedSamples(info: DeviceInfo, { subset, feature, type }: SamplesToPlace): void {
  const excess = findExcess(info, type);
  if (!excess) return;
  throw new Error(
    `The ${subset} samples of "${feature}" need ${excess.needed} in one piece, but this device allows ${excess.allowed}. Use fewer samples or smaller features, or train on another device.`,
  );
}

/** Throws an Error that names the block with the largest part by its id. */
export function refuseOversizedState(info: DeviceInfo, layout: ModelLayout, name: string): void {
  const type = layout.states[name];
  const excess = type && findExcess(info, type);
  if (!excess) return;
  const arena = name.includes("/") ? "parameters" : name;
  const inside = layout.tensors.filter((tensor) => tensor.arena === arena);
  const largest = inside.reduce((most, tensor) => (tensor.size > most.size ? tensor : most), inside[0]!);
  throw new Error(
    `${describeState(name)} need ${excess.needed} in one piece, the most for "${largest.blockId}" (${largest.name}, ${formatBytes(largest.size * 4)}), but this device allows ${excess.allowed}. Use smaller layers, or train on another device.`,
  );
}

function findExcess({ limits }: DeviceInfo, type: TensorType): { readonly needed: string; readonly allowed: string } | null {
  if (!limits) return null;
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  const needed = countTensorBytes(type);
  return needed > most ? { needed: formatBytes(needed), allowed: formatBytes(most) } : null;
}

function describeState(name: string): string {
  if (name === "parameters") return "The weights";
  if (name === "frozen") return "The frozen weights";
  if (name === "statistics") return "The running statistics";
  return `The optimizer's numbers "${name.slice(name.indexOf("/") + 1)}"`;
}
