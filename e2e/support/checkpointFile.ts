/** Reads the tensors of a safetensors file, without the product's own reader. */
export function readTensors(file: Buffer): ReadonlyMap<string, string> {
  const headerLength = Number(file.readBigUInt64LE(0));
  const header: unknown = JSON.parse(file.subarray(8, 8 + headerLength).toString("utf8"));
  const data = file.subarray(8 + headerLength);
  const tensors = new Map<string, string>();
  if (typeof header !== "object" || header === null) throw new Error("The file has no header.");
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const {
      dtype,
      shape,
      data_offsets: [from, to],
    } = entry;
    tensors.set(name, `${dtype} ${shape} ${data.subarray(from, to).toString("hex")}`);
  }
  return tensors;
}
