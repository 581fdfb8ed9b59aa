/**
 * Seeded random numbers for splits and generators. The algorithm is sfc32 ("small fast counting", 32 bit, public domain, by Chris
 * Doty-Humphrey): integer operations only, so that the same seed gives the same numbers on every machine.
 */
export interface Random {
  /** 0 to 0xffffffff. */
  uint32(): number;
  /** From 0 (included) to 1 (excluded), with 32 random bits. */
  uniform(): number;
  /** 0 to `bound` - 1, each equally likely. */
  below(bound: number): number;
  /** Mean 0, standard deviation 1 (Box and Muller's formula). */
  normal(): number;
}

export function createRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = seed >>> 0;
  let c = 0x243f6a88;
  let counter = 1;

  function uint32(): number {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + result) >>> 0;
    return result;
  }

  function uniform(): number {
    return uint32() / 0x100000000;
  }

  function below(bound: number): number {
    // Values above the largest multiple of `bound` would make small results likelier: draw again.
    const limit = 0x100000000 - (0x100000000 % bound);
    for (;;) {
      const value = uint32();
      if (value < limit) return value % bound;
    }
  }

  function normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    return radius * Math.cos(2 * Math.PI * uniform());
  }

  for (let round = 0; round < 16; round++) uint32();
  return { uint32, uniform, below, normal };
}

/** Puts the elements in random order, in place (Fisher and Yates, from the last element down). */
export function shuffle(elements: Uint32Array, random: Random): void {
  for (let last = elements.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = elements[last] ?? 0;
    elements[last] = elements[other] ?? 0;
    elements[other] = kept;
  }
}
