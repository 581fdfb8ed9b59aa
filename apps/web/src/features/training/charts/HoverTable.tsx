import { formatCount, formatNumber } from "../../../ui/formatNumber.ts";
import { type ChartLine, findValueAt, type XAxisKind } from "./prepareRunChart.ts";

/** What stands under the crosshair: every line's value at that step, from the full data. */
export function HoverTable({
  lines,
  at,
  x,
  format,
}: {
  lines: readonly ChartLine[];
  at: number;
  x: XAxisKind;
  format: (value: number) => string;
}) {
  const first = lines[0];
  if (!first) return null;
  const step = x === "epoch" ? at * first.stepsPerEpoch : at;
  return (
    <div className="rounded-md border border-line bg-raised px-2.5 py-1.5 text-small shadow-raised">
      <p className="mb-1 text-ink-2">
        Step <span className="num">{formatCount(step)}</span>, epoch{" "}
        <span className="num">{formatNumber(step / first.stepsPerEpoch)}</span>
      </p>
      <table>
        <tbody>
          {lines.map((line) => {
            const point = findValueAt(line, at, x);
            return (
              <tr key={line.key}>
                <td className="pr-2">
                  <svg width="14" height="6" aria-hidden="true">
                    <line
                      x1="0"
                      x2="14"
                      y1="3"
                      y2="3"
                      stroke={line.color}
                      strokeWidth="2"
                      strokeDasharray={line.subset === "validation" ? "4 2" : undefined}
                    />
                  </svg>
                </td>
                <td className="pr-3">{line.label}</td>
                <td className="num text-right">{point ? format(point.value) : "–"}</td>
                <td className="num pl-2 text-ink-3">
                  {point && Math.abs(point.step - step) >= 0.5 ? `at ${formatCount(point.step)}` : ""}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
