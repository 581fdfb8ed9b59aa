/** What a block says of its first weights reaches the state: initializer, its numbers, and the shape of the tensor. */
import { describe, expect, test } from "vitest";
import { createOptions } from "../options/createOptions.ts";
import { digits, iris, sketchChain } from "../testing/sketchModel.ts";
import { initialState } from "./initialState.ts";
import { planLayout } from "./layout.ts";

type Parameters = Readonly<Record<string, unknown>>;

/** First values of a tensor of the only block in front of the Target. */
function readTensor(kind: string, parameters: Parameters, name: string, { seed = 1, signature = iris } = {}): number[] {
  const blocks = [{ kind, parameters }, ...(signature === digits ? [{ kind: "flatten" }] : [])];
  const document = sketchChain([...blocks, { kind: "dense", parameters: { units: signature === digits ? 10 : 3 } }]);
  const layout = planLayout(document, createOptions(), signature);
  const placement = layout.tensors.find((tensor) => tensor.blockId === `${kind}1` && tensor.name === name);
  if (!placement) throw new Error(`There is no tensor "${name}".`);
  const values = initialState(layout, seed)[placement.arena] ?? [];
  return Array.from(values.slice(placement.offset, placement.offset + placement.size));
}

describe("first values", () => {
  test("an orthogonal kernel has rows at right angles", () => {
    const kernel = readTensor("dense", { units: 6, initializer: "orthogonal", initializerGain: 2 }, "kernel");
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b <= a; b++) {
        const product = kernel.slice(a * 6, a * 6 + 6).reduce((sum, value, i) => sum + value * (kernel[b * 6 + i] ?? 0), 0);
        expect(product).toBeCloseTo(a === b ? 4 : 0, 5);
      }
    }
  });

  test("a convolution that starts as the identity has its one weight in the middle", () => {
    const parameters = { filters: 2, initializer: "identity", padding: "same" };
    const kernel = readTensor("convolution2d", parameters, "kernel", { signature: digits });
    expect(kernel.flatMap((value, i) => (value === 0 ? [] : [[i, value]]))).toEqual([[8, 1]]);
  });

  test("constant, size and PReLU's first slope are the numbers of the form", () => {
    const constant = { units: 2, initializer: "constant", initializerSize: 0.5, biasInitializer: "ones" };
    expect(new Set(readTensor("dense", constant, "kernel"))).toEqual(new Set([0.5]));
    expect(readTensor("dense", constant, "bias")).toEqual([1, 1]);
    expect(readTensor("dense", { units: 2, activation: "prelu" }, "alpha")).toEqual([0.25, 0.25]);
    expect(new Set(readTensor("activation", { activation: "prelu", firstSlope: 0.125 }, "alpha"))).toEqual(new Set([0.125]));
    const table = readTensor("dense", { units: 50, initializer: "randomUniform", initializerSize: 0.01 }, "kernel");
    expect(Math.max(...table.map(Math.abs))).toBeLessThanOrEqual(0.01);
    expect(Math.max(...table.map(Math.abs))).toBeGreaterThan(0.009);
  });

  test("PyTorch's default draws kernel and bias from the inputs of a unit", () => {
    const parameters = { units: 100, initializer: "pytorchUniform", biasInitializer: "pytorchUniform" };
    for (const name of ["kernel", "bias"]) {
      const largest = Math.max(...readTensor("dense", parameters, name).map(Math.abs));
      expect(largest).toBeLessThanOrEqual(0.5);
      expect(largest).toBeGreaterThan(0.45);
    }
  });

  test("a depthwise filter counts its own window only", () => {
    const kernel = readTensor("depthwiseConvolution2d", { multiplier: 40, initializer: "pytorchUniform" }, "depthwise_kernel", {
      signature: digits,
    });
    const largest = Math.max(...kernel.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(1 / 3);
    expect(largest).toBeGreaterThan(0.3);
  });

  test("follow from the seed", () => {
    const parameters = { units: 5, initializer: "orthogonal" };
    expect(readTensor("dense", parameters, "kernel")).toEqual(readTensor("dense", parameters, "kernel"));
    expect(readTensor("dense", parameters, "kernel", { seed: 2 })).not.toEqual(readTensor("dense", parameters, "kernel"));
  });
});
