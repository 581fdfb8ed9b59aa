/** Points that wait for the next `points` event, series by series, as JSON can carry them. */
import { encodePointValue, type PointValue, type SeriesPoints } from "@downhill/protocol";

export interface PointBuffer {
  /**
   * Steps of one series must rise; a point at or before the series' last one is left out: after a device loss the same steps
   * are computed again, and they were told already.
   */
  add(series: string, step: number, value: number): void;
  readonly size: number;
  /** All waiting points; the buffer is empty afterwards. */
  take(): SeriesPoints[];
}

export function createPointBuffer(): PointBuffer {
  const waiting = new Map<string, { steps: number[]; values: PointValue[] }>();
  const lastSteps = new Map<string, number>();
  let size = 0;
  return {
    add(series, step, value) {
      if (step <= (lastSteps.get(series) ?? -1)) return;
      lastSteps.set(series, step);
      let points = waiting.get(series);
      if (!points) {
        points = { steps: [], values: [] };
        waiting.set(series, points);
      }
      points.steps.push(step);
      points.values.push(encodePointValue(value));
      size += 1;
    },
    get size() {
      return size;
    },
    take() {
      const taken = [...waiting].map(([series, { steps, values }]) => ({ series, steps, values }));
      waiting.clear();
      size = 0;
      return taken;
    },
  };
}
