/** Lays parameters out in one flat vector, 4 elements aligned. */
import { countElements, type ProgramBuilder, type Value } from "@downhill/ir";

interface Layer {
  readonly shape: readonly number[];
}

export class ParameterArena {
  readonly #layers: (Layer & { offset: number })[] = [];
  length = 0;

  add(...shape: number[]): number {
    this.#layers.push({ shape, offset: this.length });
    this.length += Math.ceil(countElements(shape) / 4) * 4;
    return this.#layers.length - 1;
  }

  view(b: ProgramBuilder, flat: Value, place: number): Value {
    const { shape, offset } = this.#layers[place]!;
    return b.reshape(b.slice(flat, [offset], [countElements(shape)]), shape);
  }

  get offsets(): number[] {
    return this.#layers.map(({ offset }) => offset);
  }

  get count(): number {
    return this.#layers.length;
  }
}
