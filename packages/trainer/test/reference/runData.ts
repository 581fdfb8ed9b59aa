/** The samples of a run case: from the case itself, or from MNIST's files in the data folder. */
import { gunzipSync } from "node:zlib";
import type { FeatureSignature } from "@downhill/model";
import { z } from "zod";
import type { RunCase } from "./caseSchemas.ts";
import { ArraySchema, type ReferenceArray, readData } from "./referenceFolder.ts";

export interface RunData {
  readonly features: readonly FeatureSignature[];
  readonly counts: { readonly training: number; readonly validation: number };
  /** By "<subset>/<feature>". */
  readonly tensors: Readonly<Record<string, Float32Array>>;
}

const TableData = z.object({ x_train: ArraySchema, y_train: ArraySchema, x_val: ArraySchema, y_val: ArraySchema });
const ImageData = z.object({
  images: z.string(),
  labels: z.string(),
  first_image: z.number(),
  train_count: z.number(),
  val_count: z.number(),
  pixel_sum: z.number(),
});

const TextData = z.object({
  vocabulary: z.string(),
  tokens: ArraySchema,
  context: z.number(),
  val_starts: ArraySchema,
});

/** A sentence says why the data is not there; null when the case's data is of another kind. */
export function loadRunData(run: RunCase): RunData | string | null {
  const table = TableData.safeParse(run.data);
  if (table.success) return fromTable(table.data, countClasses(run));
  const text = TextData.safeParse(run.data);
  if (text.success) return fromText(text.data);
  const images = ImageData.safeParse(run.data);
  return images.success ? fromImages(images.data, countClasses(run)) : null;
}

/** Width of the last layer. */
function countClasses({ weights }: RunCase): number {
  const kernels = Object.entries(weights).filter(([name]) => name.endsWith("/kernel"));
  return kernels.at(-1)?.[1].shape.at(-1) ?? 1;
}

function fromTable({ x_train, y_train, x_val, y_val }: z.infer<typeof TableData>, classes: number): RunData {
  const isClasses = y_train.dtype === "i32";
  const encode = (y: ReferenceArray) => (isClasses ? oneHot(y.values, classes) : Float32Array.from(y.values));
  return {
    features: [
      { name: "x", shape: x_train.shape.slice(1), kind: "numeric", role: "input" },
      { name: "y", shape: [classes], kind: isClasses ? "categorical" : "numeric", role: "target" },
    ],
    counts: { training: x_train.shape[0] ?? 0, validation: x_val.shape[0] ?? 0 },
    tensors: {
      "training/x": Float32Array.from(x_train.values),
      "training/y": encode(y_train),
      "validation/x": Float32Array.from(x_val.values),
      "validation/y": encode(y_val),
    },
  };
}

/** Row i of the training set is the window that starts at token i; its target is the same window one token later. */
function fromText({ vocabulary, tokens, context, val_starts }: z.infer<typeof TextData>): RunData {
  const count = tokens.values.length - context;
  const cut = (starts: readonly number[], shift: number) =>
    Float32Array.from({ length: starts.length * context }, (_, i) => {
      const start = starts[Math.floor(i / context)] ?? 0;
      return tokens.values[start + shift + (i % context)] ?? Number.NaN;
    });
  const all = Array.from({ length: count }, (_, start) => start);
  const validation = Array.from(val_starts.values);
  const classes = [...vocabulary];
  return {
    features: [
      { name: "x", shape: [context], kind: "tokens", classes, role: "input" },
      { name: "y", shape: [context], kind: "tokens", classes, role: "target" },
    ],
    counts: { training: count, validation: validation.length },
    tensors: {
      "training/x": cut(all, 0),
      "training/y": cut(all, 1),
      "validation/x": cut(validation, 0),
      "validation/y": cut(validation, 1),
    },
  };
}

function fromImages(data: z.infer<typeof ImageData>, classes: number): RunData | string {
  const imageFile = readData(data.images);
  const labelFile = readData(data.labels);
  if (!imageFile || !labelFile) return `${data.images} and ${data.labels} are not in the data folder (set DATA_DIR)`;
  const pixels = gunzipSync(imageFile).subarray(16);
  const labels = gunzipSync(labelFile).subarray(8);
  const size = 28 * 28;
  const cut = (from: number, count: number) => pixels.subarray(from * size, (from + count) * size);
  const validation = data.first_image + data.train_count;
  const all = cut(data.first_image, data.train_count + data.val_count);
  const sum = all.reduce((total, pixel) => total + pixel, 0);
  if (sum !== data.pixel_sum) throw new Error(`The pixels add up to ${sum}, not ${data.pixel_sum}: these are other images.`);
  const scale = (bytes: Uint8Array) => Float32Array.from(bytes, (pixel) => pixel / 255);
  return {
    features: [
      { name: "x", shape: [28, 28, 1], kind: "image", role: "input" },
      { name: "y", shape: [classes], kind: "categorical", role: "target" },
    ],
    counts: { training: data.train_count, validation: data.val_count },
    tensors: {
      "training/x": scale(cut(data.first_image, data.train_count)),
      "training/y": oneHot(labels.subarray(data.first_image, validation), classes),
      "validation/x": scale(cut(validation, data.val_count)),
      "validation/y": oneHot(labels.subarray(validation, validation + data.val_count), classes),
    },
  };
}

function oneHot(labels: ArrayLike<number>, classes: number): Float32Array {
  const encoded = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) encoded[i * classes + (labels[i] ?? 0)] = 1;
  return encoded;
}
