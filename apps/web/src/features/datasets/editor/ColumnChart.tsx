import type { ColumnInspection, HistogramBin } from "@downhill/data";
import { cn } from "../../../ui/cn.ts";
import { formatCount, formatNumber, formatPercent } from "../../../ui/formatNumber.ts";

const width = 240;
const height = 56;
const barsShown = 5;

interface ColumnChartProps {
  readonly column: ColumnInspection;
  /** The column is left out: its bars step back. */
  readonly isMuted: boolean;
}

/** What a column holds, drawn: a histogram of numbers, or bars of its most frequent values. */
export function ColumnChart({ column, isMuted }: ColumnChartProps) {
  if (column.numbers) return <Histogram column={column} isMuted={isMuted} />;
  return <CategoryBars column={column} isMuted={isMuted} />;
}

function Histogram({ column, isMuted }: ColumnChartProps) {
  const bins = column.numbers?.bins ?? [];
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const step = width / Math.max(1, bins.length);
  const barWidth = Math.min(step - 1, width / 6);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className="block h-14 w-full" role="img">
      <title>{`Histogram of ${column.name}, ${formatNumber(column.numbers?.min ?? 0)} to ${formatNumber(column.numbers?.max ?? 0)}`}</title>
      {bins.map((bin, index) => {
        // A bin that holds anything shows at least one pixel.
        const barHeight = bin.count === 0 ? 0 : Math.max(1, (bin.count / most) * (height - 2));
        return (
          <rect
            key={bin.from}
            x={index * step + (step - barWidth) / 2}
            y={height - barHeight}
            width={barWidth}
            height={barHeight}
            className={isMuted ? "fill-line-strong" : "fill-series-1"}
          >
            <title>{`${formatBin(bin)}: ${formatCount(bin.count)}`}</title>
          </rect>
        );
      })}
      <line x1={0} x2={width} y1={height - 0.25} y2={height - 0.25} className="stroke-line-strong" strokeWidth={0.5} />
    </svg>
  );
}

/** Bins around one whole number are named by it. */
function formatBin({ from, to }: HistogramBin): string {
  const isWhole = to - from === 1 && Number.isInteger(from + 0.5);
  return isWhole || from === to ? formatNumber((from + to) / 2) : `${formatNumber(from)} to ${formatNumber(to)}`;
}

function CategoryBars({ column, isMuted }: ColumnChartProps) {
  const categories = column.categories ?? [];
  const shown = categories.slice(0, barsShown);
  const most = Math.max(1, ...shown.map(({ count }) => count));
  const rest = column.count - shown.reduce((sum, { count }) => sum + count, 0);
  const restValues = column.distinct - shown.length;
  if (shown.length === 0) return <p className="h-14 text-ink-3">No cell has a value.</p>;
  return (
    <ul className="space-y-0.5" aria-label={`Most frequent values of ${column.name}`}>
      {shown.map(({ value, count }) => (
        <li key={value} className="relative flex h-5 items-center justify-between gap-2 overflow-hidden rounded-sm px-1.5">
          <span
            aria-hidden
            className={cn("absolute inset-y-0 left-0 rounded-sm", isMuted ? "bg-hover" : "bg-series-1/20")}
            style={{ width: `${(count / most) * 100}%` }}
          />
          <span className="relative truncate" title={value}>
            {value}
          </span>
          <span className="num relative shrink-0 text-ink-2 text-small" title={formatPercent(count / Math.max(1, column.count))}>
            {formatCount(count)}
          </span>
        </li>
      ))}
      {restValues > 0 ? (
        <li className="flex h-5 items-center justify-between px-1.5 text-ink-3 text-small">
          <span>{restValues === 1 ? "1 other value" : `${formatCount(restValues)} other values`}</span>
          <span className="num">{formatCount(rest)}</span>
        </li>
      ) : null}
    </ul>
  );
}
