/** Shapes in words: what a person reads in a message or on a block. Always without the batch axis. */
import type { Shape } from "@downhill/ir";

/** "28 × 28 × 1", "10", or "one number" for a shape without axes. */
export function formatSampleShape(shape: Shape): string {
  return shape.length === 0 ? "one number" : shape.join(" × ");
}

/** The shape of one sample of a batch. */
export function toSampleShape(shape: Shape): Shape {
  return shape.slice(1);
}
