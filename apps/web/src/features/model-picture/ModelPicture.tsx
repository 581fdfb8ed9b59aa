"use client";
/** A model to look at: the same cards as on the canvas, without ports and handles. For experiments, share pages and previews. */
import { type BlockInstance, getBlock, type ModelDocument, parseParameters } from "@downhill/model";
import { cn } from "../../ui/cn.ts";
import { formatCompact, formatCount, formatShape } from "../../ui/formatNumber.ts";
import { colourOfCategory, iconOfBlock } from "../modeling/palette/blockIcons.ts";
import { cardSize, layoutModelPicture, type PicturePoint } from "./layoutModelPicture.ts";
import { useFittingScale } from "./useFittingScale.ts";

/** What the model's check found out about a block. */
export interface BlockFacts {
  /** Of one sample. */
  readonly outputShape: readonly number[] | null;
  readonly parameterCount: number;
}

export function ModelPicture({
  document,
  facts,
  label,
  className,
}: {
  document: ModelDocument;
  /** By block id; without it the cards show no shapes. */
  facts?: ReadonlyMap<string, BlockFacts>;
  /** What the picture shows, for screen readers: "Model of experiment 3". */
  label: string;
  className?: string;
}) {
  const { width, height, cards, lines } = layoutModelPicture(document);
  const { ref, scale } = useFittingScale(width);
  const blocks = new Map(document.blocks.map((block) => [block.id, block]));
  return (
    <div ref={ref} className={cn("overflow-x-auto overflow-y-hidden", className)}>
      <div className="mx-auto" style={{ width: width * scale, height: Math.ceil(height * scale) + 1 }}>
        <div className="relative origin-top-left" style={{ width, height, transform: `scale(${scale})` }}>
          <svg
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            className="absolute inset-0 stroke-line-strong"
            fill="none"
            aria-hidden="true"
          >
            {lines.map((line) => (
              <path key={line.id} d={smoothPath(line.points)} strokeWidth={1.5} />
            ))}
          </svg>
          <ol aria-label={label}>
            {cards.map(({ blockId, x, y }) => {
              const block = blocks.get(blockId);
              return block ? (
                <li key={blockId} className="absolute" style={{ left: x, top: y, ...cardSize }}>
                  <PictureCard block={block} facts={facts?.get(blockId)} />
                </li>
              ) : null;
            })}
          </ol>
        </div>
      </div>
    </div>
  );
}

function PictureCard({ block, facts }: { block: BlockInstance; facts: BlockFacts | undefined }) {
  const definition = getBlock(block.kind);
  const parameters = definition ? parseParameters(definition.parameters, block.parameters) : null;
  const description = definition && parameters?.ok ? definition.describe(parameters.value) : "";
  const Icon = iconOfBlock(block.kind, definition?.category);
  const colour = colourOfCategory(definition?.category);
  return (
    <div
      className="flex h-full items-center gap-1.5 overflow-hidden rounded-md border border-line bg-surface pr-2"
      style={{ boxShadow: `inset 3px 0 0 ${colour}` }}
    >
      <Icon className="ml-2.5 size-4 shrink-0" style={{ color: colour }} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{block.name}</p>
        <p className="truncate text-ink-2 text-small">{definition ? description : `unknown block "${block.kind}"`}</p>
      </div>
      {facts ? (
        <div className="shrink-0 text-right text-ink-2 text-small">
          {facts.outputShape ? <p className="num">{formatShape(facts.outputShape)}</p> : null}
          {facts.parameterCount > 0 ? (
            <p className="text-ink-3 tabular-nums" title={`${formatCount(facts.parameterCount)} parameters`}>
              {formatCompact(facts.parameterCount)} params
            </p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** Straight down where points stand above one another, an S where a line changes lanes. */
function smoothPath(points: readonly PicturePoint[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M${first.x} ${first.y}`;
  let from = first;
  for (const to of rest) {
    const bend = (to.y - from.y) / 2;
    path += from.x === to.x ? `V${to.y}` : `C${from.x} ${from.y + bend} ${to.x} ${to.y - bend} ${to.x} ${to.y}`;
    from = to;
  }
  return path;
}
