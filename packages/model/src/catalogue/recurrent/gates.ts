/**
 * The gates of a recurrent cell: pieces of one row of sums, each through its own function. What the way back needs of a place
 * is kept in one piece of memory, so that a kernel has few buffers to bind.
 */
import type { ProgramBuilder, Value } from "@downhill/ir";

/** A piece of `units` columns of `x`, f32 `[batch, count * units]`. */
export function cutColumns(b: ProgramBuilder, x: Value, units: number, place: number): Value {
  return b.slice(x, [0, place * units], [x.type.shape[0] ?? 1, units]);
}

/** All values are f32 `[batch, units]`. */
export class KeptValues {
  readonly #builder: ProgramBuilder;
  readonly #values: Value[] = [];
  #kept: Value | undefined;

  constructor(builder: ProgramBuilder) {
    this.#builder = builder;
  }

  sigmoid(sum: Value): Value {
    const b = this.#builder;
    return this.#apply(b.sigmoid(sum), sum, (y) => b.mul(y, b.sub(1, y)));
  }

  tanh(sum: Value): Value {
    const b = this.#builder;
    return this.#apply(b.tanh(sum), sum, (y) => b.sub(1, b.mul(y, y)));
  }

  /** A value that the next place and the way back read as it is. */
  keep(value: Value): Value {
    this.#values.push(value);
    return value;
  }

  /** After this nothing more is kept; gradients can be taken. */
  close(): void {
    this.#kept = this.#builder.concat(this.#values, 1);
  }

  /** `slope` is the function's derivative in terms of its value. */
  #apply(value: Value, sum: Value, slope: (y: Value) => Value): Value {
    const b = this.#builder;
    const place = this.#values.push(value) - 1;
    return b.customGradient(value, [sum], (gradient) => {
      if (!this.#kept) throw new Error("The values of a cell were not closed.");
      return [b.mul(gradient, slope(cutColumns(b, this.#kept, value.type.shape[1] ?? 1, place)))];
    });
  }
}
