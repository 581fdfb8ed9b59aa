/**
 * Lets activations share memory: each gets a slot for the kernels between its first write and its last read.
 *
 * WebGPU forbids one buffer as both input and output of a dispatch, so a slot never serves two values of one kernel.
 * `checkMemoryPlan` derives everything again by another route and throws on a clash.
 */

export interface BufferUse {
  /** Virtual buffers by kernel, in order of execution. */
  readonly reads: readonly ReadonlySet<number>[];
  readonly writes: readonly ReadonlySet<number>[];
}

export interface SharableBuffer {
  readonly id: number;
  readonly elements: number;
}

export interface Slot {
  readonly elements: number;
  /** Virtual buffers that live here, one after another. */
  readonly tenants: readonly number[];
}

interface OpenSlot {
  elements: number;
  readonly tenants: number[];
  /** Kernel after which the slot is free again. */
  freeAfter: number;
}

/** Greedy best fit in order of first use: the free slot that wastes least, else the largest free one grown, else a new one. */
export function planSlots(sharable: readonly SharableBuffer[], use: BufferUse): Slot[] {
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const touch = (kernel: number, buffer: number): void => {
    if (!first.has(buffer)) first.set(buffer, kernel);
    last.set(buffer, kernel);
  };
  use.writes.forEach((written, kernel) => {
    for (const buffer of use.reads[kernel]!) touch(kernel, buffer);
    for (const buffer of written) touch(kernel, buffer);
  });

  const slots: OpenSlot[] = [];
  const inOrder = sharable
    .filter(({ id }) => first.has(id))
    .sort((a, b) => first.get(a.id)! - first.get(b.id)! || b.elements - a.elements || a.id - b.id);
  for (const { id, elements } of inOrder) {
    const start = first.get(id)!;
    let best: OpenSlot | undefined;
    for (const slot of slots) {
      if (slot.freeAfter >= start) continue;
      if (best === undefined || isBetterFit(slot.elements, best.elements, elements)) best = slot;
    }
    if (best === undefined) {
      best = { elements, tenants: [], freeAfter: -1 };
      slots.push(best);
    }
    best.elements = Math.max(best.elements, elements);
    best.tenants.push(id);
    best.freeAfter = last.get(id)!;
  }
  return slots.map(({ elements, tenants }) => ({ elements, tenants }));
}

function isBetterFit(candidate: number, current: number, wanted: number): boolean {
  if (candidate >= wanted) return current < wanted || candidate < current;
  return current < wanted && candidate > current;
}

/** Throws if two tenants of a slot are alive in the same kernel, or a slot is too small. */
export function checkMemoryPlan(slots: readonly Slot[], sharable: readonly SharableBuffer[], use: BufferUse): void {
  const sizes = new Map(sharable.map(({ id, elements }) => [id, elements]));
  for (const slot of slots) {
    for (const tenant of slot.tenants) {
      if ((sizes.get(tenant) ?? Number.POSITIVE_INFINITY) > slot.elements) {
        throw new Error(`Memory plan: value buffer ${tenant} does not fit its slot of ${slot.elements} elements.`);
      }
    }
    // Replays the step: whoever wrote the slot last owns it; a reader must be the owner, and no kernel may touch it twice.
    let owner: number | undefined;
    const gone = new Set<number>();
    for (let kernel = 0; kernel < use.writes.length; kernel++) {
      const reading = slot.tenants.filter((tenant) => use.reads[kernel]!.has(tenant));
      const writing = slot.tenants.filter((tenant) => use.writes[kernel]!.has(tenant));
      for (const tenant of reading) {
        if (tenant !== owner)
          throw new Error(`Memory plan: kernel ${kernel} reads value buffer ${tenant} after it was overwritten.`);
      }
      if (new Set([...reading, ...writing]).size > 1) {
        throw new Error(
          `Memory plan: kernel ${kernel} uses value buffers ${[...reading, ...writing].join(" and ")} in one slot.`,
        );
      }
      const writer = writing[0];
      if (writer === undefined || writer === owner) continue;
      if (gone.has(writer))
        throw new Error(`Memory plan: value buffer ${writer} comes back in kernel ${kernel} after it was overwritten.`);
      if (owner !== undefined) gone.add(owner);
      owner = writer;
    }
  }
  const placed = slots.flatMap((slot) => slot.tenants);
  if (new Set(placed).size !== placed.length) throw new Error("Memory plan: a value buffer stands in two slots.");
  for (const { id } of sharable) {
    const isUsed = use.writes.some((written) => written.has(id));
    if (isUsed && !placed.includes(id)) throw new Error(`Memory plan: value buffer ${id} has no slot.`);
  }
}
