/** A plan in the user's words, as plain data: what `downhill explain --json` prints and the table is drawn from. */
import { type BufferCategory, describeBoundaries, type Plan, type PlanBuffer } from "@downhill/engine";
import type { ModelDocument } from "@downhill/model";

export interface ExplainedKernel {
  /** From 1, in the order of the step. */
  readonly place: number;
  /** The operations it computes. */
  readonly name: string;
  /** Names of blocks; stages such as "loss" and "optimizer" by their own names. */
  readonly serves: readonly string[];
  readonly workgroups: number;
  readonly workgroupSize: number;
  readonly operations: number;
  /** Read and written once each. */
  readonly bytes: number;
  /** Why it holds no more. */
  readonly boundaries: readonly string[];
  /** What the planner noted: how its work is laid out, and which merges it refused. */
  readonly notes: readonly string[];
}

export interface ExplainedMemory {
  readonly category: string;
  readonly bytes: number;
  readonly buffers: readonly { readonly name: string; readonly bytes: number }[];
}

export interface ExplainedPlan {
  readonly batchSize: number;
  readonly isFused: boolean;
  readonly dispatchesPerStep: number;
  readonly operationsPerStep: number;
  readonly bytesPerStep: number;
  readonly kernels: readonly ExplainedKernel[];
  readonly memory: readonly ExplainedMemory[];
  readonly totalBytes: number;
  readonly largestBufferBytes: number;
}

interface ExplainPlanRequest {
  readonly plan: Plan;
  readonly document: ModelDocument;
  readonly batchSize: number;
  readonly isFused: boolean;
}

export function explainPlan({ plan, document, batchSize, isFused }: ExplainPlanRequest): ExplainedPlan {
  const blockNames = new Map(document.blocks.map(({ id, name }) => [id, name]));
  const nameOrigin = (origin: string) => blockNames.get(origin) ?? origin;
  const boundaries = describeBoundaries(plan);
  const kernels = plan.kernels.map((kernel): ExplainedKernel => {
    const [x, y] = kernel.workgroups;
    return {
      place: kernel.id + 1,
      name: kernel.name,
      serves: kernel.origins.map(nameOrigin),
      workgroups: x * y,
      workgroupSize: kernel.workgroupSize,
      operations: kernel.flops,
      bytes: kernel.trafficBytes,
      boundaries: boundaries[kernel.id] ?? [],
      notes: kernel.notes,
    };
  });
  return {
    batchSize,
    isFused,
    dispatchesPerStep: kernels.length,
    operationsPerStep: plan.flopsPerStep,
    bytesPerStep: kernels.reduce((sum, { bytes }) => sum + bytes, 0),
    kernels,
    memory: explainMemory(plan),
    totalBytes: plan.memory.totalBytes,
    largestBufferBytes: plan.memory.largestBufferBytes,
  };
}

const categoryNames: Readonly<Record<Exclude<BufferCategory, "state">, string>> = {
  data: "dataset on the device",
  input: "inputs",
  activation: "activations and gradients",
  output: "outputs",
  series: "loss and metrics of the steps in flight",
};

function nameCategory({ category, name }: PlanBuffer): string {
  if (category !== "state") return categoryNames[category];
  if (name === "parameters" || name === "frozen") return "weights";
  return name.startsWith("optimizer/") ? "optimizer state" : "statistics and other states";
}

/** Largest category first. What the buffers leave of the total serves the traffic with the host. */
function explainMemory({ buffers, memory }: Plan): ExplainedMemory[] {
  const categories = new Map<string, ExplainedMemory["buffers"]>();
  for (const buffer of buffers) {
    const category = nameCategory(buffer);
    categories.set(category, [...(categories.get(category) ?? []), { name: buffer.name, bytes: buffer.sizeBytes }]);
  }
  const explained = [...categories].map(([category, list]) => ({
    category,
    bytes: list.reduce((sum, { bytes }) => sum + bytes, 0),
    buffers: list,
  }));
  const rest = memory.totalBytes - explained.reduce((sum, { bytes }) => sum + bytes, 0);
  if (rest > 0) explained.push({ category: "uploads, read-backs and rounding", bytes: rest, buffers: [] });
  return explained.sort((a, b) => b.bytes - a.bytes);
}
