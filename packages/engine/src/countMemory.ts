/** What a plan takes on the device, and the refusal of a buffer that is larger than the device allows. */
import type { Program } from "@downhill/ir";
import { countRowStrideBytes, countTensorBytes, padToVectors, stagingCount } from "./allocation.ts";
import { EngineError } from "./device.ts";
import { formatBytes } from "./formatBytes.ts";
import type { BufferCategory, PlanBuffer, PlanLimits, PlanMemory } from "./plan.ts";

/** `source` is the program before planning: all it declares is bound, also what no kernel reads. */
export function countMemory(source: Program, buffers: readonly PlanBuffer[], maxStepsPerSubmit: number): PlanMemory {
  const sum = (category: BufferCategory) =>
    buffers.reduce((total, buffer) => total + (buffer.category === category ? padToVectors(buffer.sizeBytes) : 0), 0);
  const sumTensors = (types: Program["states"]) =>
    Object.values(types).reduce((total, type) => total + countTensorBytes(type), 0);
  const bound = [...Object.entries(source.states), ...Object.entries(source.data)].map(([name, type]) => ({
    name,
    sizeBytes: countTensorBytes(type),
  }));
  const all = [...bound, ...buffers.map(({ name, sizeBytes }) => ({ name, sizeBytes: padToVectors(sizeBytes) }))];
  const largest = all.reduce((most, buffer) => (buffer.sizeBytes > most.sizeBytes ? buffer : most), { name: "", sizeBytes: 0 });
  const ringBytes = source.series.length * maxStepsPerSubmit * 4;
  const parts = {
    stateBytes: sumTensors(source.states),
    dataBytes: sumTensors(source.data),
    inputBytes: sum("input"),
    activationBytes: sum("activation"),
    outputBytes: sum("output"),
    seriesBytes: sum("series"),
    stagingBytes: countRowStrideBytes(Object.keys(source.scalars).length) * maxStepsPerSubmit + stagingCount * ringBytes,
  };
  return {
    ...parts,
    totalBytes: Object.values(parts).reduce((total, bytes) => total + bytes, 0),
    largestBufferBytes: largest.sizeBytes,
    largestBufferName: largest.name,
  };
}

const advice: Readonly<Record<BufferCategory, string>> = {
  state: "Smaller layers help.",
  data: "Fewer samples or smaller features help.",
  input: "Fewer rows at a time help.",
  output: "Fewer rows at a time help.",
  activation: "A smaller batch or smaller layers help.",
  series: "Fewer steps per submit help.",
};

/** Throws EngineError "limit-exceeded" that names what is too large, by how much, and what helps. */
export function checkBufferSizes(buffers: readonly PlanBuffer[], limits: PlanLimits): void {
  const most = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  for (const { category, name, sizeBytes } of buffers) {
    if (sizeBytes <= most) continue;
    throw new EngineError(
      "limit-exceeded",
      `"${name}" needs ${formatBytes(sizeBytes)} in one piece, but this device allows ${formatBytes(most)}. ${advice[category]}`,
      { origin: name.includes(": ") ? name.slice(0, name.indexOf(": ")) : undefined },
    );
  }
}
