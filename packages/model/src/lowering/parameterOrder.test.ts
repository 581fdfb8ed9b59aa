import { describe, expect, test } from "vitest";
import { createOptions } from "../options/createOptions.ts";
import { iris, sketchChain, sketchModel } from "../testing/sketchModel.ts";
import { planLayout } from "./layout.ts";
import { findOutputBlocks, isMatrix } from "./parameterOrder.ts";

const document = sketchChain([
  { kind: "dense", parameters: { units: 6 } },
  { kind: "batchNormalization" },
  { kind: "dense", parameters: { units: 5 } },
  { kind: "dense", parameters: { units: 3, activation: "linear" } },
  { kind: "activation", parameters: { activation: "softmax" } },
]);

function layOut(kind: string, parameters: Readonly<Record<string, unknown>> = {}) {
  const layout = planLayout(document, createOptions({ optimizer: { kind, parameters }, weightAverage: true }), iris);
  const trained = layout.tensors.filter(({ arena }) => arena === "parameters");
  return { ...layout, order: trained.sort((a, b) => a.offset - b.offset).map(({ key }) => key) };
}

describe("the order of the parameters", () => {
  test("is that of the blocks when the optimizer treats all alike", () => {
    const { order, parts, stateStarts } = layOut("adam");
    expect(order).toEqual([
      "dense1/kernel",
      "dense1/bias",
      "batchNormalization2/gamma",
      "batchNormalization2/beta",
      "dense3/kernel",
      "dense3/bias",
      "dense4/kernel",
      "dense4/bias",
    ]);
    expect(parts).toEqual({ flatStart: 0, decayEnd: null });
    expect(stateStarts).toEqual({});
  });

  test("puts what does not decay last", () => {
    const { order, parts } = layOut("adamw", { decayScope: "matrices" });
    expect(order.slice(0, 3)).toEqual(["dense1/kernel", "dense3/kernel", "dense4/kernel"]);
    expect(parts).toEqual({ flatStart: 0, decayEnd: 24 + 32 + 16 });
  });

  test("puts first what is taken alone: hidden matrices for Muon, whose mean squares then begin behind them", () => {
    const { order, parts, stateStarts, states } = layOut("muon");
    expect(order.slice(0, 3)).toEqual(["dense1/kernel", "dense3/kernel", "dense1/bias"]);
    expect(parts.flatStart).toBe(24 + 32);
    expect(stateStarts).toEqual({ "optimizer/meanSquare": parts.flatStart });
    const [whole, behind] = [states["optimizer/mean"]?.shape[0] ?? 0, states["optimizer/meanSquare"]?.shape[0] ?? 0];
    expect(whole - behind).toBe(parts.flatStart);
    expect(states["optimizer/weightAverage"]).toEqual(states.parameters);
  });

  test("takes every tensor alone for LAMB, and has no flat part", () => {
    const { parts, states } = layOut("lamb");
    expect(parts.flatStart).toBe(states.parameters?.shape[0]);
  });
});

test("matrices are kernels and tables, not biases, scales or shifts with several axes", () => {
  const names = ["kernel", "forward_recurrent_kernel", "table", "bias", "backward_bias", "gamma", "norm1/beta", "alpha"];
  expect(names.filter((name) => isMatrix({ name, shape: [2, 3] }))).toEqual(["kernel", "forward_recurrent_kernel", "table"]);
  expect(isMatrix({ name: "kernel", shape: [3] })).toBe(false);
});

test("a normalization behind the output matrix leaves it the output, and so does freezing it", () => {
  const alone = (last: Readonly<Record<string, unknown>>, ...behind: { kind: string }[]) => {
    const model = sketchChain([
      { kind: "dense", parameters: { units: 6 } },
      { kind: "dense", parameters: { units: 3, ...last } },
      ...behind,
    ]);
    const layout = planLayout(model, createOptions({ optimizer: { kind: "muon", parameters: {} } }), iris);
    return layout.tensors
      .filter(({ offset, arena }) => arena === "parameters" && offset < layout.parts.flatStart)
      .map(({ key }) => key);
  };
  expect(alone({})).toEqual(["dense1/kernel"]);
  expect(alone({}, { kind: "layerNormalization" })).toEqual(["dense1/kernel"]);
  expect(alone({ trainable: false })).toEqual(["dense1/kernel"]);
});

test("output blocks are the last ones with matrices on every way to a Target", () => {
  expect(findOutputBlocks(document, ["target6"], new Set(["dense1", "dense3", "dense4"]))).toEqual(new Set(["dense4"]));
  expect(findOutputBlocks(document, ["target6"], new Set(["dense1"]))).toEqual(new Set(["dense1"]));
  const joined = sketchModel([
    { id: "in", kind: "input" },
    { id: "left", kind: "dense", from: ["in"] },
    { id: "right", kind: "dense", from: ["in"] },
    { id: "sum", kind: "add", from: ["left", "right"] },
    { id: "out", kind: "target", from: ["sum"] },
  ]);
  expect(findOutputBlocks(joined, ["out"], new Set(["left", "right"]))).toEqual(new Set(["left", "right"]));
});
