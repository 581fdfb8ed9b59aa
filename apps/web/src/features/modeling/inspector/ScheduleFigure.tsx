"use client";
import { type CompilerOptions, parseParameters, planRates, type ScheduleDefinition } from "@downhill/model";
import { formatCount, formatNumber } from "../../../ui/formatNumber.ts";

const width = 300;
const height = 44;

/** The learning rate as planned, from the first step to the last. */
export function ScheduleFigure({
  schedule,
  options,
  totalSteps,
}: {
  schedule: ScheduleDefinition;
  options: CompilerOptions;
  totalSteps: number;
}) {
  const parsed = parseParameters(schedule.parameters, options.schedule.parameters);
  if (!parsed.ok || totalSteps < 1) return null;
  const lastStep = totalSteps - 1;
  const rateAt = planRates(options, totalSteps);
  const rates = Array.from({ length: 121 }, (_, index) => rateAt(Math.round((index / 120) * lastStep), null));
  // A rate that never changes is said by its field.
  if (rates.every((rate) => rate === rates[0])) return null;
  const top = Math.max(...rates, Number.MIN_VALUE);
  const points = rates.map((rate, index) => `${(index / 120) * width},${height - 2 - (rate / top) * (height - 6)}`);
  const first = formatNumber(rates[0] ?? 0);
  const last = formatNumber(rates.at(-1) ?? 0);
  return (
    <figure className="mt-2">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="h-11 w-full rounded-sm bg-sunken"
        role="img"
        aria-label={`Learning rate from ${first} at the first step to ${last} at the last`}
      >
        <polyline
          points={points.join(" ")}
          fill="none"
          stroke="var(--series-1)"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="flex justify-between text-ink-3 text-small tabular-nums">
        <span>{first}</span>
        <span>
          {last} at step {formatCount(lastStep)}
        </span>
      </figcaption>
    </figure>
  );
}
