/** Reductions. Any set of axes is brought to the form `[outer, reduced, inner]`, by a copy where the axes are scattered. */
import { computeStrides, countElements, type ReduceOperator, type Shape } from "@downhill/ir";
import { compileCopy } from "./copyStrided.ts";
import { getInput, type Kernel, type KernelRequest, type Operand } from "./kernel.ts";
import { allocateStorage, asIntegers, type Storage } from "./storage.ts";

interface Arranged {
  readonly outer: number;
  readonly reduced: number;
  readonly inner: number;
  readonly storage: Storage;
  readonly prepare: Kernel | undefined;
}

function arrange({ storage, type }: Operand, axes: readonly number[]): Arranged {
  const { shape } = type;
  const product = (sizes: Shape) => countElements(sizes);
  const reducedSizes = axes.map((axis) => shape[axis]!);
  // Axes of size 1 never stand in the way.
  const real = axes.filter((axis) => shape[axis] !== 1);
  const first = real[0] ?? 0;
  const last = real.at(-1) ?? -1;
  const between = shape.slice(first, last + 1).filter((size, place) => size !== 1 && !axes.includes(first + place));
  if (between.length === 0) {
    const outer = product(shape.slice(0, first));
    return { outer, reduced: product(reducedSizes), inner: product(shape.slice(last + 1)), storage, prepare: undefined };
  }
  const kept = shape.flatMap((_size, axis) => (axes.includes(axis) ? [] : [axis]));
  const order = [...kept, ...axes];
  const strides = computeStrides(shape);
  const turnedShape = order.map((axis) => shape[axis]!);
  const turned = allocateStorage(type.dtype, storage.length);
  const prepare = compileCopy(
    turnedShape,
    { storage, offset: 0, strides: order.map((axis) => strides[axis]!) },
    { storage: turned, offset: 0, strides: computeStrides(turnedShape) },
  );
  const reduced = product(reducedSizes);
  return { outer: storage.length / reduced, reduced, inner: 1, storage: turned, prepare };
}

export function compileReduce({ operation, inputs, output }: KernelRequest<"reduce">): Kernel {
  const { outer, reduced, inner, storage, prepare } = arrange(getInput(inputs, 0), operation.axes);
  const loop = loops[operation.operator];
  const isInteger = !(storage instanceof Float64Array);
  return () => {
    prepare?.();
    if (isInteger && operation.operator === "sum") sumIntegers(outer, reduced, inner, storage, output);
    else loop(outer, reduced, inner, storage, output);
  };
}

type Loop = (outer: number, reduced: number, inner: number, x: Storage, out: Storage) => void;

const loops: Record<ReduceOperator, Loop> = {
  sum: (outer, reduced, inner, x, out) => {
    if (inner === 1) {
      for (let row = 0; row < outer; row++) {
        let total = 0;
        const start = row * reduced;
        for (let i = 0; i < reduced; i++) total += x[start + i]!;
        out[row] = total;
      }
      return;
    }
    for (let row = 0; row < outer; row++) {
      const write = row * inner;
      out.fill(0, write, write + inner);
      for (let i = 0; i < reduced; i++) {
        const read = (row * reduced + i) * inner;
        for (let j = 0; j < inner; j++) out[write + j]! += x[read + j]!;
      }
    }
  },
  max: (outer, reduced, inner, x, out) => {
    for (let row = 0; row < outer; row++) {
      for (let j = 0; j < inner; j++) {
        const start = row * reduced * inner + j;
        let best = x[start]!;
        for (let i = 1; i < reduced; i++) {
          const value = x[start + i * inner]!;
          if (value > best || Number.isNaN(value)) best = value;
        }
        out[row * inner + j] = best;
      }
    }
  },
  min: (outer, reduced, inner, x, out) => {
    for (let row = 0; row < outer; row++) {
      for (let j = 0; j < inner; j++) {
        const start = row * reduced * inner + j;
        let best = x[start]!;
        for (let i = 1; i < reduced; i++) {
          const value = x[start + i * inner]!;
          if (value < best || Number.isNaN(value)) best = value;
        }
        out[row * inner + j] = best;
      }
    }
  },
};

/** Wraps around at every addition, so that long sums stay exact. */
function sumIntegers(outer: number, reduced: number, inner: number, x: Storage, out: Storage): void {
  for (let row = 0; row < outer; row++) {
    for (let j = 0; j < inner; j++) {
      let total = 0;
      for (let i = 0; i < reduced; i++) total = (total + x[(row * reduced + i) * inner + j]!) | 0;
      out[row * inner + j] = total;
    }
  }
}

/** The first maximum wins; a NaN counts as larger than anything, as in PyTorch. */
export function compileArgmax({ operation, inputs, output }: KernelRequest<"argmax">): Kernel {
  const { outer, reduced, inner, storage: x } = arrange(getInput(inputs, 0), [operation.axis]);
  const out = asIntegers(output);
  return () => {
    for (let row = 0; row < outer; row++) {
      for (let j = 0; j < inner; j++) {
        const start = row * reduced * inner + j;
        let place = 0;
        let best = x[start]!;
        for (let i = 1; i < reduced; i++) {
          const value = x[start + i * inner]!;
          if (value > best || (Number.isNaN(value) && !Number.isNaN(best))) {
            best = value;
            place = i;
          }
        }
        out[row * inner + j] = place;
      }
    }
  };
}
