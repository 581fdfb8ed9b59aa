import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface Fact {
  readonly key?: string;
  readonly label: string;
  readonly value: ReactNode;
  /** Stands out: it differs from the default. */
  readonly isMarked?: boolean;
  /** Belongs to the fact above it. */
  readonly isPart?: boolean;
}

/** Names and values, two columns: the settings and circumstances of something. */
export function FactTable({ facts, caption, className }: { facts: readonly Fact[]; caption: string; className?: string }) {
  return (
    <table className={cn("w-full border-collapse text-body", className)}>
      <caption className="sr-only">{caption}</caption>
      <tbody>
        {facts.map(({ key, label, value, isMarked, isPart }) => (
          <tr key={key ?? label} className="border-line border-b last:border-b-0">
            <th scope="row" className={cn("w-[45%] py-1.5 pr-3 text-left align-top font-normal text-ink-2", isPart && "pl-4")}>
              {label}
            </th>
            <td className={cn("break-words py-1.5 text-ink tabular-nums", isMarked && "font-semibold")}>
              {value}
              {isMarked ? <span className="sr-only"> (differs from the default)</span> : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
