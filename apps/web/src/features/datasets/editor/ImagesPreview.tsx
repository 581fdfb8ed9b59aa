"use client";
import { useEffect, useRef } from "react";
import { formatCount, formatPercent, formatShape } from "../../../ui/formatNumber.ts";
import type { ImagesDescription } from "../reading/contentDescription.ts";

/** The first images with their labels, and how many there are of each class. */
export function ImagesPreview({ description }: { description: ImagesDescription }) {
  const { inspection } = description;
  const most = Math.max(1, ...inspection.classCounts.map(({ count }) => count));
  const size = inspection.height * inspection.width * inspection.channels;
  return (
    <div className="space-y-6">
      <section className="space-y-2">
        <h3 className="font-medium">Images</h3>
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(48px,1fr))] gap-2">
          {description.labels.map((label, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an image has no other name than its number
            <li key={index} className="space-y-0.5">
              <ImageTile
                pixels={description.pixels.subarray(index * size, (index + 1) * size)}
                height={inspection.height}
                width={inspection.width}
                channels={inspection.channels}
                label={label}
              />
              <span className="block truncate text-center text-ink-2 text-small tabular-nums">{label}</span>
            </li>
          ))}
        </ul>
        <p className="text-ink-3 text-small">
          {`Images 1 to ${formatCount(description.labels.length)} of ${formatCount(inspection.count)}, ${formatShape([inspection.height, inspection.width, inspection.channels])} pixels, mean brightness ${formatPercent(inspection.meanPixel)}`}
        </p>
      </section>
      <section className="space-y-2">
        <h3 className="font-medium">Labels</h3>
        <ul className="max-w-lg space-y-0.5">
          {inspection.classCounts.map(({ value, count }) => (
            <li key={value} className="flex items-center gap-2">
              <span className="w-10 shrink-0 truncate text-right tabular-nums">{value}</span>
              <span className="h-4 min-w-px rounded-sm bg-series-1" style={{ width: `calc((100% - 112px) * ${count / most})` }} />
              <span className="num text-ink-2 text-small">{formatCount(count)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

interface ImageTileProps {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly label: string;
}

function ImageTile({ pixels, height, width, channels, label }: ImageTileProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const tile = context.createImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        tile.data[pixel * 4 + channel] = pixels[pixel * channels + (channels === 3 ? channel : 0)] ?? 0;
      }
      tile.data[pixel * 4 + 3] = 255;
    }
    context.putImageData(tile, 0, 0);
  }, [pixels, height, width, channels]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={`Image of class ${label}`}
      className="block aspect-square w-full rounded-sm bg-sunken object-contain [image-rendering:pixelated]"
    />
  );
}
