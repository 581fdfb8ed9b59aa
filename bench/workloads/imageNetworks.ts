import { writeClass } from "./labels.ts";
import { type ParameterOf, type PeerOps, planWorkload, type SketchedBlock, type Workload } from "./workload.ts";

function writeImage(x: Float32Array, y: Float32Array, random: () => number): void {
  for (let place = 0; place < x.length; place++) x[place] = random();
  writeClass(x, y, random);
}

/** Two convolutions of 32 and 64 filters with poolings, a dense layer of 128. */
export function mnistCnn(): Workload {
  const convolution = (id: string, filters: number): SketchedBlock => ({
    id,
    kind: "convolution2d",
    parameters: { filters, kernelSize: [3, 3], padding: "same", activation: "relu" },
  });
  const pool = (id: string): SketchedBlock => ({ id, kind: "maxPooling2d", parameters: {} });
  return planWorkload({
    name: "cnn",
    title: "MNIST CNN, 32 and 64 filters, dense 128, batch 32, Adam",
    batchSize: 32,
    batches: 8,
    input: { shape: [28, 28, 1], kind: "image" },
    target: { shape: [10], kind: "categorical" },
    blocks: [
      convolution("conv1", 32),
      pool("pool1"),
      convolution("conv2", 64),
      pool("pool2"),
      { id: "flat", kind: "flatten" },
      { id: "dense1", kind: "dense", parameters: { units: 128, activation: "relu" } },
      { id: "dense2", kind: "dense", parameters: { units: 10, activation: "linear" } },
    ],
    peer: {
      loss: "categoricalCrossentropy",
      optimizer: { kind: "adam", learningRate: 0.001, epsilon: 1e-7 },
      forward(ops, parameter, x) {
        let h = x;
        for (const id of ["conv1", "conv2"]) {
          const bias = parameter(`${id}/bias`);
          h = ops.maxPool(ops.relu(ops.convolution(h, parameter(`${id}/kernel`), { stride: 1, bias })));
        }
        h = ops.relu(ops.dense(ops.flatten(h), parameter("dense1/kernel"), parameter("dense1/bias")));
        return ops.dense(h, parameter("dense2/kernel"), parameter("dense2/bias"));
      },
    },
    createRow: writeImage,
  });
}

const stages = [
  { filters: 16, stride: 1 },
  { filters: 32, stride: 2 },
  { filters: 64, stride: 2 },
] as const;

/** A stem of 16 filters, then three residual blocks of 16, 32 and 64 with batch normalization, for images of 32 x 32 in colour. */
export function cifarResnet(): Workload {
  const blocks: SketchedBlock[] = [];
  const convolution = (id: string, from: string, filters: number, stride: number, size = 3): string => {
    const shape = { filters, kernelSize: [size, size], strides: [stride, stride], padding: "same" };
    const parameters = { ...shape, activation: "linear", useBias: false };
    blocks.push({ id, kind: "convolution2d", parameters, from: [from] }, { id: `${id}n`, kind: "batchNormalization" });
    return `${id}n`;
  };
  const relu = (id: string, from: readonly string[]): string => {
    if (from.length > 1) blocks.push({ id: `${id}sum`, kind: "add", from });
    blocks.push({ id, kind: "activation", parameters: { activation: "relu" }, from: from.length > 1 ? [`${id}sum`] : from });
    return id;
  };
  let last = relu("stemr", [convolution("stem", "x", 16, 1)]);
  let width = 16;
  for (const [place, { filters, stride }] of stages.entries()) {
    const inner = relu(`s${place}ar`, [convolution(`s${place}a`, last, filters, stride)]);
    const outer = convolution(`s${place}b`, inner, filters, 1);
    const shortcut = filters === width ? last : convolution(`s${place}p`, last, filters, stride, 1);
    last = relu(`s${place}r`, [outer, shortcut]);
    width = filters;
  }
  blocks.push({ id: "pooled", kind: "globalAveragePooling2d" });
  blocks.push({ id: "dense", kind: "dense", parameters: { units: 10, activation: "linear" } });
  return planWorkload({
    name: "resnet",
    title: "CIFAR ResNet, three blocks of 16, 32 and 64 filters, batch 16, SGD with momentum",
    batchSize: 16,
    batches: 8,
    input: { shape: [32, 32, 3], kind: "image" },
    target: { shape: [10], kind: "categorical" },
    blocks,
    peer: {
      loss: "categoricalCrossentropy",
      optimizer: { kind: "sgd", learningRate: 0.02, momentum: 0.9 },
      forward(ops, parameter, x) {
        let h = ops.relu(normalised(ops, parameter, x, "stem", 1));
        let channels = 16;
        for (const [place, { filters, stride }] of stages.entries()) {
          const inner = ops.relu(normalised(ops, parameter, h, `s${place}a`, stride));
          const outer = normalised(ops, parameter, inner, `s${place}b`, 1);
          const shortcut = filters === channels ? h : normalised(ops, parameter, h, `s${place}p`, stride);
          h = ops.relu(ops.add(outer, shortcut));
          channels = filters;
        }
        return ops.dense(ops.globalAverage(h), parameter("dense/kernel"), parameter("dense/bias"));
      },
    },
    createRow: writeImage,
  });
}

function normalised<T>(ops: PeerOps<T>, parameter: ParameterOf<T>, x: T, id: string, stride: number): T {
  const filtered = ops.convolution(x, parameter(`${id}/kernel`), { stride });
  return ops.batchNorm(filtered, parameter(`${id}n/gamma`), parameter(`${id}n/beta`));
}
