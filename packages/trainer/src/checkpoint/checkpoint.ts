/**
 * A checkpoint: the tensors that live from step to step, by name (`parameters/<block>/<name>`, `optimizer/<slot>/<block>/<name>`,
 * `statistics/<block>/<name>`), and the manifest. N + M steps equal N, encode, decode, M, bit for bit on one device.
 */
import { CheckpointManifest, checkpointFormatVersion } from "./checkpointManifest.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "./safetensors.ts";

export interface Checkpoint {
  readonly manifest: CheckpointManifest;
  readonly tensors: readonly NamedTensor[];
}

export type CheckpointResult =
  | { readonly ok: true; readonly value: Checkpoint }
  | { readonly ok: false; readonly message: string };

export function encodeCheckpoint({ manifest, tensors }: Checkpoint): Uint8Array<ArrayBuffer> {
  return encodeSafetensors({ metadata: { downhill: JSON.stringify(manifest) }, tensors });
}

export function decodeCheckpoint(bytes: Uint8Array): CheckpointResult {
  const file = decodeSafetensors(bytes);
  if (!file.ok) return file;
  let raw: unknown;
  try {
    raw = JSON.parse(file.value.metadata.downhill ?? "null");
  } catch {
    raw = null;
  }
  const manifest = CheckpointManifest.safeParse(raw);
  if (!manifest.success) {
    return {
      ok: false,
      message: `This safetensors file is not a Downhill checkpoint of format ${checkpointFormatVersion}; it has no readable manifest.`,
    };
  }
  return { ok: true, value: { manifest: manifest.data, tensors: file.value.tensors } };
}
