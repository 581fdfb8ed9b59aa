"use client";
/** A small picture of what a generator makes: its points, coloured by class or height, or a sheet of its images. */
import { type DatasetSource, generateContent, type LabelledImages, type PreviewPoint, previewPoints } from "@downhill/data";
import { useEffect, useMemo, useRef } from "react";

type GeneratorSource = Extract<DatasetSource, { kind: "generator" }>;

const pointsDrawn = 300;
const sheet = { columns: 8, rows: 4 };

export function ContentPicture({ source }: { source: GeneratorSource }) {
  const content = useMemo(() => {
    const count = source.generator === "renderedDigits" ? sheet.columns * sheet.rows : pointsDrawn;
    const result = generateContent({ ...source, parameters: { ...source.parameters, count } });
    return result.ok ? result.value : null;
  }, [source]);
  if (content?.kind === "images") return <ImageSheet images={content.images} />;
  return <Scatter points={content ? previewPoints(content, { limit: pointsDrawn }) : []} />;
}

function Scatter({ points }: { points: readonly PreviewPoint[] }) {
  const isGraded = points.some(({ group }) => !Number.isInteger(group));
  const reach = Math.max(1e-9, ...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)])) * 1.05;
  return (
    <svg viewBox="-100 -100 200 200" className="block h-full w-full" aria-hidden="true">
      {points.map(({ x, y, group }, index) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: a generated point has no other name than its place in the list
          key={index}
          cx={((x / reach) * 100).toFixed(1)}
          cy={((-y / reach) * 100).toFixed(1)}
          r={3}
          fill={
            isGraded
              ? `color-mix(in oklab, var(--series-2) ${Math.round(group * 100)}%, var(--series-1))`
              : `var(--series-${(group % 8) + 1})`
          }
        />
      ))}
    </svg>
  );
}

/** Grey values become the opacity of black ink, which the dark theme turns white. */
function ImageSheet({ images }: { images: LabelledImages }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = images;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    for (let index = 0; index < images.count; index++) {
      const tile = context.createImageData(width, height);
      for (let pixel = 0; pixel < width * height; pixel++)
        tile.data[pixel * 4 + 3] = images.pixels[index * width * height + pixel] ?? 0;
      context.putImageData(tile, (index % sheet.columns) * width, Math.floor(index / sheet.columns) * height);
    }
  }, [images, width, height]);
  return (
    <canvas
      ref={canvas}
      width={sheet.columns * width}
      height={sheet.rows * height}
      className="block h-full w-full object-contain dark:invert"
    />
  );
}
