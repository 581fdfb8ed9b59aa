/**
 * Puts kernels that do not depend on each other into one dispatch: the first workgroups run the first part, the next ones
 * the second. In a training step the many small kernels would otherwise cost more than the work in them: the gradients of
 * one layer's input, weights and bias make one dispatch.
 */
import type { ArrangedDraft } from "./arrange.ts";
import type { KernelPart, PlanLimits, PlanOptions } from "./plan.ts";

export interface Assembly {
  readonly drafts: readonly ArrangedDraft[];
  readonly parts: readonly KernelPart[];
  readonly workgroupSize: number;
  /** Arithmetic of all parts. */
  readonly flops: number;
  /** Workgroup memory of all parts. */
  readonly sharedBytes: number;
  readonly notes: readonly string[];
}

/** Virtual buffers by identity. */
export interface Touched {
  readonly reads: ReadonlySet<number>;
  readonly writes: ReadonlySet<number>;
}

/** More parts make shaders that take long to compile. */
const mostParts = 8;

/** `assemblies` are in a valid order; so is the result. */
export function mergeSideBySide(
  assemblies: readonly Assembly[],
  touchedBy: (draft: ArrangedDraft) => Touched,
  { limits, isSoftware }: Pick<PlanOptions, "limits" | "isSoftware">,
): Assembly[] {
  const touched = assemblies.map(({ drafts }) => unite(drafts.map(touchedBy)));
  const levels = findLevels(touched);
  const byLevel = new Map<number, number[]>();
  levels.forEach((level, place) => {
    const places = byLevel.get(level);
    if (places) places.push(place);
    else byLevel.set(level, [place]);
  });

  const merged: Assembly[] = [];
  for (const [, places] of [...byLevel].sort(([a], [b]) => a - b)) {
    const open: { assembly: Assembly; buffers: Touched }[] = [];
    for (const place of places) {
      const [assembly, buffers] = [assemblies[place]!, touched[place]!];
      const host = open.find(
        (candidate) =>
          fits(candidate, { assembly, buffers }, limits) && !(isSoftware && isWasteful(candidate.assembly, assembly)),
      );
      if (host === undefined) open.push({ assembly, buffers });
      else {
        host.assembly = join(host.assembly, assembly);
        host.buffers = unite([host.buffers, buffers]);
      }
    }
    merged.push(...open.map(({ assembly }) => assembly));
  }
  return merged;
}

/**
 * How many kernels must run before each. Writes to one buffer do not clash: every store has a range of its own. A buffer that
 * one writes and the other reads orders the two, whichever came first.
 */
function findLevels(touched: readonly Touched[]): number[] {
  const afterWriters = new Map<number, number>();
  const afterReaders = new Map<number, number>();
  const raise = (levels: Map<number, number>, buffer: number, level: number) =>
    levels.set(buffer, Math.max(levels.get(buffer) ?? 0, level));
  return touched.map(({ reads, writes }) => {
    let level = 0;
    for (const buffer of reads) level = Math.max(level, afterWriters.get(buffer) ?? 0);
    for (const buffer of writes) level = Math.max(level, afterReaders.get(buffer) ?? 0);
    for (const buffer of writes) raise(afterWriters, buffer, level + 1);
    for (const buffer of reads) raise(afterReaders, buffer, level + 1);
    return level;
  });
}

function fits(
  host: { assembly: Assembly; buffers: Touched },
  guest: { assembly: Assembly; buffers: Touched },
  limits: PlanLimits,
): boolean {
  if (host.assembly.workgroupSize !== guest.assembly.workgroupSize) return false;
  if (host.assembly.parts.length + guest.assembly.parts.length > mostParts) return false;
  if (host.assembly.sharedBytes + guest.assembly.sharedBytes > limits.maxComputeWorkgroupStorageSize) return false;
  const all = unite([host.buffers, guest.buffers]);
  return new Set([...all.reads, ...all.writes]).size <= limits.maxStorageBuffersPerShaderStage;
}

/** What a dispatch costs on a processor, in lines of code run by one workgroup. */
const dispatchCost = 4000;

/** Two kernels that compute as much as this each gain nothing by one dispatch: the gradients of a convolution took a fifth longer together. */
const longRun = 5e7;

/**
 * A processor runs the lines of all parts for every workgroup, also those that are not its own. A long part beside one with many
 * workgroups then costs more than a dispatch would.
 */
function isWasteful(host: Assembly, guest: Assembly): boolean {
  if (host.flops > longRun && guest.flops > longRun) return true;
  const countGroups = ({ parts }: Assembly) => parts.reduce((sum, { workgroups }) => sum + workgroups, 0);
  const countLines = ({ parts }: Assembly) => parts.reduce((sum, part) => sum + part.computes.length * countResults(part), 0);
  const waste = countGroups(host) * countLines(guest) + countGroups(guest) * countLines(host);
  const work = (host.flops + guest.flops) / (2 * host.workgroupSize);
  return waste > dispatchCost + work / 4;
}

/** Elements that a thread writes without a loop. */
function countResults({ schedule }: KernelPart): number {
  if (schedule.kind === "tiles") return schedule.threadRows * schedule.threadColumns;
  return schedule.kind === "elementwise" ? schedule.width : 1;
}

function join(host: Assembly, guest: Assembly): Assembly {
  return {
    drafts: [...host.drafts, ...guest.drafts],
    parts: [...host.parts, ...guest.parts],
    workgroupSize: host.workgroupSize,
    flops: host.flops + guest.flops,
    sharedBytes: host.sharedBytes + guest.sharedBytes,
    notes: [...host.notes, ...guest.notes],
  };
}

function unite(all: readonly Touched[]): Touched {
  return { reads: new Set(all.flatMap(({ reads }) => [...reads])), writes: new Set(all.flatMap(({ writes }) => [...writes])) };
}
