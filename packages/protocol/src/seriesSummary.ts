/** A series in one line, for lists: its last point and its finite extremes. */
import type { PointValue } from "./run.ts";

export interface SeriesSummary {
  readonly series: string;
  readonly step: number;
  readonly last: PointValue;
  /** Null while no finite value has been recorded. */
  readonly min: number | null;
  readonly max: number | null;
}
