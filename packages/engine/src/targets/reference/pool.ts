/** Windows without weights: maximum, its place, its gradient, and sum. */
import { countElements, type Shape, type WindowGeometry } from "@downhill/ir";
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";
import { asFloats, asIntegers } from "./storage.ts";
import { computeTaps } from "./taps.ts";

interface Layout {
  readonly taps: Int32Array;
  readonly positions: number;
  readonly batch: number;
  readonly places: number;
  readonly inputPlaces: number;
  readonly channels: number;
}

/** `input` and `output` are whole shapes `[N, ...spatial, C]`. */
function describe(geometry: WindowGeometry, input: Shape, output: Shape, inputDilation: readonly number[]): Layout {
  const taps = computeTaps({
    input: input.slice(1, -1),
    window: geometry.size,
    output: output.slice(1, -1),
    strides: geometry.strides,
    padLow: geometry.padLow,
    inputDilation,
    kernelDilation: geometry.size.map(() => 1),
  });
  return {
    taps,
    positions: countElements(geometry.size),
    batch: input[0]!,
    places: countElements(output.slice(1, -1)),
    inputPlaces: countElements(input.slice(1, -1)),
    channels: input.at(-1)!,
  };
}

const undilated = (geometry: WindowGeometry) => geometry.size.map(() => 1);

/** Calls `visit` with the largest entry of every window; the first wins, a NaN counts as larger than anything. */
function findMaxima(
  layout: Layout,
  x: Float64Array,
  values: Float64Array | undefined,
  places: Int32Array | Uint32Array | undefined,
): void {
  const { taps, positions, batch, places: results, inputPlaces, channels } = layout;
  for (let image = 0; image < batch; image++) {
    const base = image * inputPlaces * channels;
    for (let result = 0; result < results; result++) {
      for (let channel = 0; channel < channels; channel++) {
        let best = Number.NEGATIVE_INFINITY;
        let found = -1;
        for (let position = 0; position < positions; position++) {
          const tap = taps[result * positions + position]!;
          if (tap < 0) continue;
          const value = x[base + tap * channels + channel]!;
          if (found < 0 || value > best || (Number.isNaN(value) && !Number.isNaN(best))) {
            best = value;
            found = position;
          }
        }
        const at = (image * results + result) * channels + channel;
        if (values) values[at] = best;
        if (places) places[at] = found;
      }
    }
  }
}

export function compileMaxPool({ operation, inputs, output, type }: KernelRequest<"maxPool">): Kernel {
  const input = getInput(inputs, 0);
  const layout = describe(operation, input.type.shape, type.shape, undilated(operation));
  const x = asFloats(input.storage);
  const out = asFloats(output);
  return () => findMaxima(layout, x, out, undefined);
}

export function compileMaxPoolPlace({ operation, inputs, output, type }: KernelRequest<"maxPoolPlace">): Kernel {
  const input = getInput(inputs, 0);
  const layout = describe(operation, input.type.shape, type.shape, undilated(operation));
  const x = asFloats(input.storage);
  const out = asIntegers(output);
  return () => findMaxima(layout, x, undefined, out);
}

export function compileMaxPoolGradient({ operation, inputs, output, type }: KernelRequest<"maxPoolGradient">): Kernel {
  const found = getInput(inputs, 0);
  const { taps, positions, batch, places, inputPlaces, channels } = describe(
    operation,
    type.shape,
    found.type.shape,
    undilated(operation),
  );
  const position = asIntegers(found.storage);
  const gradient = asFloats(getInput(inputs, 1).storage);
  const out = asFloats(output);
  return () => {
    out.fill(0);
    for (let image = 0; image < batch; image++) {
      for (let result = 0; result < places; result++) {
        for (let channel = 0; channel < channels; channel++) {
          const at = (image * places + result) * channels + channel;
          const tap = taps[result * positions + position[at]!]!;
          out[(image * inputPlaces + tap) * channels + channel]! += gradient[at]!;
        }
      }
    }
  };
}

export function compileSumPool({ operation, inputs, output, type }: KernelRequest<"sumPool">): Kernel {
  const input = getInput(inputs, 0);
  const layout = describe(operation, input.type.shape, type.shape, operation.inputDilation);
  const x = asFloats(input.storage);
  const out = asFloats(output);
  const { taps, positions, batch, places, inputPlaces, channels } = layout;
  return () => {
    out.fill(0);
    for (let image = 0; image < batch; image++) {
      for (let result = 0; result < places; result++) {
        const write = (image * places + result) * channels;
        for (let position = 0; position < positions; position++) {
          const tap = taps[result * positions + position]!;
          if (tap < 0) continue;
          const read = (image * inputPlaces + tap) * channels;
          for (let channel = 0; channel < channels; channel++) out[write + channel]! += x[read + channel]!;
        }
      }
    }
  };
}
