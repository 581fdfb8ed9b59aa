/** TensorFlow.js: variables, `optimizer.minimize`, batches that lie on the device already. */

import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-webgpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import type { Contender, Trainee, TrainingRequest } from "../contenders/contender.ts";
import { createOperands, type SweepCase } from "../workloads/sweeps.ts";
import type { PeerOps } from "../workloads/workload.ts";

export async function openContender(backend: string, { wasmFolder }: { readonly wasmFolder: string }): Promise<Contender> {
  if (backend === "wasm") setWasmPaths(wasmFolder);
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend "${backend}" here.`);
  await tf.ready();
  return {
    label: `TensorFlow.js ${tf.version_core}, ${tf.getBackend()}`,
    train,
    compute,
    dispose: () => tf.disposeVariables(),
  };
}

const ops: PeerOps<tf.Tensor> = {
  dense: (x, kernel, bias) => {
    const flat = x.rank > 2 ? tf.reshape(x, [-1, x.shape.at(-1)!]) : x;
    const result = tf.add(tf.matMul(flat as tf.Tensor2D, kernel as tf.Tensor2D), bias);
    return x.rank > 2 ? tf.reshape(result, [...x.shape.slice(0, -1), kernel.shape[1]!]) : result;
  },
  relu: (x) => tf.relu(x),
  add: (x, y) => tf.add(x, y),
  convolution: (x, kernel, { stride, bias }) => {
    const result = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, "same");
    return bias === undefined ? result : tf.add(result, bias);
  },
  maxPool: (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"),
  globalAverage: (x) => tf.mean(x, [1, 2]),
  flatten: (x) => tf.reshape(x, [x.shape[0]!, -1]),
  batchNorm: (x, gamma, beta) => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gamma), beta);
  },
  // A lookup has no gradient on the wasm backend; a product with the one-hot form has one everywhere.
  embed: (tokens, table) => {
    const [vocabulary, width] = table.shape;
    const oneHot = tf.oneHot(tf.cast(tf.reshape(tokens, [-1]), "int32"), vocabulary!);
    return tf.reshape(tf.matMul(tf.cast(oneHot, "float32") as tf.Tensor2D, table as tf.Tensor2D), [...tokens.shape, width!]);
  },
  layerNorm: (x, gamma, beta) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), gamma), beta);
  },
  gelu: (x) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  },
  attend: (query, key, value, heads) => {
    const [batch, places, width] = query.shape;
    const split = (x: tf.Tensor) => tf.transpose(tf.reshape(x, [batch!, places!, heads, width! / heads]), [0, 2, 1, 3]);
    const scores = tf.mul(tf.matMul(split(query), split(key), false, true), 1 / Math.sqrt(width! / heads));
    const weights = tf.softmax(tf.add(scores, causalMask(places!)));
    return tf.reshape(tf.transpose(tf.matMul(weights, split(value)), [0, 2, 1, 3]), [batch!, places!, width!]);
  },
  lstm: (x, kernel, recurrent, bias) => {
    const [batch, places] = x.shape;
    const units = recurrent.shape[0]!;
    const steps = tf.unstack(ops.dense(x, kernel, bias), 1);
    let h: tf.Tensor = tf.zeros([batch!, units]);
    let c = h;
    const sequence: tf.Tensor[] = [];
    for (let place = 0; place < places!; place++) {
      const sums = tf.add(steps[place]!, tf.matMul(h as tf.Tensor2D, recurrent as tf.Tensor2D));
      const [enter, keep, candidate, show] = tf.split(sums, 4, 1);
      c = tf.add(tf.mul(tf.sigmoid(keep!), c), tf.mul(tf.sigmoid(enter!), tf.tanh(candidate!)));
      h = tf.mul(tf.sigmoid(show!), tf.tanh(c));
      sequence.push(h);
    }
    return tf.stack(sequence, 1);
  },
};

const masks = new Map<number, tf.Tensor>();

/** 0 up to the own place, far below 0 behind it. */
function causalMask(places: number): tf.Tensor {
  let mask = masks.get(places);
  if (mask === undefined) {
    const values = Array.from({ length: places ** 2 }, (_, i) => (i % places > Math.floor(i / places) ? -1e9 : 0));
    mask = tf.keep(tf.tensor2d(values, [places, places]));
    masks.set(places, mask);
  }
  return mask;
}

async function train({ workload, rows, start }: TrainingRequest): Promise<Trainee> {
  const { batchSize, peer } = workload;
  const variables = new Map(
    start.map(({ key, shape, values }) => [key, tf.variable(tf.tensor(values, [...shape]), true, key)] as const),
  );
  const list = [...variables.values()];
  const slice = (values: Float32Array, shape: readonly number[], batch: number) => {
    const size = shape.reduce((a, b) => a * b, batchSize);
    return tf.tensor(values.subarray(batch * size, (batch + 1) * size), [batchSize, ...shape]);
  };
  const batches = Array.from({ length: workload.rows / batchSize }, (_, batch) => ({
    x: slice(rows.x, rows.xShape, batch),
    y: slice(rows.y, rows.yShape, batch),
  }));
  const rule =
    peer.optimizer.kind === "sgd"
      ? tf.train.momentum(peer.optimizer.learningRate, peer.optimizer.momentum)
      : tf.train.adam(peer.optimizer.learningRate, 0.9, 0.999, peer.optimizer.epsilon);
  let step = 0;
  const takeStep = (): tf.Scalar => {
    const { x, y } = batches[step++ % batches.length]!;
    const cost = rule.minimize(
      () => {
        const prediction = peer.forward(ops, (key) => variables.get(key)!, x);
        return peer.loss === "meanSquaredError"
          ? tf.losses.meanSquaredError<tf.Tensor, tf.Scalar>(y, prediction)
          : tf.losses.softmaxCrossEntropy<tf.Tensor, tf.Scalar>(y, prediction);
      },
      true,
      list,
    );
    if (cost === null) throw new Error("TensorFlow.js returned no loss.");
    return cost;
  };
  const readStep = async (): Promise<number> => {
    const cost = takeStep();
    const [loss] = await cost.data();
    cost.dispose();
    return loss!;
  };
  return {
    facts: {},
    async trace(steps) {
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) losses.push(await readStep());
      return losses;
    },
    async run(steps) {
      for (let i = 1; i < steps; i++) takeStep().dispose();
      await readStep();
    },
    async runReading(steps) {
      for (let i = 0; i < steps; i++) await readStep();
    },
    dispose() {
      tf.dispose(batches);
      rule.dispose();
      tf.dispose(list);
    },
  };
}

async function compute(sweep: SweepCase): Promise<Trainee> {
  const [left, right] = createOperands(sweep).map(({ values, shape }) => tf.tensor(values, [...shape]));
  const once = (): tf.Tensor => tf.tidy(() => computeOnce(sweep, left!, right!));
  const settle = async (result: tf.Tensor): Promise<Float32Array> => {
    const values = Float32Array.from(await result.data());
    result.dispose();
    return values;
  };
  return {
    facts: {},
    async trace() {
      const values = await settle(once());
      return [0, 1, Math.floor(values.length / 2), values.length - 1].map((place) => values[place]!);
    },
    async run(steps) {
      for (let i = 1; i < steps; i++) once().dispose();
      const last = once();
      // One number is enough to wait for all of them.
      await settle(tf.slice(tf.reshape(last, [-1]), 0, 1));
      last.dispose();
    },
    dispose: () => tf.dispose([left!, right!]),
  };
}

function computeOnce(sweep: SweepCase, left: tf.Tensor, right: tf.Tensor): tf.Tensor {
  if (sweep.kind === "matmul") return tf.matMul(left, right, sweep.form === "TN", sweep.form === "NT");
  const { role, batch, size, inputs, outputs, window, stride } = sweep;
  if (role === "forward") return tf.conv2d(left as tf.Tensor4D, right as tf.Tensor4D, stride, "same");
  const attributes = { strides: [stride, stride], pad: "same", dataFormat: "NHWC" };
  return role === "input gradient"
    ? tf
        .engine()
        .runKernel(
          tf.Conv2DBackpropInput,
          { dy: left, filter: right },
          { ...attributes, inputShape: [batch, size, size, inputs] },
        )
    : tf
        .engine()
        .runKernel(
          tf.Conv2DBackpropFilter,
          { x: left, dy: right },
          { ...attributes, filterShape: [window, window, inputs, outputs] },
        );
}
