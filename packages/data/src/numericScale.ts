/** Reads encoded numbers back: natural value = encoded * scale + offset, so an error of 0.2 in encoded units is 0.2 * scale in the column's own. */
import type { DatasetDefinition } from "./datasetDefinition.ts";
import { scaling } from "./encodeColumn.ts";
import type { EncodedDataset } from "./encodedDataset.ts";

/** Null for a feature that is not one column of numbers. */
export function numericScale(options: {
  readonly definition: DatasetDefinition;
  readonly encoded: Pick<EncodedDataset, "statistics">;
  readonly feature: string;
}): { readonly scale: number; readonly offset: number } | null {
  const { definition, encoded, feature } = options;
  const columns = definition.features.find(({ name }) => name === feature)?.columns;
  const column = definition.columns.find(({ name }) => columns?.length === 1 && name === columns[0]);
  const statistics = encoded.statistics.find(({ name }) => name === column?.name);
  if (!column || !statistics || (column.type !== "numeric" && column.type !== "date")) return null;
  if (column.encoding !== "standardization" && column.encoding !== "min-max" && column.encoding !== "none") return null;
  return scaling(column.encoding, statistics);
}
