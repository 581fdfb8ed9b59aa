/** Optimizers that PyTorch 1.13 does not have, against their published formulas written as plain loops in double precision. */
import { openReferenceDevice, openWebgpuDevice } from "@downhill/engine";
import { type NodeGpu, openNodeGpu } from "@downhill/engine/testing";
import { threefry2x32 } from "@downhill/ir";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findDifference } from "../test/reference/compareValues.ts";
import { runOptimizer } from "../test/reference/runOptimizer.ts";

let node: NodeGpu | undefined;

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
});
afterAll(() => node?.close());

const steps = 6;
const learningRate = 0.02;
const shapes = [[6, 4], [4], [3, 5], [2, 2, 2, 3], [7]] as const;

function draw(size: number, stream: number): number[] {
  return Array.from({ length: size }, (_, i) => Math.fround(threefry2x32(7, stream, i, 0)[0] / 2 ** 31 - 1));
}

const tensors = shapes.map((shape, place) => {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, size, start: draw(size, place), gradients: draw(size * steps, 100 + place) };
});

const sequence = {
  params: tensors.map(({ shape, start }) => ({ shape, dtype: "f32" as const, values: Float32Array.from(start) })),
  grads: tensors.map(({ shape, gradients }) => {
    return { shape: [steps, ...shape], dtype: "f32" as const, values: Float32Array.from(gradients) };
  }),
};

/** Runs a rule that is written for one tensor over all of them. */
function runByHand(
  rule: (tensor: (typeof tensors)[number]) => (p: number[], g: readonly number[], t: number) => number[],
): number[][] {
  return tensors.map((tensor) => {
    const update = rule(tensor);
    let p = [...tensor.start];
    for (let t = 1; t <= steps; t++) p = update(p, tensor.gradients.slice((t - 1) * tensor.size, t * tensor.size), t);
    return p;
  });
}

async function expectOnEveryTarget(kind: string, parameters: Readonly<Record<string, unknown>>, wanted: number[][]) {
  const plan = { options: { optimizer: { kind, parameters: { ...parameters } } }, learningRate: () => learningRate };
  for (const device of [openReferenceDevice(), await openWebgpuDevice({ gpu: node!.gpu })]) {
    const [got] = await runOptimizer(device, { plan, sequence, snapshots: [steps] });
    for (const [place, values] of wanted.entries()) {
      const name = `${kind} on ${device.info.target}, tensor ${place}`;
      expect(findDifference(name, got?.[place] ?? [], values, { atol: 2e-5, rtol: 2e-5 })).toBeNull();
    }
    device.dispose();
  }
}

const norm = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** Moving averages with bias correction, as Adam has them. */
function adamMoments(beta1: number, beta2: number, size: number) {
  const m = new Array<number>(size).fill(0);
  const v = new Array<number>(size).fill(0);
  return (g: readonly number[], t: number) => {
    g.forEach((value, i) => {
      m[i] = beta1 * m[i]! + (1 - beta1) * value;
      v[i] = beta2 * v[i]! + (1 - beta2) * value * value;
    });
    return g.map((_, i) => ({ mean: m[i]! / (1 - beta1 ** t), meanSquare: v[i]! / (1 - beta2 ** t) }));
  };
}

describe("LAMB", () => {
  const [beta1, beta2, epsilon, weightDecay] = [0.9, 0.95, 1e-6, 0.1];

  test.each(["pytorch", "keras"])("in the form of %s", async (form) => {
    const wanted = runByHand(({ size }) => {
      const moments = adamMoments(beta1, beta2, size);
      return (before, g, t) => {
        const p = form === "keras" ? before.map((value) => value - value * weightDecay * learningRate) : before;
        const step = moments(g, t).map(({ mean, meanSquare }, i) => {
          const adapted = mean / (Math.sqrt(meanSquare) + epsilon);
          return form === "keras" ? adapted : adapted + weightDecay * p[i]!;
        });
        const ratio = norm(p) > 0 && norm(step) > 0 ? norm(p) / norm(step) : 1;
        return p.map((value, i) => value - learningRate * ratio * step[i]!);
      };
    });
    await expectOnEveryTarget("lamb", { beta1, beta2, epsilon, weightDecay, form }, wanted);
  });
});

describe("Muon", () => {
  const [momentum, weightDecay, beta1, beta2, epsilon, otherRate] = [0.9, 0.1, 0.8, 0.95, 1e-7, 0.5];

  /** Rows and columns as stored: inputs by outputs. */
  function orthogonalize(values: readonly number[], rows: number, columns: number): number[] {
    const length = Math.max(norm(values), epsilon);
    let x = values.map((value) => value / length);
    const at = (r: number, c: number) => x[r * columns + c]!;
    for (let round = 0; round < 5; round++) {
      // The gram matrix on the side of the columns: X (a + b XᵀX + c (XᵀX)²) is the same polynomial.
      const gram = (i: number, j: number) => {
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += at(r, i) * at(r, j);
        return sum;
      };
      const g = Array.from({ length: columns }, (_, i) => Array.from({ length: columns }, (_, j) => gram(i, j)));
      const inner = g.map((row, i) =>
        row.map((value, j) => {
          const square = row.reduce((sum, entry, k) => sum + entry * g[k]![j]!, 0);
          return -4.775 * value + 2.0315 * square + (i === j ? 3.4445 : 0);
        }),
      );
      x = x.map((_, place) => {
        const [r, c] = [Math.floor(place / columns), place % columns];
        return inner.reduce((sum, row, k) => sum + at(r, k) * row[c]!, 0);
      });
    }
    return x;
  }

  test.each([
    { nesterov: true, scaling: "original" },
    { nesterov: false, scaling: "matchAdam" },
  ])("moves matrices by $scaling, everything else by AdamW", async ({ nesterov, scaling }) => {
    const wanted = runByHand(({ shape, size }) => {
      const moments = adamMoments(beta1, beta2, size);
      const m = new Array<number>(size).fill(0);
      return (p, g, t) => {
        if (shape.length !== 2) {
          const rate = learningRate * otherRate;
          return moments(g, t).map(
            ({ mean, meanSquare }, i) => p[i]! * (1 - rate * weightDecay) - (rate * mean) / (Math.sqrt(meanSquare) + epsilon),
          );
        }
        const [rows, columns] = shape;
        g.forEach((value, i) => {
          m[i] = momentum * m[i]! + (1 - momentum) * value;
        });
        const ahead = nesterov ? g.map((value, i) => momentum * m[i]! + (1 - momentum) * value) : m;
        const larger = Math.max(rows, columns);
        const scale = scaling === "original" ? Math.sqrt(Math.max(1, columns / rows)) : 0.2 * Math.sqrt(larger);
        const direction = orthogonalize(ahead, rows, columns);
        return p.map((value, i) => value * (1 - learningRate * weightDecay) - learningRate * scale * direction[i]!);
      };
    });
    const parameters = { momentum, nesterov, scaling, weightDecay, otherRate, beta1, beta2, epsilon };
    await expectOnEveryTarget("muon", parameters, wanted);
  });
});
