import { expect, test } from "vitest";
import { createConsoleEvents } from "./consoleEvents.ts";

test("a loss that is not finite is told with its source, by the block's name", () => {
  const lines: string[] = [];
  const sink = createConsoleEvents({
    isJson: false,
    epochs: 1,
    stepsPerEpoch: 10,
    hasValidation: false,
    nameOf: (id) => (id === "b7" ? "Dense 2" : id),
    write: (line) => void lines.push(line),
  });
  const source = {
    step: 56,
    origin: "b7",
    pass: "backward",
    tensor: "the gradient of kernel",
    badElements: 3,
    elements: 320,
  } as const;
  sink.emit({ type: "nonFinite", series: "training/loss", step: 57, value: null, source });
  sink.emit({ type: "nonFinite", series: "validation/loss", step: 60, value: "Infinity" });
  expect(lines).toEqual([
    "training/loss is NaN at step 57",
    'It began with the gradient of kernel in "Dense 2", 3 of its 320 numbers, in the backward pass of step 56.',
    "validation/loss is Infinity at step 60",
  ]);
});
