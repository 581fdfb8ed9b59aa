/** Pixels of images at computed places, such as those of a turned or shifted copy. */
import type { ProgramBuilder, Value } from "@downhill/ir";

/** Rows and columns of the wanted pixels, f32 `[batch, height, width]`, in pixels of the source. */
export interface PixelPlaces {
  readonly row: Value;
  readonly column: Value;
}

export interface Sampling {
  /** Between pixels: the four around are blended, or the closest one is taken. */
  readonly isBlended: boolean;
  /** What lies outside: the closest pixel of the border, or 0. */
  readonly fill: "nearest" | "zeros";
}

/** `[batch, H, W, channels]` at places `[batch, h, w]` gives `[batch, h, w, channels]`. */
export function samplePixels(b: ProgramBuilder, images: Value, places: PixelPlaces, { isBlended, fill }: Sampling): Value {
  if (!isBlended) return takePixels(b, images, roundPlaces(b, places), fill);
  const row = b.floor(places.row);
  const column = b.floor(places.column);
  const down = spreadOverChannels(b, b.sub(places.row, row));
  const right = spreadOverChannels(b, b.sub(places.column, column));
  const at = (rowStep: number, columnStep: number) =>
    takePixels(b, images, { row: b.add(row, rowStep), column: b.add(column, columnStep) }, fill);
  const blend = (first: Value, second: Value, share: Value) => b.add(first, b.mul(b.sub(second, first), share));
  return blend(blend(at(0, 0), at(0, 1), right), blend(at(1, 0), at(1, 1), right), down);
}

function roundPlaces(b: ProgramBuilder, { row, column }: PixelPlaces): PixelPlaces {
  return { row: b.floor(b.add(row, 0.5)), column: b.floor(b.add(column, 0.5)) };
}

/** Places hold whole numbers. */
function takePixels(b: ProgramBuilder, images: Value, { row, column }: PixelPlaces, fill: Sampling["fill"]): Value {
  const [batch = 1, height = 1, width = 1, channels = 1] = images.type.shape;
  const limit = (place: Value, size: number) => b.cast(b.min(b.max(place, 0), size - 1), "i32");
  const image = b.iota({ dtype: "i32", shape: [batch, 1, 1] }, 0);
  const line = b.add(b.mul(image, height), limit(row, height));
  const place = b.add(b.mul(line, width), limit(column, width));
  const pixels = b.gather(b.reshape(images, [batch * height * width, channels]), place);
  if (fill === "nearest") return pixels;
  const isWithin = (value: Value, size: number) => b.and(b.le(0, value), b.le(value, size - 1));
  return b.select(spreadOverChannels(b, b.and(isWithin(row, height), isWithin(column, width))), pixels, 0);
}

function spreadOverChannels(b: ProgramBuilder, x: Value): Value {
  return b.reshape(x, [...x.type.shape, 1]);
}
