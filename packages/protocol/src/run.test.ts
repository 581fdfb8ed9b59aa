import { describe, expect, test } from "vitest";
import { maxBlobSizeBytes } from "./blob.ts";
import { RunEvent, type RunEventBody } from "./run.ts";

const blob = "a".repeat(64);
const event = (body: object, atMs: unknown = 1, sequence: unknown = 1) => ({ sequence, atMs, body });
const points = (change: object) => ({
  type: "points",
  points: [{ series: "training/loss", steps: [1], values: [1], ...change }],
});
const checkpoint = (change: object) => ({ type: "checkpoint", step: 1, blob, sizeBytes: 10, isBest: false, ...change });
const nonFinite = { type: "nonFinite", series: "training/loss", step: 3, value: null };
const source = { step: 2, origin: null, pass: "forward", tensor: "the result of exp", badElements: 1, elements: 4 };
const state: RunEventBody = { type: "state", state: "running" };

describe("events that a database cannot keep are refused at the door", () => {
  test.each([
    ["a time that is no date", event(state, 9e15)],
    ["a time after the year 9999", event(state, 253_402_300_800_000)],
    ["no time at all", event(state, Number.NaN)],
    ["a sequence number beyond 32 bits", event(state, 1, 2 ** 31)],
    ["a step beyond 32 bits", event(points({ steps: [2 ** 31] }))],
    ["a broken step", event(points({ steps: [1.5] }))],
    ["a series with the character 0", event(points({ series: "loss\0" }))],
    ["a long list of series", event({ type: "points", points: Array(1001).fill({ series: "a", steps: [], values: [] }) })],
    ["a checkpoint that names no blob", event(checkpoint({ blob: "checkpoint.safetensors" }))],
    ["a checkpoint larger than a file may be", event(checkpoint({ sizeBytes: maxBlobSizeBytes + 1 }))],
    ["a checkpoint at a step beyond 32 bits", event(checkpoint({ step: 2 ** 31 }))],
    ["a source with the character 0", event({ ...nonFinite, source: { ...source, tensor: "exp\0" } })],
    ["a loss that is not finite before the first step", event({ type: "nonFinite", series: "loss", step: -1, value: null })],
  ])("%s", (_name, input) => {
    expect(RunEvent.safeParse(input).success).toBe(false);
  });

  test.each([
    ["the last time", event(state, 253_402_300_799_999)],
    ["the last step", event(points({ steps: [2 ** 31 - 1] }))],
    ["a checkpoint of the largest size", event(checkpoint({ sizeBytes: maxBlobSizeBytes }))],
    ["a loss that is not finite whose source nobody looked for", event(nonFinite)],
    ["one whose source was found", event({ ...nonFinite, source })],
  ])("but not %s", (_name, input) => {
    expect(RunEvent.parse(input)).toEqual(input);
  });
});

test("a message loses the character 0, not the event", () => {
  const { body } = RunEvent.parse(event({ type: "state", state: "failed", message: 'Class "a\0b" is missing.' }));
  expect(body).toMatchObject({ message: 'Class "ab" is missing.' });
});
