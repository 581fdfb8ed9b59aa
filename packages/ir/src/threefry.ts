/**
 * Threefry-2x32 with 20 rounds, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers:
 * as easy as 1, 2, 3" (SC 2011). The same bits as Random123's `threefry2x32`; every target computes them with wrapping u32 arithmetic.
 */

const parity = 0x1bd11bda;

function rotateLeft(x: number, distance: number): number {
  return (x << distance) | (x >>> (32 - distance));
}

/** Two u32 words that depend on nothing but key and counter. */
export function threefry2x32(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const key2 = parity ^ key0 ^ key1;
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;

  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 13) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 15) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 26) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 6) ^ x0;
  x0 = (x0 + key1) | 0;
  x1 = (x1 + key2 + 1) | 0;

  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 17) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 29) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 16) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 24) ^ x0;
  x0 = (x0 + key2) | 0;
  x1 = (x1 + key0 + 2) | 0;

  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 13) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 15) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 26) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 6) ^ x0;
  x0 = (x0 + key0) | 0;
  x1 = (x1 + key1 + 3) | 0;

  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 17) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 29) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 16) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 24) ^ x0;
  x0 = (x0 + key1) | 0;
  x1 = (x1 + key2 + 4) | 0;

  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 13) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 15) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 26) ^ x0;
  x0 = (x0 + x1) | 0;
  x1 = rotateLeft(x1, 6) ^ x0;
  x0 = (x0 + key2) | 0;
  x1 = (x1 + key0 + 5) | 0;

  return [x0 >>> 0, x1 >>> 0];
}
