/** Where the landscape and its ball stand in the figure. Screen coordinates are those of its `viewBox`, y downwards. */
import type { LossLandscape } from "./lossLandscape.ts";

export const figureWidth = 640;
export const figureHeight = 256;
const top = 36;
const bottom = 24;
/** The loss at the top and at the bottom of the drawing. */
const highLoss = 2.75;
const lowLoss = 0.2;

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

export function toScreen(landscape: LossLandscape, weight: number, loss: number): ScreenPoint {
  const clamped = Math.min(landscape.to, Math.max(landscape.from, weight));
  return {
    x: ((clamped - landscape.from) / (landscape.to - landscape.from)) * figureWidth,
    y: top + ((highLoss - Math.min(highLoss, loss)) / (highLoss - lowLoss)) * (figureHeight - top - bottom),
  };
}

export function weightAtX(landscape: LossLandscape, x: number): number {
  return landscape.from + (x / figureWidth) * (landscape.to - landscape.from);
}

/** The ball lies on the curve, not in it: its centre is one radius away along the normal. */
export function ballCentre(landscape: LossLandscape, weight: number, radius: number): ScreenPoint {
  const clamped = Math.min(landscape.to, Math.max(landscape.from, weight));
  const spot = toScreen(landscape, clamped, landscape.lossAt(clamped));
  const ahead = toScreen(landscape, clamped + 1e-3, landscape.lossAt(clamped + 1e-3));
  const behind = toScreen(landscape, clamped - 1e-3, landscape.lossAt(clamped - 1e-3));
  const along = { x: ahead.x - behind.x, y: ahead.y - behind.y };
  const length = Math.hypot(along.x, along.y) || 1;
  return { x: spot.x + (along.y / length) * radius, y: spot.y - (along.x / length) * radius };
}

export function landscapeCurve(landscape: LossLandscape): string {
  const pieces = 160;
  const points = Array.from({ length: pieces + 1 }, (_, index) => {
    const weight = landscape.from + (index / pieces) * (landscape.to - landscape.from);
    const { x, y } = toScreen(landscape, weight, landscape.lossAt(weight));
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join("L")}`;
}

/** The ground under the curve. */
export function landscapeArea(landscape: LossLandscape): string {
  return `${landscapeCurve(landscape)}L${figureWidth} ${figureHeight}L0 ${figureHeight}Z`;
}
