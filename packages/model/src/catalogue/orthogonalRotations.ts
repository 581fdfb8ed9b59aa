/**
 * Large orthonormal matrices in n² log n instead of n³: unit vectors, turned by rounds of random rotations. Each round pairs all axes
 * at random and turns every pair by its own angle (Kac's walk, all pairs at once); three rounds per doubling of the length leave the entries
 * as good as normal. Exact to rounding, whatever the angles, and made with +, -, *, / and square roots only.
 */
import { threefry2x32 } from "@downhill/ir";

/** Longer vectors are turned in sections, so that the rotations of one section fit in memory. */
const sectionLength = 16_384;
/** Apart from all attempts at an angle. */
const pairingCounter = 0x80000000;

interface Place {
  readonly seed: number;
  readonly stream: number;
}

interface Round {
  /** The axes in pairs: the first with the second, the third with the fourth. */
  readonly axes: Uint32Array;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** Calls `write` with `count` vectors of that length, of length 1 and at right angles; `count` is at most `length`. */
export function drawOrthonormal(
  { length, count, place }: { readonly length: number; readonly count: number; readonly place: Place },
  write: (vector: number, element: number, value: number) => void,
): void {
  const sections = Math.max(1, Math.floor(length / Math.max(sectionLength, count)));
  for (let section = 0; section < sections; section++) {
    const start = Math.floor((section * length) / sections);
    const size = Math.floor(((section + 1) * length) / sections) - start;
    // Parts that are orthonormal each stay so one below the other when each has its share of the length.
    const share = Math.sqrt(size / length);
    const rounds = drawRounds(size, start, place);
    const vector = new Float64Array(size);
    for (let which = 0; which < count; which++) {
      vector.fill(0);
      vector[which] = share;
      for (const round of rounds) turn(vector, round);
      for (let i = 0; i < size; i++) write(which, start + i, vector[i] ?? 0);
    }
  }
}

function drawRounds(size: number, start: number, place: Place): Round[] {
  const count = 3 * Math.ceil(Math.log2(size));
  return Array.from({ length: count }, (_, round) => drawRound(size, start * 64 + round * size, place));
}

/** `first` is the first of `size` counters that no other round has; there are fewer than 64 rounds. */
function drawRound(size: number, first: number, { seed, stream }: Place): Round {
  const axes = Uint32Array.from({ length: size }, (_, axis) => axis);
  for (let i = size - 1; i > 0; i--) {
    const other = Math.floor((threefry2x32(seed, stream, first + i, pairingCounter)[0] / 2 ** 32) * (i + 1));
    const axis = axes[i] ?? 0;
    axes[i] = axes[other] ?? 0;
    axes[other] = axis;
  }
  const cosines = new Float64Array(size >> 1);
  const sines = new Float64Array(size >> 1);
  for (let pair = 0; pair < cosines.length; pair++) {
    for (let attempt = 0; ; attempt++) {
      const [first32, second32] = threefry2x32(seed, stream, first + pair, attempt);
      const x = (first32 + 0.5) / 2 ** 31 - 1;
      const y = (second32 + 0.5) / 2 ** 31 - 1;
      const square = x * x + y * y;
      if (square > 1) continue;
      const length = Math.sqrt(square);
      cosines[pair] = x / length;
      sines[pair] = y / length;
      break;
    }
  }
  return { axes, cosines, sines };
}

function turn(vector: Float64Array, { axes, cosines, sines }: Round): void {
  for (let pair = 0; pair < cosines.length; pair++) {
    const one = axes[2 * pair]!;
    const other = axes[2 * pair + 1]!;
    const cosine = cosines[pair]!;
    const sine = sines[pair]!;
    const x = vector[one]!;
    const y = vector[other]!;
    vector[one] = cosine * x - sine * y;
    vector[other] = sine * x + cosine * y;
  }
}
