/**
 * jax-js: the whole step under `jit`, with the optimizer written out (its optimizer package is not in the registry). Images are
 * kept channels first, as its convolution wants them; filters are turned once, before the start. Values inside `jit` are only
 * traced, so that every use takes a reference of its own and none is given back.
 */
import { blockUntilReady, defaultDevice, grad, init, jit, lax, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import type { Contender, Trainee, TrainingRequest } from "../contenders/contender.ts";
import { createOperands, type SweepCase, samePadding } from "../workloads/sweeps.ts";
import type { PeerOps } from "../workloads/workload.ts";

type Tree = Record<string, np.Array>;

export async function openContender(backend: string): Promise<Contender> {
  if (backend !== "webgpu" && backend !== "wasm") throw new Error(`jax-js has no backend "${backend}".`);
  if (!(await init(backend)).includes(backend)) throw new Error(`jax-js has no backend "${backend}" here.`);
  defaultDevice(backend);
  return { label: `jax-js, ${backend}`, train, compute, dispose: () => {} };
}

const ops: PeerOps<np.Array> = {
  dense: (x, kernel, bias) => np.matmul(x.ref, kernel.ref).add(bias.ref),
  relu: (x) => nn.relu(x.ref),
  add: (x, y) => x.ref.add(y.ref),
  convolution(x, kernel, { stride, bias }) {
    const result = lax.convGeneralDilated(x.ref, kernel.ref, [stride, stride], "SAME");
    return bias === undefined ? result : result.add(bias.ref.reshape([1, -1, 1, 1]));
  },
  maxPool(x) {
    const [batch, channels, height, width] = x.shape;
    const windows = x.ref.reshape([batch!, channels!, height! / 2, 2, width! / 2, 2]);
    return np.max(windows, [3, 5]);
  },
  globalAverage: (x) => np.mean(x.ref, [2, 3]),
  flatten: (x) => np.transpose(x.ref, [0, 2, 3, 1]).reshape([x.shape[0]!, -1]),
  batchNorm(x, gamma, beta) {
    const axes = [0, 2, 3];
    const mean = np.mean(x.ref, axes, { keepdims: true });
    const centred = x.ref.sub(mean);
    const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
    const scaled = centred.div(np.sqrt(variance.add(1e-5)));
    return scaled.mul(gamma.ref.reshape([1, -1, 1, 1])).add(beta.ref.reshape([1, -1, 1, 1]));
  },
  // The gradient of a lookup fails under `jit`; a product with the one-hot form works.
  embed: (tokens, table) => np.matmul(nn.oneHot(tokens.ref.astype(np.int32), table.shape[0]!), table.ref),
  layerNorm(x, gamma, beta) {
    const centred = x.ref.sub(np.mean(x.ref, -1, { keepdims: true }));
    const variance = np.mean(np.square(centred.ref), -1, { keepdims: true });
    return centred
      .div(np.sqrt(variance.add(1e-5)))
      .mul(gamma.ref)
      .add(beta.ref);
  },
  gelu(x) {
    const inner = x.ref.add(x.ref.mul(x.ref).mul(x.ref).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
    return x.ref.mul(0.5).mul(np.tanh(inner).add(1));
  },
  attend(query, key, value, heads) {
    const [batch, places, width] = query.shape;
    const split = (x: np.Array) => np.transpose(x.ref.reshape([batch!, places!, heads, width! / heads]), [0, 2, 1, 3]);
    const scores = np.matmul(split(query), np.transpose(split(key), [0, 1, 3, 2])).mul(1 / Math.sqrt(width! / heads));
    const isHidden = np
      .arange(places!)
      .reshape([1, -1])
      .greater(np.arange(places!).reshape([-1, 1]));
    const weights = nn.softmax(np.where(isHidden, -1e9, scores), -1);
    return np.transpose(np.matmul(weights, split(value)), [0, 2, 1, 3]).reshape([batch!, places!, width!]);
  },
  lstm(x, kernel, recurrent, bias) {
    const [batch, places] = x.shape;
    const units = recurrent.shape[0]!;
    const projected = ops.dense(x, kernel, bias);
    let h = np.zeros([batch!, units]);
    let c = np.zeros([batch!, units]);
    const sequence: np.Array[] = [];
    for (let place = 0; place < places!; place++) {
      const sums = projected.ref.slice([], place).add(np.matmul(h.ref, recurrent.ref));
      const [enter, keep, candidate, show] = np.split(sums, 4, 1);
      c = nn
        .sigmoid(keep!)
        .mul(c)
        .add(nn.sigmoid(enter!).mul(np.tanh(candidate!)));
      h = nn.sigmoid(show!).mul(np.tanh(c.ref));
      sequence.push(h.ref);
    }
    return np.stack(sequence, 1);
  },
};

/** [height, width, in, out] to [out, in, height, width]; other shapes stay. */
function toArray(values: Float32Array<ArrayBuffer>, shape: readonly number[], isFilter: boolean): np.Array {
  const array = np.array(values).reshape([...shape]);
  return isFilter ? np.transpose(array, [3, 2, 0, 1]).add(0) : array;
}

/** Images channels first. */
function toBatch(values: Float32Array<ArrayBuffer>, shape: readonly number[]): np.Array {
  const array = np.array(values).reshape([...shape]);
  return shape.length === 4 ? np.transpose(array, [0, 3, 1, 2]).add(0) : array;
}

async function train({ workload, rows, start }: TrainingRequest): Promise<Trainee> {
  const { batchSize, peer } = workload;
  const slice = (values: Float32Array, shape: readonly number[], batch: number) => {
    const size = shape.reduce((a, b) => a * b, batchSize);
    return toBatch(values.slice(batch * size, (batch + 1) * size), [batchSize, ...shape]);
  };
  const batches = Array.from({ length: workload.rows / batchSize }, (_, batch) => ({
    x: slice(rows.x, rows.xShape, batch),
    y: slice(rows.y, rows.yShape, batch),
  }));
  const createTree = (create: (key: string, place: number) => np.Array): Tree =>
    Object.fromEntries(start.map(({ key }, place) => [key, create(key, place)]));
  let parameters = createTree((_, place) => {
    const { values, shape } = start[place]!;
    return toArray(values.slice(), shape, shape.length === 4);
  });
  const zeros = () => createTree((key) => np.zeros(parameters[key]!.shape));
  const slots: Record<string, Tree> = peer.optimizer.kind === "sgd" ? { velocity: zeros() } : { mean: zeros(), square: zeros() };
  const computeLoss = (tree: Tree, x: np.Array, y: np.Array): np.Array => {
    const prediction = peer.forward(ops, (key) => tree[key]!, x);
    if (peer.loss === "meanSquaredError") return np.mean(np.square(prediction.sub(y)));
    const places = prediction.size / prediction.shape.at(-1)!;
    return np.sum(nn.logSoftmax(prediction).mul(y)).mul(-1 / places);
  };
  const update = createRule(workload.peer.optimizer);
  const takeStep = jit((tree: Tree, state: Record<string, Tree>, powers: Tree, x: np.Array, y: np.Array) => {
    const [loss, slopes] = valueAndGrad(computeLoss)(tree, x, y);
    return { loss, ...update(tree, slopes, state, powers) };
  });
  let state = slots;
  let powers: Tree = { first: np.array(1), second: np.array(1) };
  let step = 0;
  const advance = (): np.Array => {
    const { x, y } = batches[step++ % batches.length]!;
    const next = takeStep(parameters, state, powers, x.ref, y.ref);
    parameters = next.tree;
    state = next.state;
    powers = next.powers;
    return next.loss;
  };
  return {
    facts: {},
    async trace(steps) {
      const losses: number[] = [];
      for (let i = 0; i < steps; i++) losses.push((await advance().data())[0]!);
      return losses;
    },
    async run(steps) {
      for (let i = 1; i < steps; i++) advance().dispose();
      await blockUntilReady([advance(), ...Object.values(parameters)]);
    },
    async runReading(steps) {
      for (let i = 0; i < steps; i++) await advance().data();
    },
    dispose: () => {},
  };
}

type Rule = (
  tree: Tree,
  slopes: Tree,
  state: Record<string, Tree>,
  powers: Tree,
) => { tree: Tree; state: Record<string, Tree>; powers: Tree };

/** As PyTorch writes them. */
function createRule(optimizer: TrainingRequest["workload"]["peer"]["optimizer"]): Rule {
  const map = (tree: Tree, compute: (value: np.Array, key: string) => np.Array): Tree =>
    Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, compute(value, key)]));
  if (optimizer.kind === "sgd") {
    const { learningRate, momentum } = optimizer;
    return (tree, slopes, state, powers) => {
      const velocity = map(slopes, (slope, key) => state.velocity![key]!.ref.mul(momentum).add(slope.ref));
      const moved = map(tree, (value, key) => value.ref.sub(velocity[key]!.ref.mul(learningRate)));
      return { tree: moved, state: { velocity }, powers };
    };
  }
  const { learningRate, epsilon } = optimizer;
  const [beta1, beta2] = [0.9, 0.999];
  return (tree, slopes, state, powers) => {
    const first = powers.first!.ref.mul(beta1);
    const second = powers.second!.ref.mul(beta2);
    const mean = map(slopes, (slope, key) => state.mean![key]!.ref.mul(beta1).add(slope.ref.mul(1 - beta1)));
    const square = map(slopes, (slope, key) => state.square![key]!.ref.mul(beta2).add(np.square(slope.ref).mul(1 - beta2)));
    const moved = map(tree, (value, key) => {
      const numerator = mean[key]!.ref.div(np.array(1).sub(first.ref)).mul(learningRate);
      const denominator = np.sqrt(square[key]!.ref.div(np.array(1).sub(second.ref))).add(epsilon);
      return value.ref.sub(numerator.div(denominator));
    });
    return { tree: moved, state: { mean, square }, powers: { first, second } };
  };
}

async function compute(sweep: SweepCase): Promise<Trainee> {
  const [left, right] = createSweepOperands(sweep);
  const once = jit(createSweep(sweep));
  const take = () => once(left!.ref, right!.ref);
  return {
    facts: {},
    async trace() {
      const result = take();
      const values = await (sweep.kind === "matmul" ? result : toNhwc(sweep, result)).data();
      return [0, 1, Math.floor(values.length / 2), values.length - 1].map((place) => values[place]!);
    },
    // What is given back before it is waited for is never computed.
    async run(steps) {
      for (let left = steps; left > 0; left -= 8) {
        const results = Array.from({ length: Math.min(left, 8) }, take);
        await blockUntilReady(results);
        for (const result of results) result.dispose();
      }
    },
    async runReading(steps) {
      for (let i = 0; i < steps; i++) (await take().blockUntilReady()).dispose();
    },
    dispose: () => {},
  };
}

function createSweepOperands(sweep: SweepCase): np.Array[] {
  return createOperands(sweep).map(({ values, shape }, place) => {
    if (sweep.kind === "matmul") return np.array(values).reshape([...shape]);
    const isFilter = place === 1 && sweep.role !== "filter gradient";
    return isFilter ? toArray(values, shape, true) : toBatch(values, shape);
  });
}

function createSweep(sweep: SweepCase): (left: np.Array, right: np.Array) => np.Array {
  if (sweep.kind === "matmul") {
    const { form } = sweep;
    return (left, right) => np.matmul(form === "TN" ? np.transpose(left) : left, form === "NT" ? np.transpose(right) : right);
  }
  const { role, batch, size, inputs, outputs, window, stride } = sweep;
  const padding = samePadding(size, window, stride);
  const convolve = (image: np.Array, filter: np.Array) =>
    lax.convGeneralDilated(image, filter, [stride, stride], [padding, padding]);
  if (role === "forward") return convolve;
  if (role === "input gradient") {
    return (slope, filter) =>
      grad((image: np.Array) => np.sum(convolve(image, filter.ref).mul(slope.ref)))(np.zeros([batch, inputs, size, size]));
  }
  return (image, slope) =>
    grad((filter: np.Array) => np.sum(convolve(image.ref, filter).mul(slope.ref)))(np.zeros([outputs, inputs, window, window]));
}

function toNhwc({ role }: Extract<SweepCase, { kind: "convolution" }>, result: np.Array): np.Array {
  return role === "filter gradient" ? np.transpose(result, [2, 3, 1, 0]) : np.transpose(result, [0, 2, 3, 1]);
}
