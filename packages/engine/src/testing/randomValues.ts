import { threefry2x32 } from "@downhill/ir";

/** `count` doubles spread evenly over [low, high), the same for the same seed. */
export function makeRandomValues(count: number, seed: number, low = -1, high = 1): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => low + (high - low) * (threefry2x32(seed, 0, i, 0)[0] / 2 ** 32));
}
