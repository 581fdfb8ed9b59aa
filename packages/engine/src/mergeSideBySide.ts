/**
 * Puts kernels that do not depend on each other into one dispatch: the first workgroups run the first part, the next ones
 * the second. In a training step the many small kernels would otherwise cost more than the work in them: the gradients of
 * one layer's input, weights and bias make one dispatch.
 */
import type { ArrangedDraft } from "./arrange.ts";
import type { KernelPart, PlanLimits } from "./plan.ts";

export interface Assembly {
  readonly drafts: readonly ArrangedDraft[];
  readonly parts: readonly KernelPart[];
  readonly workgroupSize: number;
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
  limits: PlanLimits,
): Assembly[] {
  const touched = assemblies.map(({ drafts }) => unite(drafts.map(touchedBy)));
  const levels: number[] = [];
  assemblies.forEach((_, later) => {
    let level = 0;
    for (let earlier = 0; earlier < later; earlier++) {
      if (mustPrecede(touched[earlier]!, touched[later]!)) level = Math.max(level, levels[earlier]! + 1);
    }
    levels.push(level);
  });

  const merged: Assembly[] = [];
  const levelCount = Math.max(-1, ...levels) + 1;
  for (let level = 0; level < levelCount; level++) {
    const open: { assembly: Assembly; buffers: Touched }[] = [];
    assemblies.forEach((assembly, place) => {
      if (levels[place] !== level) return;
      const buffers = touched[place]!;
      const host = open.find((candidate) => fits(candidate, { assembly, buffers }, limits));
      if (host === undefined) open.push({ assembly, buffers });
      else {
        host.assembly = join(host.assembly, assembly);
        host.buffers = unite([host.buffers, buffers]);
      }
    });
    merged.push(...open.map(({ assembly }) => assembly));
  }
  return merged;
}

/**
 * Writes to one buffer do not clash: every store has a range of its own. A buffer that one writes and the other reads orders
 * the two, whichever came first.
 */
function mustPrecede(earlier: Touched, later: Touched): boolean {
  return intersects(earlier.writes, later.reads) || intersects(earlier.reads, later.writes);
}

function intersects(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  for (const value of a) if (b.has(value)) return true;
  return false;
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

function join(host: Assembly, guest: Assembly): Assembly {
  return {
    drafts: [...host.drafts, ...guest.drafts],
    parts: [...host.parts, ...guest.parts],
    workgroupSize: host.workgroupSize,
    sharedBytes: host.sharedBytes + guest.sharedBytes,
    notes: [...host.notes, ...guest.notes],
  };
}

function unite(all: readonly Touched[]): Touched {
  return { reads: new Set(all.flatMap(({ reads }) => [...reads])), writes: new Set(all.flatMap(({ writes }) => [...writes])) };
}
