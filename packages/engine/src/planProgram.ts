/**
 * From a program to a plan: prepare, draft kernels, arrange places and order, share memory, choose schedules, count costs.
 * Pure: the same program, limits and options give the same plan.
 */
import { countFlops, type Program, type ValueId } from "@downhill/ir";
import { type ArrangedDraft, type Arrangement, arrange } from "./arrange.ts";
import { checkBufferSizes, countMemory } from "./countMemory.ts";
import { EngineError } from "./device.ts";
import { draftEveryNode, findReads } from "./drafts.ts";
import { fuse } from "./fuse.ts";
import { limitHomes } from "./limitHomes.ts";
import { checkMemoryPlan, planSlots } from "./memoryPlan.ts";
import { type Assembly, mergeSideBySide, type Touched } from "./mergeSideBySide.ts";
import type { KernelPart, Placement, Plan, PlanBinding, PlanBuffer, PlanKernel, PlanOptions, Store } from "./plan.ts";
import { isInlineLeaf, prepareProgram } from "./prepareProgram.ts";
import { chooseSchedule } from "./schedule.ts";
import { splitLongSums } from "./splitLongSums.ts";
import { splitScatters } from "./splitScatters.ts";
import { countElements } from "./views.ts";

/** Tenants of a slot that its name tells. */
const mostNames = 4;

export function planProgram(source: Program, options: PlanOptions): Plan {
  const program = limitHomes(
    prepareProgram(options.fusion ? splitLongSums(splitScatters(source), options) : source),
    options.limits,
  );
  const drafts = options.fusion ? fuse(program, options) : draftEveryNode(program);
  const arrangement = arrange(program, drafts);
  const series = program.series.map(({ name }) => name);
  const seriesBuffer = arrangement.buffers.length;

  const single = arrangement.drafts.map((arranged): Assembly => {
    const { draft, stores } = arranged;
    const { schedule, workgroups, workgroupSize, note } = chooseSchedule(program, draft, stores, options);
    const part: KernelPart = { computes: [...draft.computes].sort((a, b) => a - b), stores, schedule, workgroups };
    return {
      drafts: [arranged],
      parts: [part],
      workgroupSize,
      flops: part.computes.reduce((sum, value) => sum + countFlops(program, program.nodes[value]!), 0),
      sharedBytes: countSharedBytes(part, workgroupSize),
      notes: note === undefined ? draft.notes : [...draft.notes, note],
    };
  });
  const touched = (arranged: ArrangedDraft) => findTouched(program, arrangement, arranged, seriesBuffer);
  const assemblies = options.fusion ? mergeSideBySide(single, touched, options) : single;

  // Memory: activations share slots, everything else stands alone.
  const reads = assemblies.map((assembly) => unite(assembly.drafts.map((arranged) => touched(arranged).reads)));
  const writes = assemblies.map((assembly) => unite(assembly.drafts.map((arranged) => touched(arranged).writes)));
  const sharable = arrangement.buffers.filter(({ category, hasGaps }) => category === "activation" && !hasGaps);
  const use = { reads, writes };
  const slots = planSlots(sharable, use);
  checkMemoryPlan(slots, sharable, use);
  const { buffers, finalIds } = nameBuffers(arrangement, slots, seriesBuffer, series.length * options.maxStepsPerSubmit);
  checkBufferSizes(buffers, options.limits);

  const move = (placement: Placement): Placement => ({ ...placement, buffer: finalIds.get(placement.buffer)! });
  const placements: Record<ValueId, Placement> = {};
  for (const [value, placement] of arrangement.placements) {
    if (finalIds.has(placement.buffer)) placements[value] = move(placement);
  }
  const moveStore = (store: Store): Store => (store.kind === "memory" ? { ...store, placement: move(store.placement) } : store);

  const kernels = assemblies.map((assembly, id): PlanKernel => {
    const parts = assembly.parts.map((part) => ({ ...part, stores: part.stores.map(moveStore) }));
    const bindings = findBindings(reads[id]!, writes[id]!, arrangement, finalIds, seriesBuffer);
    const total = parts.reduce((sum, part) => sum + part.workgroups, 0);
    const computes = parts.flatMap((part) => part.computes);
    const origins = findOrigins(program, parts);
    if (bindings.length > options.limits.maxStorageBuffersPerShaderStage) {
      throw new EngineError(
        "limit-exceeded",
        `A kernel${origins[0] === undefined ? "" : ` of "${origins[0]}"`} needs ${bindings.length} buffers, but this device binds ${options.limits.maxStorageBuffersPerShaderStage} at a time.`,
        { origin: origins[0] },
      );
    }
    return {
      id,
      name: nameKernel(program, parts),
      origins,
      parts,
      workgroupSize: assembly.workgroupSize,
      workgroups: splitGrid(total, options),
      bindings,
      usesScalars: usesScalars(program, parts),
      flops: computes.reduce((sum, value) => sum + countFlops(program, program.nodes[value]!), 0),
      trafficBytes: countTraffic(program, assembly.drafts),
      notes: assembly.notes,
    };
  });

  return {
    program,
    kernels,
    buffers,
    placements,
    scalars: Object.entries(program.scalars).map(([name, dtype]) => ({ name, dtype })),
    series,
    outputs: arrangement.outputs.map((output) => ({ ...output, placement: move(output.placement) })),
    maxStepsPerSubmit: options.maxStepsPerSubmit,
    memory: countMemory(source, buffers, options.maxStepsPerSubmit),
    flopsPerStep: kernels.reduce((sum, kernel) => sum + kernel.flops, 0),
  };
}

function findTouched(
  program: Program,
  { placements }: Arrangement,
  { draft, stores }: ArrangedDraft,
  seriesBuffer: number,
): Touched {
  const reads = new Set<number>();
  for (const value of findReads(program, draft.computes)) reads.add(placements.get(value)!.buffer);
  const writes = new Set<number>();
  for (const store of stores) {
    writes.add(store.kind === "series" ? seriesBuffer : store.placement.buffer);
    if (!draft.computes.has(store.value)) reads.add(placements.get(store.value)!.buffer);
  }
  return { reads, writes };
}

/** Workgroup memory: a cooperative row needs one word per thread and element type, a staged tile its slices of the operands. */
function countSharedBytes({ schedule }: KernelPart, workgroupSize: number): number {
  if (schedule.kind === "staged") return (schedule.tileRows + schedule.tileColumns) * schedule.tileDepth * 4;
  return schedule.kind === "rows" && schedule.cooperative ? workgroupSize * 4 * 3 : 0;
}

function unite(sets: readonly ReadonlySet<number>[]): Set<number> {
  return new Set(sets.flatMap((set) => [...set]));
}

function nameBuffers(
  arrangement: Arrangement,
  slots: readonly { readonly elements: number; readonly tenants: readonly number[] }[],
  seriesBuffer: number,
  seriesElements: number,
): { buffers: PlanBuffer[]; finalIds: Map<number, number> } {
  const buffers: PlanBuffer[] = [];
  const finalIds = new Map<number, number>();
  const add = (category: PlanBuffer["category"], name: string, elements: number): number => {
    buffers.push({ id: buffers.length, category, name, sizeBytes: elements * 4 });
    return buffers.length - 1;
  };
  const inSlots = new Set(slots.flatMap((slot) => slot.tenants));
  for (const buffer of arrangement.buffers) {
    if (inSlots.has(buffer.id)) continue;
    if (buffer.category === "activation" && !buffer.hasGaps) continue;
    finalIds.set(buffer.id, add(buffer.category, buffer.name, buffer.elements));
  }
  for (const slot of slots) {
    const id = add("activation", nameSlot(slot.tenants.map((tenant) => arrangement.buffers[tenant]!)), slot.elements);
    for (const tenant of slot.tenants) finalIds.set(tenant, id);
  }
  if (seriesElements > 0) finalIds.set(seriesBuffer, add("series", "series", seriesElements));
  return { buffers, finalIds };
}

/** Who lives there, the largest first. */
function nameSlot(tenants: readonly { readonly name: string; readonly elements: number }[]): string {
  const names = [...tenants].sort((a, b) => b.elements - a.elements).map(({ name }) => name);
  return names.length <= mostNames
    ? names.join(", ")
    : `${names.slice(0, mostNames).join(", ")} and ${names.length - mostNames} more`;
}

function findBindings(
  reads: ReadonlySet<number>,
  writes: ReadonlySet<number>,
  arrangement: Arrangement,
  finalIds: ReadonlyMap<number, number>,
  seriesBuffer: number,
): PlanBinding[] {
  const bindings = new Map<number, PlanBinding>();
  for (const virtual of [...reads, ...writes]) {
    const buffer = finalIds.get(virtual)!;
    const access = writes.has(virtual) ? "read_write" : "read";
    const dtype = virtual === seriesBuffer ? "f32" : arrangement.buffers[virtual]!.dtype;
    bindings.set(buffer, { buffer, access, dtype: dtype === "bool" ? "u32" : dtype });
  }
  return [...bindings.values()];
}

function usesScalars(program: Program, parts: readonly KernelPart[]): boolean {
  return parts.some(
    (part) =>
      part.stores.some((store) => store.kind === "series") ||
      part.computes.some((value) =>
        program.nodes[value]!.inputs.some((input) => program.nodes[input]!.operation.op === "scalar"),
      ),
  );
}

function findOrigins(program: Program, parts: readonly KernelPart[]): string[] {
  const origins = new Set<string>();
  for (const part of parts) {
    for (const value of [...part.stores.map((store) => store.value), ...part.computes]) {
      const { origin } = program.nodes[value]!;
      if (origin !== undefined) origins.add(origin);
    }
  }
  return [...origins];
}

function nameKernel(program: Program, parts: readonly KernelPart[]): string {
  const names = parts.map((part) => {
    const operations = part.computes.map((value) => {
      const { operation } = program.nodes[value]!;
      return "operator" in operation ? operation.operator : operation.op;
    });
    const isMovement = (name: string) => ["reshape", "permute", "expand", "slice", "flip"].includes(name);
    const telling = operations.filter((name) => !isMovement(name));
    const shown = telling.length > 0 ? telling : operations;
    return shown.length === 0 ? "copy" : `${shown.slice(0, 4).join("+")}${shown.length > 4 ? "+…" : ""}`;
  });
  return names.join(" | ");
}

/** One row of workgroups while it fits, else several rows of equal length. */
function splitGrid(total: number, { limits }: PlanOptions): [number, number] {
  const most = limits.maxComputeWorkgroupsPerDimension;
  if (total <= most) return [total, 1];
  const rows = Math.ceil(total / most);
  if (rows > most) {
    throw new EngineError("limit-exceeded", `A kernel needs ${total} workgroups, but this device allows ${most} × ${most}.`);
  }
  return [Math.ceil(total / rows), rows];
}

function countTraffic(program: Program, drafts: readonly ArrangedDraft[]): number {
  let bytes = 0;
  for (const { draft, stores } of drafts) {
    for (const value of findReads(program, draft.computes)) {
      if (!isInlineLeaf(program.nodes[value]!)) bytes += 4 * countReadElements(program, draft.computes, value);
    }
    for (const store of stores) bytes += 4 * countElements(program.nodes[store.value]!.type.shape);
  }
  return bytes;
}

/** Of a value of which only slices or rows are wanted, no more than those. */
function countReadElements(program: Program, computes: ReadonlySet<ValueId>, value: ValueId): number {
  const all = countElements(program.nodes[value]!.type.shape);
  let read = 0;
  for (const computed of computes) {
    const { operation, inputs, type } = program.nodes[computed]!;
    if (!inputs.includes(value)) continue;
    const isPart = operation.op === "slice" || (operation.op === "gather" && inputs[0] === value);
    read += isPart ? countElements(type.shape) : all;
  }
  return Math.min(read, all);
}
