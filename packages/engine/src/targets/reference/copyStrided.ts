/** Copies a box of elements between two arrays with any strides: what every movement operation comes down to. */
import type { Kernel } from "./kernel.ts";
import type { Storage } from "./storage.ts";

export interface Side {
  readonly storage: Storage;
  readonly offset: number;
  /** Elements between neighbours along each axis of the box; 0 repeats, negative runs backwards. */
  readonly strides: readonly number[];
}

interface Axis {
  size: number;
  from: number;
  to: number;
}

/** Axes of size 1 go, and neighbours that step through memory as one axis become one. */
function mergeAxes(shape: readonly number[], from: readonly number[], to: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const next = { size, from: from[axis]!, to: to[axis]! };
    const last = axes.at(-1);
    if (last && last.from === next.from * size && last.to === next.to * size) {
      axes[axes.length - 1] = { size: last.size * size, from: next.from, to: next.to };
    } else {
      axes.push(next);
    }
  });
  return axes;
}

export function compileCopy(shape: readonly number[], source: Side, target: Side): Kernel {
  const axes = mergeAxes(shape, source.strides, target.strides);
  const inner = axes.pop() ?? { size: 1, from: 0, to: 0 };
  const { storage: from, offset: fromStart } = source;
  const { storage: to, offset: toStart } = target;
  const outer = axes;
  if (outer.length === 0) {
    return () => copyRow(from, fromStart, inner.from, to, toStart, inner.to, inner.size);
  }
  const index = new Int32Array(outer.length);
  const rows = outer.reduce((product, axis) => product * axis.size, 1);
  return () => {
    index.fill(0);
    let read = fromStart;
    let write = toStart;
    for (let row = 0; row < rows; row++) {
      copyRow(from, read, inner.from, to, write, inner.to, inner.size);
      for (let axis = outer.length - 1; axis >= 0; axis--) {
        const { size, from: readStep, to: writeStep } = outer[axis]!;
        read += readStep;
        write += writeStep;
        if (++index[axis]! < size) break;
        index[axis] = 0;
        read -= readStep * size;
        write -= writeStep * size;
      }
    }
  };
}

function copyRow(
  from: Storage,
  read: number,
  readStep: number,
  to: Storage,
  write: number,
  writeStep: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) to[write + i * writeStep] = from[read + i * readStep]!;
}
