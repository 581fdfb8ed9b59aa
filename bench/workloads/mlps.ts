import { writeClass } from "./labels.ts";
import { type PeerNetwork, planWorkload, type Workload } from "./workload.ts";

/** Dense blocks "dense1", "dense2", ... with ReLU between them. */
function chainOf(sizes: readonly number[], peer: Omit<PeerNetwork, "forward">): PeerNetwork {
  return {
    ...peer,
    forward(ops, parameter, x) {
      let h = x;
      sizes.forEach((_, place) => {
        const id = `dense${place + 1}`;
        h = ops.dense(h, parameter(`${id}/kernel`), parameter(`${id}/bias`));
        if (place + 1 < sizes.length) h = ops.relu(h);
      });
      return h;
    },
  };
}

function denseBlocks(sizes: readonly number[]) {
  return sizes.map((units, place) => ({
    id: `dense${place + 1}`,
    kind: "dense",
    parameters: { units, activation: place + 1 < sizes.length ? "relu" : "linear" },
  }));
}

export function tabularMlp(): Workload {
  const sizes = [64, 64, 1];
  return planWorkload({
    name: "tabular",
    title: "Tabular MLP 13-64-64-1, batch 32, SGD with momentum",
    batchSize: 32,
    batches: 16,
    input: { shape: [13], kind: "numeric" },
    target: { shape: [1], kind: "numeric" },
    blocks: denseBlocks(sizes),
    peer: chainOf(sizes, { loss: "meanSquaredError", optimizer: { kind: "sgd", learningRate: 0.01, momentum: 0.9 } }),
    createRow(x, y, random) {
      for (let place = 0; place < x.length; place++) x[place] = 1.7 * random();
      y[0] = Math.sin(x[0]! + x[1]!) + 0.5 * x[2]! * x[3]! + 0.3 * random();
    },
  });
}

export function mnistMlp(batchSize: number): Workload {
  const sizes = [256, 128, 10];
  return planWorkload({
    name: batchSize === 32 ? "mlp" : `mlp${batchSize}`,
    title: `MNIST MLP 784-256-128-10, batch ${batchSize}, Adam`,
    batchSize,
    batches: batchSize === 32 ? 16 : 8,
    input: { shape: [784], kind: "numeric" },
    target: { shape: [10], kind: "categorical" },
    blocks: denseBlocks(sizes),
    peer: chainOf(sizes, {
      loss: "categoricalCrossentropy",
      optimizer: { kind: "adam", learningRate: 0.001, epsilon: 1e-7 },
    }),
    createRow(x, y, random) {
      for (let place = 0; place < x.length; place++) x[place] = random();
      writeClass(x, y, random);
    },
  });
}
