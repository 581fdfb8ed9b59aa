/** Labels that can be learnt, but not wholly: memorised data would let gradients fade into denormals, which slow processors down. */

const noise = 0.1;

/** One-hot class of the row: where a fixed pattern over the pixels is largest, now and then any other. */
export function writeClass(x: Float32Array, y: Float32Array, random: () => number): void {
  const sums = new Float32Array(y.length);
  for (let place = 0; place < x.length; place++) sums[(place * 7 + 3) % y.length]! += x[place]!;
  let best = 0;
  for (let place = 1; place < sums.length; place++) if (sums[place]! > sums[best]!) best = place;
  const isNoise = (random() + 1) / 2 < noise;
  y[isNoise ? Math.floor(((random() + 1) / 2) * y.length) % y.length : best] = 1;
}
