import { isMissingText } from "@downhill/data";
import { cn } from "../../../ui/cn.ts";
import { formatCount } from "../../../ui/formatNumber.ts";
import type { TableDescription } from "../reading/contentDescription.ts";

const mostColumns = 60;

/** The first rows of the file as they stand in it; missing cells are marked. */
export function RowsPreview({ description }: { description: TableDescription }) {
  const columns = description.inspection.columns.slice(0, mostColumns);
  const hidden = description.inspection.columns.length - columns.length;
  return (
    <figure className="space-y-2">
      <div className="max-h-[70dvh] overflow-auto rounded-lg border border-line bg-surface">
        <table className="w-full border-collapse">
          <thead className="sticky top-0 bg-surface">
            <tr className="border-line border-b">
              <th scope="col" className="h-7 px-2 text-right font-medium text-ink-3 text-small">
                Row
              </th>
              {columns.map((column) => (
                <th
                  key={column.name}
                  scope="col"
                  className={cn(
                    "h-7 whitespace-nowrap px-2 text-left font-medium text-small",
                    column.type === "numeric" && "text-right",
                  )}
                >
                  {column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {description.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row of a file has no other name than its number
              <tr key={index} className="border-line border-b last:border-b-0">
                <td className="num h-7 px-2 text-right text-ink-3 text-small">{index + 1}</td>
                {columns.map((column, place) => (
                  <Cell key={column.name} text={row[place] ?? ""} isNumber={column.type === "numeric"} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <figcaption className="text-ink-3 text-small">
        {`Rows 1 to ${formatCount(description.rows.length)} of ${formatCount(description.inspection.rowCount)}`}
        {hidden > 0 ? `, without the last ${formatCount(hidden)} columns` : ""}
      </figcaption>
    </figure>
  );
}

function Cell({ text, isNumber }: { text: string; isNumber: boolean }) {
  if (isMissingText(text)) {
    return (
      <td className={cn("h-7 px-2 text-ink-3 italic", isNumber && "text-right")}>{text.trim() === "" ? "missing" : text}</td>
    );
  }
  return (
    <td
      className={cn("h-7 max-w-64 truncate whitespace-nowrap px-2", isNumber && "num text-right")}
      title={text.length > 30 ? text : undefined}
    >
      {text}
    </td>
  );
}
