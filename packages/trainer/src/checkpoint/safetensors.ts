/**
 * The safetensors file format: 8 bytes of header length (little-endian), a JSON header naming every tensor's type, shape and place,
 * then the raw bytes. Written so that equal contents give equal bytes; read with every length and offset checked.
 * Source: https://github.com/huggingface/safetensors (format section).
 */
import { z } from "zod";

/** F64 comes from the reference target, which computes in double precision. */
export type StoredValues = Float32Array | Float64Array | Int32Array | Uint32Array;

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: StoredValues;
}

export interface SafetensorsFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly NamedTensor[];
}

const headerLengthBytes = 8;
const maxHeaderBytes = 100_000_000;

const TensorEntry = z.object({
  dtype: z.enum(["F32", "F64", "I32", "U32"], { error: "has an element type that is not F32, F64, I32 or U32" }),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

const arrayTypes = { F32: Float32Array, F64: Float64Array, I32: Int32Array, U32: Uint32Array } as const;

const Metadata = z.record(z.string(), z.string());

function dtypeName(values: StoredValues): "F32" | "F64" | "I32" | "U32" {
  if (values instanceof Float32Array) return "F32";
  if (values instanceof Float64Array) return "F64";
  return values instanceof Int32Array ? "I32" : "U32";
}

/** Tensors keep the order given; the header is padded with spaces so that the data start at a multiple of 8. */
export function encodeSafetensors(file: SafetensorsFile): Uint8Array<ArrayBuffer> {
  const entries: [string, unknown][] = [["__metadata__", file.metadata]];
  let offset = 0;
  for (const { name, shape, values } of file.tensors) {
    const end = offset + values.byteLength;
    entries.push([name, { dtype: dtypeName(values), shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const paddedLength = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(headerLengthBytes + paddedLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(paddedLength), true);
  bytes.fill(0x20, headerLengthBytes, headerLengthBytes + paddedLength);
  bytes.set(header, headerLengthBytes);
  let place = headerLengthBytes + paddedLength;
  for (const { values } of file.tensors) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), place);
    place += values.byteLength;
  }
  return bytes;
}

export type SafetensorsResult =
  | { readonly ok: true; readonly value: SafetensorsFile }
  | { readonly ok: false; readonly message: string };

/** Never throws on bad bytes: `message` says what is wrong with the file. */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsResult {
  const bad = (what: string): SafetensorsResult => ({ ok: false, message: `This is not a readable safetensors file: ${what}.` });
  if (bytes.length < headerLengthBytes) return bad(`it has ${bytes.length} bytes and no header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > maxHeaderBytes || headerLengthBytes + headerLength > bytes.length) {
    return bad(`its header should have ${headerLength} bytes, but the file ends before that`);
  }
  let header: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(
      bytes.subarray(headerLengthBytes, headerLengthBytes + headerLength),
    );
    header = JSON.parse(text);
  } catch {
    return bad("its header is not JSON");
  }
  const record = z.record(z.string(), z.unknown()).safeParse(header);
  if (!record.success) return bad("its header is not a JSON object");
  const { __metadata__: rawMetadata, ...rawEntries } = record.data;
  const metadata = Metadata.safeParse(rawMetadata ?? {});
  if (!metadata.success) return bad("its metadata are not text");
  const data = bytes.subarray(headerLengthBytes + headerLength);
  const tensors: NamedTensor[] = [];
  let covered = 0;
  for (const [name, raw] of Object.entries(rawEntries)) {
    const entry = TensorEntry.safeParse(raw);
    if (!entry.success) return bad(`tensor "${name}" ${entry.error.issues[0]?.message ?? "is described wrongly"}`);
    const { dtype, shape, data_offsets: offsets } = entry.data;
    const [start, end] = offsets;
    const sizeBytes = shape.reduce((product, size) => product * size, dtype === "F64" ? 8 : 4);
    if (end > data.length || end - start !== sizeBytes) return bad(`tensor "${name}" does not fill its place in the file`);
    covered += sizeBytes;
    // A copy, since the file's bytes need not be aligned; made by hand, since `slice` of Node's Buffer is no copy.
    const copy = new Uint8Array(end - start);
    copy.set(data.subarray(start, end));
    tensors.push({ name, shape, values: new arrayTypes[dtype](copy.buffer) });
  }
  if (covered !== data.length) return bad("its tensors do not fill it");
  return { ok: true, value: { metadata: metadata.data, tensors } };
}
