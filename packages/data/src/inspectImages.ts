/** What a set of labelled images holds, for its card. */
import type { ValueCount } from "./inspectColumn.ts";
import type { LabelledImages } from "./labelledImages.ts";

export interface ImagesInspection {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** In the order of the classes. */
  readonly classCounts: readonly ValueCount[];
  /** 0 to 1. */
  readonly meanPixel: number;
  readonly sortedByLabel: boolean;
}

export function inspectImages(images: LabelledImages): ImagesInspection {
  const counts = new Uint32Array(images.classes.length);
  let runs = 1;
  images.labels.forEach((label, index) => {
    counts[label] = (counts[label] ?? 0) + 1;
    if (index > 0 && label !== images.labels[index - 1]) runs++;
  });
  let sum = 0;
  for (let index = 0; index < images.pixels.length; index++) sum += images.pixels[index] ?? 0;
  return {
    count: images.count,
    height: images.height,
    width: images.width,
    channels: images.channels,
    classCounts: images.classes.map((value, index) => ({ value, count: counts[index] ?? 0 })),
    meanPixel: images.pixels.length === 0 ? 0 : sum / images.pixels.length / 255,
    sortedByLabel: images.classes.length > 1 && runs <= images.classes.length,
  };
}
