/** Images of one size with one class each, as bytes. */
export interface LabelledImages {
  /** Name of the images' file, for messages. */
  readonly fileName: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `[count, height, width, channels]`, 0 to 255. */
  readonly pixels: Uint8Array;
  /** Index into `classes` per image. */
  readonly labels: Uint8Array;
  readonly classes: readonly string[];
}
