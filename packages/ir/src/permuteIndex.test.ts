import fc from "fast-check";
import { expect, test } from "vitest";
import { permuteIndex } from "./permuteIndex.ts";

function shuffle(count: number, key: number): number[] {
  return Array.from({ length: count }, (_, position) => permuteIndex(position, key, count));
}

test("is a bijection for every small count", () => {
  for (let count = 1; count <= 200; count++) {
    for (const key of [0, 1, 0xdeadbeef]) {
      expect(new Set(shuffle(count, key)).size).toBe(count);
      expect(Math.max(...shuffle(count, key))).toBe(count - 1);
    }
  }
});

test("is a bijection for any count and key", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 0xffffffff }), (count, key) => {
      const seen = new Uint8Array(count);
      for (const place of shuffle(count, key)) seen[place]! += 1;
      expect(seen.every((times) => times === 1)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("takes positions modulo the count and stays inside for the largest counts", () => {
  expect(permuteIndex(1003, 7, 1000)).toBe(permuteIndex(3, 7, 1000));
  for (const count of [2 ** 31 + 5, 2 ** 32 - 1]) {
    for (const position of [0, 1, count - 1]) expect(permuteIndex(position, 5, count)).toBeLessThan(count);
  }
});

test("keeps its bits: the shaders and stored runs rely on them", () => {
  expect(shuffle(10, 42)).toEqual([7, 0, 2, 1, 8, 4, 3, 9, 6, 5]);
  expect(permuteIndex(59_999, 7, 60_000)).toBe(56_335);
  expect(permuteIndex(123_456_789, 0xdeadbeef, 2 ** 32 - 1)).toBe(56_778_171);
});

test("looks shuffled: few fixed places, no drift, other keys give other orders", () => {
  const count = 10_000;
  const order = shuffle(count, 12345);
  // A random permutation has one fixed place on average; 12 or more has a chance below one in a billion.
  expect(order.filter((place, position) => place === position).length).toBeLessThan(12);
  // Rank correlation with the identity and with the next key: standard deviation is 1 / sqrt(count) = 0.01.
  expect(Math.abs(correlate(order, [...order.keys()]))).toBeLessThan(0.05);
  expect(Math.abs(correlate(order, shuffle(count, 12346)))).toBeLessThan(0.05);
  // Neighbours land apart: the mean distance of two random places is count / 3.
  const distances = order.slice(1).map((place, position) => Math.abs(place - order[position]!));
  const mean = distances.reduce((a, b) => a + b, 0) / distances.length;
  expect(Math.abs(mean / (count / 3) - 1)).toBeLessThan(0.05);
});

test("every place of a short list is reached equally often over the keys", () => {
  const count = 5;
  const hits = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const keys = 20_000;
  for (let key = 0; key < keys; key++) {
    for (let position = 0; position < count; position++) hits[position]![permuteIndex(position, key, count)]! += 1;
  }
  const expected = keys / count;
  // Six standard deviations of a binomial count.
  const allowed = 6 * Math.sqrt(keys * (1 / count) * (1 - 1 / count));
  for (const row of hits) for (const hit of row) expect(Math.abs(hit - expected)).toBeLessThan(allowed);
});

function correlate(a: readonly number[], b: readonly number[]): number {
  const middle = (a.length - 1) / 2;
  let product = 0;
  let square = 0;
  for (let i = 0; i < a.length; i++) {
    product += (a[i]! - middle) * (b[i]! - middle);
    square += (i - middle) ** 2;
  }
  return product / square;
}
