/** The explanation of a plan as lines for people. */
import { formatBytes } from "@downhill/data";
import type { ExplainedPlan } from "./explainPlan.ts";

export function formatExplanation(title: string, explained: ExplainedPlan): string[] {
  const { kernels, memory } = explained;
  const rows = kernels.map(({ place, serves, operations, bytes, workgroups, workgroupSize, name }) => [
    String(place),
    serves.join(", ") || "-",
    formatCount(operations),
    formatBytes(bytes),
    `${workgroups} x ${workgroupSize}`,
    name,
  ]);
  const table = alignColumns([["kernel", "serves", "operations", "bytes", "threads", "computes"], ...rows], [0, 2, 3, 4]);
  const [head = "", ...lines] = table;
  return [
    title,
    `${kernels.length} ${kernels.length === 1 ? "kernel" : "kernels"} a step${explained.isFused ? "" : ", unfused"}: ${formatCount(explained.operationsPerStep)} operations, ${formatBytes(explained.bytesPerStep)} read and written, batches of ${explained.batchSize}`,
    "",
    head,
    ...kernels.flatMap(({ boundaries, notes }, row) => [
      lines[row] ?? "",
      ...[...boundaries, ...notes].map((note) => `        ${note}`),
    ]),
    "",
    `Memory: ${formatBytes(explained.totalBytes)}, the largest piece ${formatBytes(explained.largestBufferBytes)}`,
    ...alignColumns(
      memory.map(({ category, bytes, buffers }) => ["", formatBytes(bytes), category, nameBuffers(buffers)]),
      [1],
    ),
  ];
}

/** Names that fit in a line; activations can be many. */
function nameBuffers(buffers: readonly { readonly name: string }[]): string {
  if (buffers.length === 0) return "";
  if (buffers.length > 6) return `${buffers.length} buffers`;
  const names = buffers.map(({ name }) => name).join(", ");
  return names.length > 90 ? `${buffers.length} ${buffers.length === 1 ? "buffer" : "buffers"}` : names;
}

/** 15,020 · 3.2 M · 1.1 G */
function formatCount(count: number): string {
  if (count < 1e5) return Math.round(count).toLocaleString("en-US");
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} M` : `${(count / 1e9).toFixed(2)} G`;
}

function alignColumns(rows: readonly (readonly string[])[], rightAligned: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return rightAligned.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
