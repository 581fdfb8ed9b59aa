/** Convolution: windows are laid out as rows of a matrix (a chunk at a time), which the kernel matrix multiplies. */
import { countElements } from "@downhill/ir";
import { multiply } from "./gemm.ts";
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";
import { asFloats } from "./storage.ts";
import { computeTaps } from "./taps.ts";

/** Elements of the window matrix held at a time (4 MiB). */
const chunkElements = 2 ** 19;

export function compileConv({ operation, inputs, output, type }: KernelRequest<"conv">): Kernel {
  const { groups, batchGroups } = operation;
  const input = getInput(inputs, 0);
  const kernel = getInput(inputs, 1);
  const window = kernel.type.shape.slice(0, -2);
  const inputSpatial = input.type.shape.slice(1, -1);
  const outputSpatial = type.shape.slice(1, -1);
  const taps = computeTaps({ ...operation, input: inputSpatial, window, output: outputSpatial });
  const x = asFloats(input.storage);
  const w = asFloats(kernel.storage);
  const out = asFloats(output);

  const positions = countElements(window);
  const places = countElements(outputSpatial);
  const channels = input.type.shape.at(-1)!;
  const groupChannels = kernel.type.shape.at(-2)!;
  const filters = kernel.type.shape.at(-1)!;
  const groupFilters = filters / (groups * batchGroups);
  const batch = type.shape[0]!;
  const imageElements = countElements(inputSpatial) * channels;
  const depth = positions * groupChannels;
  const rows = batch * places;
  const chunkRows = Math.max(1, Math.min(rows, Math.floor(chunkElements / depth)));
  const windows = new Float64Array(chunkRows * depth);

  /** Row r holds what result `first + r` sees of `groupChannels` channels from `start` on (a place in each image). */
  function layOut(first: number, count: number, start: number): void {
    for (let r = 0; r < count; r++) {
      const image = Math.floor((first + r) / places);
      const tap = ((first + r) % places) * positions;
      const base = image * imageElements + start;
      let write = r * depth;
      for (let position = 0; position < positions; position++) {
        const place = taps[tap + position]!;
        if (place < 0) {
          for (let channel = 0; channel < groupChannels; channel++) windows[write + channel] = 0;
        } else {
          const read = base + place * channels;
          for (let channel = 0; channel < groupChannels; channel++) windows[write + channel] = x[read + channel]!;
        }
        write += groupChannels;
      }
    }
  }

  return () => {
    for (let group = 0; group < groups * batchGroups; group++) {
      const start = groups > 1 ? group * groupChannels : batchGroups > 1 ? group * batch * imageElements : 0;
      for (let first = 0; first < rows; first += chunkRows) {
        const count = Math.min(chunkRows, rows - first);
        layOut(first, count, start);
        multiply(
          count,
          groupFilters,
          depth,
          { values: windows, offset: 0, rowStride: depth },
          { values: w, offset: group * groupFilters, rowStride: filters },
          { values: out, offset: first * filters + group * groupFilters, rowStride: filters },
        );
      }
    }
  };
}
