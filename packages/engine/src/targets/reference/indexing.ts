/** Rows picked by place, and rows added at their places. Places outside are clamped. */
import { getInput, type Kernel, type KernelRequest } from "./kernel.ts";
import { asIntegers } from "./storage.ts";

function clamp(place: number, rows: number): number {
  return place < 0 ? 0 : place >= rows ? rows - 1 : place;
}

export function compileGather({ inputs, output }: KernelRequest<"gather">): Kernel {
  const { storage: table, type } = getInput(inputs, 0);
  const places = asIntegers(getInput(inputs, 1).storage);
  const rows = type.shape[0]!;
  const width = table.length / rows;
  return () => {
    for (let i = 0; i < places.length; i++) {
      const read = clamp(places[i]!, rows) * width;
      const write = i * width;
      for (let j = 0; j < width; j++) output[write + j] = table[read + j]!;
    }
  };
}

export function compileScatterAdd({ inputs, output, type }: KernelRequest<"scatterAdd">): Kernel {
  const places = asIntegers(getInput(inputs, 0).storage);
  const updates = getInput(inputs, 1).storage;
  const rows = type.shape[0]!;
  const width = output.length / rows;
  return () => {
    output.fill(0);
    for (let i = 0; i < places.length; i++) {
      const write = clamp(places[i]!, rows) * width;
      const read = i * width;
      for (let j = 0; j < width; j++) output[write + j]! += updates[read + j]!;
    }
  };
}
