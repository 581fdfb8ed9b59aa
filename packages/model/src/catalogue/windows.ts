/** Where windows of convolutions and pools lie along one axis: the arithmetic that they share. */

import type { Value } from "@downhill/ir";
import type { BlockContext } from "./definition.ts";
import { formatSampleShape, toSampleShape } from "./sampleShape.ts";

export type Padding = "valid" | "same";

export const paddingLabels = { valid: "Valid (none)", same: "Same (keeps the size)" } as const;

export interface WindowSettings {
  readonly size: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: Padding;
  readonly dilation?: readonly [number, number];
}

export interface PaddedWindow {
  readonly padLow: readonly number[];
  readonly padHigh: readonly number[];
}

/**
 * Padding of both image axes. `same` as in Keras: outputs = ceil(n / stride), and what is missing is split in halves, the
 * odd one after. Fails with an issue when a window does not fit into the image.
 */
export function placeWindows(context: BlockContext, input: Value, settings: WindowSettings): PaddedWindow {
  const [, height = 0, width = 0] = input.type.shape;
  const sizes = [height, width];
  const padLow: number[] = [];
  const padHigh: number[] = [];
  for (const [axis, n] of sizes.entries()) {
    const reach = ((settings.size[axis] ?? 1) - 1) * (settings.dilation?.[axis] ?? 1) + 1;
    const stride = settings.strides[axis] ?? 1;
    const total = settings.padding === "same" ? Math.max((Math.ceil(n / stride) - 1) * stride + reach - n, 0) : 0;
    padLow.push(Math.floor(total / 2));
    padHigh.push(total - Math.floor(total / 2));
    if (n + total < reach) {
      context.fail(
        "window-too-large",
        `${context.blockName} has a window of ${reach} along the ${axis === 0 ? "height" : "width"}, but the image that comes in is only ${n} ` +
          `(${formatSampleShape(toSampleShape(input.type.shape))}). Make the window smaller or set Padding to Same.`,
      );
    }
  }
  return { padLow, padHigh };
}

/** The one value at a port, which must be a batch of images `[batch, height, width, channels]`. */
export function requireImage(context: BlockContext, value: Value): Value {
  const shape = value.type.shape;
  if (shape.length !== 4) {
    context.fail(
      "needs-image",
      `${context.blockName} needs an image (height × width × channels), but ${formatSampleShape(toSampleShape(shape))} comes in. ` +
        `Put a Reshape block in front of it, or use Dense for plain numbers.`,
    );
  }
  return value;
}

/** The value of a port that takes exactly one connection; the lowering has made sure that it is there. */
export function single(inputs: readonly (readonly Value[])[], port = 0): Value {
  const value = inputs[port]?.[0];
  if (!value) throw new Error(`Port ${port} has no value.`);
  return value;
}
