/**
 * Buffers that a kernel reads and writes four neighbouring elements at a time. A kernel's code is written twice: first with
 * single elements, noting what each buffer would allow; then with `vec4` for those where it pays.
 */
import { type Index, indexKey } from "../../views.ts";

interface Quad {
  /** Number of the group of four. */
  readonly base: Index;
  /** 0..3 */
  readonly place: number;
}

/** The group of four that an index certainly falls in, if its form tells. */
export function splitQuad(index: Index): Quad | undefined {
  if (index.terms.some(({ factor }) => factor % 4 !== 0)) return undefined;
  const place = ((index.constant % 4) + 4) % 4;
  return {
    base: {
      constant: (index.constant - place) / 4,
      terms: index.terms.map(({ atom, factor }) => ({ atom, factor: factor / 4 })),
    },
    place,
  };
}

interface Usage {
  alignedLoads: number;
  readonly groups: Set<string>;
  otherLoads: number;
  fullStores: number;
  otherStores: number;
}

export class QuadRecord {
  readonly #usage = new Map<number, Usage>();

  noteLoad(buffer: number, index: Index, label: string): void {
    const usage = this.#of(buffer);
    const quad = splitQuad(index);
    if (quad === undefined) {
      usage.otherLoads++;
      return;
    }
    usage.alignedLoads++;
    usage.groups.add(`${label} ${indexKey(quad.base)}`);
  }

  noteStore(buffer: number, isFull: boolean): void {
    const usage = this.#of(buffer);
    if (isFull) usage.fullStores++;
    else usage.otherStores++;
  }

  /**
   * A single element stored in a vec4 may rewrite its neighbours, so all stores must be of four. Loads must mostly share; a few of
   * single elements (a sum beside a contraction over the same values) are no hindrance.
   */
  choose(): Set<number> {
    const chosen = new Set<number>();
    for (const [buffer, { alignedLoads, groups, otherLoads, fullStores, otherStores }] of this.#usage) {
      if (otherStores > 0 || otherLoads * 4 > alignedLoads) continue;
      if (alignedLoads >= 2 * groups.size && alignedLoads + fullStores > 0) chosen.add(buffer);
    }
    return chosen;
  }

  #of(buffer: number): Usage {
    let usage = this.#usage.get(buffer);
    if (usage === undefined) {
      usage = { alignedLoads: 0, groups: new Set(), otherLoads: 0, fullStores: 0, otherStores: 0 };
      this.#usage.set(buffer, usage);
    }
    return usage;
  }
}
