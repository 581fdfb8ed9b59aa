/**
 * Draws digits as grey images of 28 × 28 pixels: strokes, bent a little at every joint, then turned, slanted, scaled and moved at random, with
 * random thickness. No font and no file are involved.
 */
import type { LabelledImages } from "../labelledImages.ts";
import { createRandom, type Random } from "../random.ts";
import { digitShapes, type Stroke } from "./digitStrokes.ts";
import { type GeneratorDefinition, parameterValue, pointCount } from "./generator.ts";

const sidePixels = 28;
/** The unit square of the strokes becomes this many pixels. */
const glyphPixels = 20;

export const renderedDigits: GeneratorDefinition = {
  name: "renderedDigits",
  label: "Rendered digits",
  summary: "Digits drawn with a wobbly pen, 28 × 28 grey pixels: the classic first task for a convolutional network.",
  task: "classification",
  target: "label",
  parameters: [
    { ...pointCount, label: "Images", help: "How many images are drawn.", default: 2000 },
    {
      name: "rotation",
      label: "Rotation",
      help: "Largest turn in degrees, to either side.",
      min: 0,
      max: 45,
      step: 1,
      default: 12,
    },
    { name: "jitter", label: "Jitter", help: "How much the pen wobbles, in pixels.", min: 0, max: 3, step: 0.1, default: 0.7 },
    { name: "thickness", label: "Thickness", help: "Mean width of the pen in pixels.", min: 1, max: 5, step: 0.1, default: 2.4 },
    {
      name: "noise",
      label: "Noise",
      help: "Standard deviation of grey noise on every pixel, 1 is white.",
      min: 0,
      max: 0.5,
      step: 0.01,
      default: 0.02,
    },
  ],
  generate({ parameters, seed }) {
    const random = createRandom(seed);
    const count = parameterValue(parameters, "count");
    const pen = {
      rotation: (parameterValue(parameters, "rotation") * Math.PI) / 180,
      jitter: parameterValue(parameters, "jitter"),
      thickness: parameterValue(parameters, "thickness"),
      noise: parameterValue(parameters, "noise"),
    };
    const size = sidePixels * sidePixels;
    const pixels = new Uint8Array(count * size);
    const labels = new Uint8Array(count);
    for (let index = 0; index < count; index++) {
      const digit = index % 10;
      labels[index] = digit;
      drawDigit({ digit, random, pen, into: pixels.subarray(index * size, (index + 1) * size) });
    }
    const images: LabelledImages = {
      fileName: "Rendered digits",
      count,
      height: sidePixels,
      width: sidePixels,
      channels: 1,
      pixels,
      labels,
      classes: digitShapes.map((_, digit) => String(digit)),
    };
    return { kind: "images", images };
  },
};

interface Pen {
  readonly rotation: number;
  readonly jitter: number;
  readonly thickness: number;
  readonly noise: number;
}

function drawDigit(options: {
  readonly digit: number;
  readonly random: Random;
  readonly pen: Pen;
  readonly into: Uint8Array;
}): void {
  const { digit, random, pen, into } = options;
  const shapes = digitShapes[digit] ?? [];
  const strokes = shapes[random.below(shapes.length)] ?? [];
  const place = randomPlacement(random, pen);
  const radius = Math.max(0.5, (pen.thickness * (0.75 + 0.5 * random.uniform())) / 2);
  const ink = new Float64Array(into.length);
  for (const stroke of strokes) drawStroke(ink, stroke.map(place), radius);
  for (let pixel = 0; pixel < into.length; pixel++) {
    const grey = (ink[pixel] ?? 0) + (pen.noise > 0 ? pen.noise * random.normal() : 0);
    into[pixel] = Math.round(255 * Math.min(1, Math.max(0, grey)));
  }
}

type Point = readonly [x: number, y: number];

/** Maps a point of the unit square to pixels, with one random turn, slant, size and place per digit and a wobble per point. */
function randomPlacement(random: Random, pen: Pen): (point: Point) => Point {
  const angle = pen.rotation * (2 * random.uniform() - 1);
  const slant = 0.3 * (random.uniform() - 0.5);
  const width = glyphPixels * (0.8 + 0.3 * random.uniform());
  const height = glyphPixels * (0.88 + 0.2 * random.uniform());
  const centreX = sidePixels / 2 + 2 * (random.uniform() - 0.5);
  const centreY = sidePixels / 2 + 2 * (random.uniform() - 0.5);
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  // The wobble swings slowly along the strokes, so that arcs stay smooth.
  const phases = [random.uniform(), random.uniform()] as const;
  return ([x, y]) => {
    const wobbleX = pen.jitter * Math.sin(2 * Math.PI * (1.3 * y + 0.7 * x + phases[0]));
    const wobbleY = pen.jitter * Math.sin(2 * Math.PI * (1.1 * x + 0.6 * y + phases[1]));
    const fromX = (x - 0.5 - slant * (y - 0.5)) * width + wobbleX;
    const fromY = (y - 0.5) * height + wobbleY;
    return [centreX + cosine * fromX - sine * fromY, centreY + sine * fromX + cosine * fromY];
  };
}

/** Adds a polyline with round ends. A pixel's ink falls from 1 to 0 over one pixel at the edge. */
function drawStroke(ink: Float64Array, points: Stroke, radius: number): void {
  for (let index = 1; index < points.length; index++) {
    const from = points[index - 1];
    const to = points[index];
    if (from && to) drawSegment(ink, from, to, radius);
  }
}

function drawSegment(ink: Float64Array, from: Point, to: Point, radius: number): void {
  const reach = radius + 1;
  const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - reach));
  const right = Math.min(sidePixels - 1, Math.ceil(Math.max(from[0], to[0]) + reach));
  const top = Math.max(0, Math.floor(Math.min(from[1], to[1]) - reach));
  const bottom = Math.min(sidePixels - 1, Math.ceil(Math.max(from[1], to[1]) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const distance = distanceToSegment([x + 0.5, y + 0.5], from, to);
      const value = Math.min(1, Math.max(0, radius + 0.5 - distance));
      const pixel = y * sidePixels + x;
      ink[pixel] = Math.max(ink[pixel] ?? 0, value);
    }
  }
}

function distanceToSegment(point: Point, from: Point, to: Point): number {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / squared));
  return Math.hypot(point[0] - from[0] - along * dx, point[1] - from[1] - along * dy);
}
