import { expect } from "vitest";
import type { ReferenceArray, Tolerance } from "./referenceFolder.ts";

/** What differs most, in one line; null when every value lies within atol + rtol · |wanted|. */
export function findDifference(
  name: string,
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: Tolerance,
): string | null {
  if (got.length !== wanted.length) return `${name}: ${got.length} values, ${wanted.length} wanted`;
  let worst = 1;
  let place = -1;
  for (let i = 0; i < wanted.length; i++) {
    const want = wanted[i] ?? Number.NaN;
    const distance = Math.abs((got[i] ?? Number.NaN) - want) / (tolerance.atol + tolerance.rtol * Math.abs(want) || 1e-300);
    const isExact = got[i] === want;
    if (!isExact && !(distance <= worst)) {
      worst = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
      place = i;
    }
  }
  return place < 0
    ? null
    : `${name}[${place}] is ${got[place]}, wanted ${wanted[place]}: ${worst.toPrecision(3)} times the tolerance`;
}

export function expectClose(name: string, got: ArrayLike<number>, wanted: ReferenceArray, tolerance: Tolerance): void {
  expect(findDifference(name, got, wanted.values, tolerance)).toBeNull();
}
