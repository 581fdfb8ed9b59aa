/** What the page shows of a dataset's content; plain data that crosses from the reading worker to the page. */
import type { EncodedSignature, ImagesInspection, TableInspection } from "@downhill/data";

export interface TableDescription {
  readonly kind: "table";
  readonly fileName: string;
  readonly inspection: TableInspection;
  /** The first rows as they stand in the file. */
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

export interface ImagesDescription {
  readonly kind: "images";
  readonly fileName: string;
  readonly inspection: ImagesInspection;
  /** The first images: `[count, height, width, channels]`, 0 to 255, and their class names. */
  readonly pixels: Uint8Array;
  readonly labels: readonly string[];
}

export type ContentDescription = TableDescription | ImagesDescription;

/** What an encoding comes to, without the tensors. */
export interface EncodedOverview {
  readonly signature: EncodedSignature;
  readonly droppedRows: number;
}
