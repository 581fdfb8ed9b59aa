"use client";
/** The data of a sample at a glance: a scatter of its points, or a sheet of its images. Drawn from the generator itself. */
import { generateContent, type LabelledImages, type PreviewPoint, previewPoints } from "@downhill/data";
import { useEffect, useMemo, useRef } from "react";
import type { Sample } from "./samples.ts";

const sheet = { columns: 10, rows: 6 };
const scatterPoints = 320;

export function SamplePicture({ sample }: { sample: Sample }) {
  const content = useMemo(() => {
    const result = generateContent(smallSource(sample.source));
    return result.ok ? result.value : null;
  }, [sample]);
  if (content?.kind === "images") return <ImageSheet images={content.images} />;
  return <Scatter points={content ? previewPoints(content, { limit: scatterPoints }) : []} />;
}

/** Enough of the data for a picture, and no more work than that. */
function smallSource(source: Sample["source"]): Sample["source"] {
  const count = source.generator === "renderedDigits" ? sheet.columns * sheet.rows : scatterPoints;
  return { ...source, parameters: { ...source.parameters, count } };
}

function Scatter({ points }: { points: readonly PreviewPoint[] }) {
  const isGraded = points.some((point) => !Number.isInteger(point.group));
  const reach = Math.max(1e-9, ...points.flatMap((point) => [Math.abs(point.x), Math.abs(point.y)])) * 1.06;
  return (
    <svg viewBox="-160 -84 320 168" className="block w-full" aria-hidden="true">
      {points.map((point, index) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: a generated point has no other name than its place in the list
          key={index}
          cx={((point.x / reach) * (isGraded ? 160 : 84)).toFixed(1)}
          cy={((-point.y / reach) * 84).toFixed(1)}
          r={isGraded ? 4 : 2.6}
          fill={colourOf(point.group, isGraded)}
        />
      ))}
    </svg>
  );
}

function colourOf(group: number, isGraded: boolean): string {
  if (isGraded) return `color-mix(in oklab, var(--series-2) ${Math.round(group * 100)}%, var(--series-1))`;
  return group === 0 ? "var(--series-1)" : "var(--series-2)";
}

/** Grey values become the opacity of black ink, which the dark theme turns white. */
function ImageSheet({ images }: { images: LabelledImages }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = images;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    for (let index = 0; index < Math.min(images.count, sheet.columns * sheet.rows); index++) {
      const tile = context.createImageData(width, height);
      for (let pixel = 0; pixel < width * height; pixel++) {
        tile.data[pixel * 4 + 3] = images.pixels[(index * width * height + pixel) * images.channels] ?? 0;
      }
      context.putImageData(tile, (index % sheet.columns) * width, Math.floor(index / sheet.columns) * height);
    }
  }, [images, width, height]);
  return (
    <canvas
      ref={canvas}
      width={sheet.columns * width}
      height={sheet.rows * height}
      className="block aspect-[320/168] w-full object-contain dark:invert"
    />
  );
}
