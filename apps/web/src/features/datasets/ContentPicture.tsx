"use client";
/** A small picture of what a generator makes: its points, coloured by class or height, or a sheet of its images. */
import { type DatasetSource, generateContent, type LabelledImages, type PreviewPoint, previewPoints } from "@downhill/data";
import { useEffect, useMemo, useRef } from "react";

type GeneratorSource = Extract<DatasetSource, { kind: "generator" }>;

/** Half the width and height of the drawing, the size of a point in it, and how many images make a sheet. */
interface Format {
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly radius: number;
  readonly columns: number;
  readonly rows: number;
}

const formats = {
  square: { halfWidth: 100, halfHeight: 100, radius: 3, columns: 8, rows: 4 },
  wide: { halfWidth: 160, halfHeight: 84, radius: 2.6, columns: 10, rows: 6 },
} satisfies Record<string, Format>;

const pointsDrawn = 320;

/** Fills its place, whose proportions should be about those of the shape; `wide` is 320 to 168. */
export function ContentPicture({ source, shape = "square" }: { source: GeneratorSource; shape?: keyof typeof formats }) {
  const format = formats[shape];
  const content = useMemo(() => {
    // Enough of the data for a picture, and no more work than that.
    const count = source.generator === "renderedDigits" ? format.columns * format.rows : pointsDrawn;
    const result = generateContent({ ...source, parameters: { ...source.parameters, count } });
    return result.ok ? result.value : null;
  }, [source, format]);
  if (content?.kind === "images") return <ImageSheet images={content.images} format={format} />;
  return <Scatter points={content ? previewPoints(content, { limit: pointsDrawn }) : []} format={format} />;
}

function Scatter({ points, format }: { points: readonly PreviewPoint[]; format: Format }) {
  const { halfWidth, halfHeight, radius } = format;
  const isGraded = points.some(({ group }) => !Number.isInteger(group));
  const reach = Math.max(1e-9, ...points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)])) * 1.06;
  // A graded surface may be stretched to the frame; the shapes that classes make may not.
  const scaleX = isGraded ? halfWidth : Math.min(halfWidth, halfHeight);
  return (
    <svg
      viewBox={`${-halfWidth} ${-halfHeight} ${2 * halfWidth} ${2 * halfHeight}`}
      className="block h-full w-full"
      aria-hidden="true"
    >
      {points.map(({ x, y, group }, index) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: a generated point has no other name than its place in the list
          key={index}
          cx={((x / reach) * scaleX).toFixed(1)}
          cy={((-y / reach) * halfHeight).toFixed(1)}
          r={isGraded ? radius * 1.5 : radius}
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
function ImageSheet({ images, format }: { images: LabelledImages; format: Format }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = images;
  const { columns, rows } = format;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    for (let index = 0; index < images.count; index++) {
      const tile = context.createImageData(width, height);
      for (let pixel = 0; pixel < width * height; pixel++)
        tile.data[pixel * 4 + 3] = images.pixels[(index * width * height + pixel) * images.channels] ?? 0;
      context.putImageData(tile, (index % columns) * width, Math.floor(index / columns) * height);
    }
  }, [images, width, height, columns]);
  return (
    <canvas
      ref={canvas}
      width={columns * width}
      height={rows * height}
      className="block h-full w-full object-contain dark:invert"
    />
  );
}
