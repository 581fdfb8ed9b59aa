/** Where windows of convolutions and pools lie along each axis: the arithmetic that they share. */

import type { Value } from "@downhill/ir";
import type { BlockContext } from "./definition.ts";
import { formatSampleShape, toSampleShape } from "./sampleShape.ts";

export type Padding = "valid" | "same" | "causal";

export const paddingLabels = { valid: "Valid (none)", same: "Same (keeps the size)" } as const;
/** Along a sequence there is also a padding that never looks ahead. */
export const sequencePaddingLabels = { ...paddingLabels, causal: "Causal (looks back only)" } as const;

/** One number per spatial axis each. */
export interface WindowSettings {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dilation?: readonly number[];
}

export interface PaddedWindow {
  readonly padLow: readonly number[];
  readonly padHigh: readonly number[];
}

/**
 * Padding of every spatial axis of `[batch, ...spatial, channels]`. `same` as in Keras: outputs = ceil(n / stride), and what is
 * missing is split in halves, the odd one after; `causal` puts all of the window's reach before. Fails with an issue when a
 * window does not fit.
 */
export function placeWindows(context: BlockContext, input: Value, settings: WindowSettings): PaddedWindow {
  const sizes = input.type.shape.slice(1, -1);
  const padLow: number[] = [];
  const padHigh: number[] = [];
  for (const [axis, n] of sizes.entries()) {
    const reach = ((settings.size[axis] ?? 1) - 1) * (settings.dilation?.[axis] ?? 1) + 1;
    const stride = settings.strides[axis] ?? 1;
    const missing = Math.max((Math.ceil(n / stride) - 1) * stride + reach - n, 0);
    const total = { valid: 0, same: missing, causal: reach - 1 }[settings.padding];
    const low = settings.padding === "causal" ? total : Math.floor(total / 2);
    padLow.push(low);
    padHigh.push(total - low);
    if (n + total < reach) {
      const [what, along] = sizes.length === 1 ? ["sequence", "length"] : ["image", axis === 0 ? "height" : "width"];
      context.fail(
        "window-too-large",
        `${context.blockName} has a window of ${reach} along the ${along}, but the ${what} that comes in is only ${n} ` +
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

/** The same for a batch of sequences `[batch, length, channels]`. */
export function requireSequence(context: BlockContext, value: Value): Value {
  const shape = value.type.shape;
  if (shape.length !== 3) {
    const advice =
      shape.length === 4
        ? "Use the 2D block for images, or put a Reshape block in front of it."
        : "Put a Reshape block in front of it, or an Embedding block where index numbers come in.";
    context.fail(
      "needs-sequence",
      `${context.blockName} needs a sequence (length × channels), but ${formatSampleShape(toSampleShape(shape))} comes in. ${advice}`,
    );
  }
  return value;
}

/** Something with places and channels: a sequence, an image or a volume. */
export function requirePlaces(context: BlockContext, value: Value): Value {
  const shape = value.type.shape;
  if (shape.length < 3) {
    context.fail(
      "needs-places",
      `${context.blockName} needs a sequence (length × channels) or an image (height × width × channels), but ` +
        `${formatSampleShape(toSampleShape(shape))} comes in. Remove it, or put a Reshape block in front of it.`,
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
