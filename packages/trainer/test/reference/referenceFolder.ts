/**
 * Reads the folder of reference numbers (REFERENCE_DIR) and of real data (DATA_DIR). Both lie beside a checkout of the
 * project or nowhere: the tests then skip and say so. The format is "train-reference/1".
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const projectRoot = resolve(import.meta.dirname, "../../../..");

export const referenceFolder = resolve(projectRoot, process.env.REFERENCE_DIR ?? "../shared/reference");
export const dataFolder = resolve(projectRoot, process.env.DATA_DIR ?? "../shared/data");

const StoredArray = z.object({
  shape: z.array(z.number().int()),
  dtype: z.enum(["f32", "i32"]),
  data: z.array(z.number()).optional(),
  b64: z.string().optional(),
});

/** A tensor of a reference file. */
export interface ReferenceArray {
  readonly shape: readonly number[];
  readonly dtype: "f32" | "i32";
  readonly values: Float32Array | Int32Array;
}

/** An array of a reference file, decoded on reading. */
export const ArraySchema = StoredArray.transform(({ shape, dtype, data, b64 }): ReferenceArray => {
  const bytes = b64 === undefined ? null : Uint8Array.from(Buffer.from(b64, "base64"));
  const values = dtype === "i32" ? decode(Int32Array, bytes, data) : decode(Float32Array, bytes, data);
  return { shape, dtype, values };
});

function decode<Kind extends Float32Array | Int32Array>(
  kind: { new (buffer: ArrayBuffer): Kind; from(values: Iterable<number>): Kind },
  bytes: Uint8Array<ArrayBuffer> | null,
  data: readonly number[] | undefined,
): Kind {
  return bytes ? new kind(bytes.buffer) : kind.from(data ?? []);
}

export const ToleranceSchema = z.object({ atol: z.number(), rtol: z.number() });
export type Tolerance = z.infer<typeof ToleranceSchema>;

export const hasReference = existsSync(join(referenceFolder, "layers.json"));
export const skipMessage = `no reference numbers at ${referenceFolder} (set REFERENCE_DIR)`;

/** The cases of one file, checked. An absent folder has none. */
export function readReference<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> | null {
  const path = join(referenceFolder, file);
  return existsSync(path) ? schema.parse(JSON.parse(readFileSync(path, "utf8"))) : null;
}

/** Bytes of a file of the data folder; null where it is absent. */
export function readData(file: string): Uint8Array<ArrayBuffer> | null {
  const path = join(dataFolder, file);
  return existsSync(path) ? Uint8Array.from(readFileSync(path)) : null;
}
