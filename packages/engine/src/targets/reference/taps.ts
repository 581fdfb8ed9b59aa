/** Which input entry each window position of each result reads: one table for convolutions and pools of any rank. */
import { computeStrides, countElements, type Shape } from "@downhill/ir";

export interface SlidingWindow {
  readonly input: Shape;
  readonly window: Shape;
  readonly output: Shape;
  readonly strides: readonly number[];
  readonly padLow: readonly number[];
  readonly inputDilation: readonly number[];
  readonly kernelDilation: readonly number[];
}

/** Entry `result * windowPositions + position` is the flat spatial place in the input, or -1 in padding and between dilated entries. */
export function computeTaps(sliding: SlidingWindow): Int32Array {
  const { input, window, output, strides, padLow, inputDilation, kernelDilation } = sliding;
  const results = countElements(output);
  const positions = countElements(window);
  const inputStrides = computeStrides(input);
  const outputStrides = computeStrides(output);
  const windowStrides = computeStrides(window);
  const taps = new Int32Array(results * positions);
  for (let axis = 0; axis < input.length; axis++) {
    const dilation = inputDilation[axis]!;
    for (let result = 0; result < results; result++) {
      const j = Math.floor(result / outputStrides[axis]!) % output[axis]!;
      for (let position = 0; position < positions; position++) {
        const at = result * positions + position;
        if (taps[at]! < 0) continue;
        const t = Math.floor(position / windowStrides[axis]!) % window[axis]!;
        const dilated = j * strides[axis]! + t * kernelDilation[axis]! - padLow[axis]!;
        const place = dilated / dilation;
        if (!Number.isInteger(place) || place < 0 || place >= input[axis]!) taps[at] = -1;
        else taps[at]! += place * inputStrides[axis]!;
      }
    }
  }
  return taps;
}
