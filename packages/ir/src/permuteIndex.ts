/**
 * A keyed shuffle of 0..count-1 that needs no table: a balanced Feistel network on the smallest even power of two that
 * holds `count`, walked until it lands below `count`. All arithmetic is u32 and wraps around; WGSL must match bit for bit:
 *
 *     mix(v):   v ^= v >> 16;  v *= 0x7feb352d;  v ^= v >> 15;  v *= 0x846ca68b;  v ^= v >> 16
 *     half:     least h >= 1 with 2^(2h) >= count          (a number of the program, not of the element)
 *     mask:     2^h - 1
 *     subkey i: mix(key + (i + 1) * 0x9e3779b9)            for rounds i = 0..7
 *     x = position mod count
 *     repeat
 *       left = x >> h;  right = x & mask
 *       for i = 0..7:  (left, right) = (right, left ^ (mix(right ^ subkey i) & mask))
 *       x = (left << h) | right
 *     until x < count
 *
 * The walk ends because the network is a bijection and started below `count`; it takes fewer than four rounds on average.
 * `mix` is Chris Wellons's "lowbias32" finalizer.
 */

const roundCount = 8;

/** lowbias32: an invertible scrambling of 32 bits. */
function mix(value: number): number {
  let v = value ^ (value >>> 16);
  v = Math.imul(v, 0x7feb352d);
  v ^= v >>> 15;
  v = Math.imul(v, 0x846ca68b);
  return (v ^ (v >>> 16)) >>> 0;
}

/** Bits of one half of the Feistel network for `count` places. */
export function getFeistelHalfBits(count: number): number {
  let half = 1;
  while (4 ** half < count) half++;
  return half;
}

/** Place of `position` in the shuffle of 0..count-1 that `key` chooses. `count` is 1..2^32-1, the others are u32. */
export function permuteIndex(position: number, key: number, count: number): number {
  const half = getFeistelHalfBits(count);
  const mask = 2 ** half - 1;
  let x = (position >>> 0) % count;
  do {
    let left = x >>> half;
    let right = (x & mask) >>> 0;
    for (let round = 0; round < roundCount; round++) {
      const subkey = mix((key + Math.imul(round + 1, 0x9e3779b9)) >>> 0);
      const next = (left ^ (mix((right ^ subkey) >>> 0) & mask)) >>> 0;
      left = right;
      right = next;
    }
    x = ((left << half) | right) >>> 0;
  } while (x >= count);
  return x;
}
