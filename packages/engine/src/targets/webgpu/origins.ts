/**
 * Where a kernel begins to use each buffer. A binding starts there instead of at the buffer's beginning, so that kernels which do the
 * same at another place of a sequence, or with another layer's weights, have equal text and share a pipeline.
 */
import { type Index, smallestValue } from "../../views.ts";

/** Bindings start at multiples of 256 bytes: what every device allows. */
const originStep = 64;

export class OriginRecord {
  readonly #smallest = new Map<number, number>();

  note(buffer: number, index: Index): void {
    const smallest = smallestValue(index);
    this.#smallest.set(buffer, Math.min(smallest, this.#smallest.get(buffer) ?? smallest));
  }

  /** Elements from the start of a buffer to its binding; buffers that begin at 0 are left out. */
  choose(): Map<number, number> {
    const origins = new Map<number, number>();
    for (const [buffer, smallest] of this.#smallest) {
      const origin = Math.floor(smallest / originStep) * originStep;
      if (origin > 0) origins.set(buffer, origin);
    }
    return origins;
  }
}
