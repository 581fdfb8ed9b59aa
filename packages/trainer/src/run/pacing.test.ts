import { expect, test } from "vitest";
import { createPointBuffer } from "./pointBuffer.ts";
import { createStepPacer } from "./stepPacer.ts";
import { createThroughput } from "./throughput.ts";

test("the pacer starts with one step, grows by doubling, and settles near its target time", () => {
  const pacer = createStepPacer({ targetMs: 45, maxSteps: 64 });
  const counts: number[] = [];
  for (let submit = 0; submit < 12; submit += 1) {
    const count = pacer.getNextStepCount();
    counts.push(count);
    pacer.observe(count, count * 2);
  }
  expect(counts.slice(0, 5)).toEqual([1, 2, 4, 8, 16]);
  expect(counts.at(-1)).toBe(22);
});

test("the pacer never asks for more than allowed, and one step when a step takes longer than the target", () => {
  const fast = createStepPacer({ maxSteps: 64 });
  for (let submit = 0; submit < 20; submit += 1) fast.observe(fast.getNextStepCount(), 0.01);
  expect(fast.getNextStepCount()).toBe(64);
  fast.observe(64, 64 * 900);
  expect(fast.getNextStepCount()).toBe(1);
});

test("a short submit at an epoch's end does not hold the pacer back or push it up", () => {
  const pacer = createStepPacer();
  for (let submit = 0; submit < 10; submit += 1) pacer.observe(pacer.getNextStepCount(), 1);
  const before = pacer.getNextStepCount();
  pacer.observe(1, 0.1);
  expect(pacer.getNextStepCount()).toBe(before);
});

test("the point buffer leaves out steps told before and spells what is not finite", () => {
  const buffer = createPointBuffer();
  buffer.add("training/loss", 1, 0.5);
  buffer.add("training/loss", 2, Number.NaN);
  buffer.add("training/loss", 2, 3);
  buffer.add("training/loss", 3, Number.NEGATIVE_INFINITY);
  expect(buffer.take()).toEqual([{ series: "training/loss", steps: [1, 2, 3], values: [0.5, null, "-Infinity"] }]);
  buffer.add("training/loss", 3, 1);
  expect(buffer.size).toBe(0);
  expect(buffer.take()).toEqual([]);
});

test("throughput looks at the last seconds only", () => {
  const throughput = createThroughput();
  expect(throughput.getStepsPerSecond()).toBe(0);
  for (let second = 0; second <= 10; second += 1) throughput.observe(second * 10, second * 1000);
  for (let second = 1; second <= 10; second += 1) throughput.observe(100 + second * 100, (10 + second) * 1000);
  expect(throughput.getStepsPerSecond()).toBeCloseTo(100);
  throughput.restart();
  throughput.observe(5, 50_000);
  expect(throughput.getStepsPerSecond()).toBe(0);
});
