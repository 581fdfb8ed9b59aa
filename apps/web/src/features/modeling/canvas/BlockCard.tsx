"use client";
import { getBlock, type PortDefinition, parseParameters } from "@downhill/model";
import { Handle, type Node, type NodeProps, Position, useConnection, useStore } from "@xyflow/react";
import { memo } from "react";
import { cn } from "../../../ui/cn.ts";
import { formatCompact, formatCount, formatShape } from "../../../ui/formatNumber.ts";
import { colourOfCategory, iconOfBlock } from "../palette/blockIcons.ts";
import { useBlockReport } from "../report/ReportContext.tsx";
import { useBlock } from "../state/ModelingContext.tsx";
import { useCanvasSettings } from "./CanvasSettings.tsx";

export type BlockNode = Node<{ blockId: string }, "block">;

const blockWidth = 208;

/** One block: kind by edge and sign, name, the parameters that matter, what comes out and how many weights; its errors stay on it. */
export const BlockCard = memo(function BlockCard({ data, selected }: NodeProps<BlockNode>) {
  const block = useBlock(data.blockId);
  const report = useBlockReport(data.blockId);
  const isFar = useStore((state) => state.transform[2] < 0.45);
  const { direction, unfitInputs } = useCanvasSettings();
  if (!block) return null;

  const definition = getBlock(block.kind);
  const colour = colourOfCategory(definition?.category);
  const Icon = iconOfBlock(block.kind, definition?.category);
  const error = report?.issues.find((issue) => issue.severity === "error");
  const warning = report?.issues.find((issue) => issue.severity === "warning");
  const firstOutput = definition?.outputs[0]?.name;
  const firstInput = definition?.inputs[0]?.name;
  // A target lets nothing out; what arrives at it is what one wants to see.
  const shape = firstOutput ? report?.outputs[firstOutput] : report?.inputs[firstInput ?? ""]?.[0];
  return (
    <div
      data-testid="block"
      data-kind={block.kind}
      className={cn(
        "relative rounded-md border bg-surface text-ink transition-[border-color,box-shadow] duration-100",
        selected ? "border-accent shadow-[0_0_0_1px_var(--accent)]" : "border-line-strong hover:border-ink-3",
        error && !selected && "border-danger",
      )}
      style={{ width: blockWidth }}
    >
      <span
        aria-hidden
        className={cn("absolute inset-y-[-1px] left-[-1px] w-1 rounded-l-md", error && "bg-danger")}
        style={error ? undefined : { background: colour }}
      />
      <Ports blockId={block.id} ports={definition?.inputs ?? []} side="in" direction={direction} unfit={unfitInputs} />
      <Ports blockId={block.id} ports={definition?.outputs ?? []} side="out" direction={direction} />
      {isFar ? (
        <div className="flex h-[76px] items-center gap-2 pr-2 pl-4">
          <Icon className="size-6 shrink-0" style={{ color: colour }} aria-hidden />
          <span className="truncate font-medium text-[22px]">{block.name}</span>
        </div>
      ) : (
        <>
          <div className="px-3 pt-2 pb-1.5 pl-4">
            <div className="flex items-center gap-1.5">
              <Icon className="size-3.5 shrink-0" style={{ color: colour }} aria-hidden />
              <span className="min-w-0 flex-1 truncate font-medium">{block.name}</span>
            </div>
            <p className="truncate text-ink-2 text-small">{describeBlock(block.kind, block.parameters)}</p>
          </div>
          <div className="flex items-baseline gap-2 border-line border-t px-3 py-1 pl-4 text-small">
            <span
              className="num min-w-0 flex-1 truncate text-ink"
              title={shape ? `${firstOutput ? "Output" : "Input"} shape ${formatShape(shape)}` : undefined}
            >
              {shape ? formatShape(shape) : report ? <span className="text-ink-3">no shape yet</span> : "\u00a0"}
            </span>
            {report && report.parameterCount > 0 ? (
              <span className="shrink-0 text-ink-3 tabular-nums" title={`${formatCount(report.parameterCount)} parameters`}>
                {formatCompact(report.parameterCount)} params
              </span>
            ) : null}
          </div>
          {error ? (
            <p className="rounded-b-[5px] border-danger/40 border-t bg-danger-soft px-3 py-1.5 pl-4 text-danger-ink text-small">
              {error.message}
            </p>
          ) : warning ? (
            <p className="rounded-b-[5px] border-warning/40 border-t bg-warning-soft px-3 py-1.5 pl-4 text-small text-warning-ink">
              {warning.message}
            </p>
          ) : null}
        </>
      )}
    </div>
  );
});

/** The catalogue's own words for the parameters that matter; an unknown kind says so. */
export function describeBlock(kind: string, parameters: Readonly<Record<string, unknown>>): string {
  const definition = getBlock(kind);
  if (!definition) return `Unknown kind “${kind}”`;
  const parsed = parseParameters(definition.parameters, parameters);
  return parsed.ok ? definition.describe(parsed.value) : "Check its options";
}

function Ports({
  blockId,
  ports,
  side,
  direction,
  unfit,
}: {
  blockId: string;
  ports: readonly PortDefinition[];
  side: "in" | "out";
  direction: "down" | "right";
  unfit?: ReadonlySet<string>;
}) {
  const drawing = useConnection((connection) => (connection.inProgress ? connection.fromHandle.type : null));
  const position =
    side === "in"
      ? direction === "down"
        ? Position.Top
        : Position.Left
      : direction === "down"
        ? Position.Bottom
        : Position.Right;
  return ports.map((port, index) => {
    const share = `${((index + 1) / (ports.length + 1)) * 100}%`;
    const awaited = drawing !== null && (drawing === "source") === (side === "in");
    const isUnfit = awaited && unfit?.has(`${blockId}.${port.name}`);
    return (
      <Handle
        key={port.name}
        id={port.name}
        type={side === "in" ? "target" : "source"}
        position={position}
        // By keyboard and by ear, blocks are joined in the inspector.
        aria-hidden
        title={ports.length > 1 ? port.label : undefined}
        style={direction === "down" ? { left: share } : { top: share }}
        className={cn(
          "downhill-port",
          port.isVariadic && "downhill-port-many",
          awaited && !isUnfit && "downhill-port-awaited",
          drawing !== null && (!awaited || isUnfit) && "opacity-25",
        )}
      />
    );
  });
}
