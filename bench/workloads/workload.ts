/** One network to train, told twice: as a model document for Downhill, and by calls of a small vocabulary for the peers. */
import { threefry2x32 } from "@downhill/ir";
import {
  addBlock,
  type CompilerOptions,
  connect,
  createDocument,
  createOptions,
  type DatasetSignature,
  type FeatureSignature,
  initialState,
  lowerTraining,
  type ModelDocument,
} from "@downhill/model";

/** What the peers are asked to do. Layout is theirs: images come in and go out as they keep them. */
export interface PeerOps<T> {
  /** `x` [..., in] times `kernel` [in, out], plus `bias` [out]. */
  dense(x: T, kernel: T, bias: T): T;
  relu(x: T): T;
  add(x: T, y: T): T;
  /** Padding "same"; `kernel` [height, width, in, out]; `bias` [out] where there is one. */
  convolution(x: T, kernel: T, options: { readonly stride: number; readonly bias?: T }): T;
  /** Windows of 2 x 2, side by side. */
  maxPool(x: T): T;
  /** Mean of every channel. */
  globalAverage(x: T): T;
  /** Height, width, channels in this order. */
  flatten(x: T): T;
  /** Over all axes but the channels, epsilon 1e-5. */
  batchNorm(x: T, gamma: T, beta: T): T;
  /** Rows of `table` [vocabulary, width] for `tokens` [batch, places], whole numbers as f32. */
  embed(tokens: T, table: T): T;
  /** Over the last axis, epsilon 1e-5. */
  layerNorm(x: T, gamma: T, beta: T): T;
  /** By the tanh formula. */
  gelu(x: T): T;
  /** Causal attention in `heads` over [batch, places, width] each. */
  attend(query: T, key: T, value: T, heads: number): T;
  /** [batch, places, in] to [batch, places, units]; gates in the order input, forget, candidate, output. */
  lstm(x: T, kernel: T, recurrent: T, bias: T): T;
}

/** A parameter by its key, "<block id>/<name>". */
export type ParameterOf<T> = (key: string) => T;

export interface PeerNetwork {
  /** Prediction or logits of a batch. */
  forward<T>(ops: PeerOps<T>, parameter: ParameterOf<T>, x: T): T;
  readonly loss: "meanSquaredError" | "categoricalCrossentropy";
  readonly optimizer: PeerOptimizer;
}

export type PeerOptimizer =
  | { readonly kind: "sgd"; readonly learningRate: number; readonly momentum: number }
  | { readonly kind: "adam"; readonly learningRate: number; readonly epsilon: number };

export interface Workload {
  readonly name: string;
  readonly title: string;
  readonly batchSize: number;
  readonly rows: number;
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
  readonly signature: DatasetSignature;
  readonly peer: PeerNetwork;
  createData(): TrainingRows;
}

export interface TrainingRows {
  /** `[rows, ...shape]`. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly xShape: readonly number[];
  readonly yShape: readonly number[];
}

export interface StartParameter {
  readonly key: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface SketchedBlock {
  readonly id: string;
  readonly kind: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Default: the block before. */
  readonly from?: readonly string[];
}

interface WorkloadPlan {
  readonly name: string;
  readonly title: string;
  readonly batchSize: number;
  readonly batches: number;
  readonly input: Pick<FeatureSignature, "shape" | "kind">;
  readonly target: Pick<FeatureSignature, "shape" | "kind">;
  readonly blocks: readonly SketchedBlock[];
  readonly peer: PeerNetwork;
  readonly createRow: RowWriter;
}

/** Fills the row; `random` gives the numbers of this row only. */
export type RowWriter = (x: Float32Array, y: Float32Array, random: () => number) => void;

export function planWorkload(plan: WorkloadPlan): Workload {
  const { name, title, batchSize, batches, peer, createRow } = plan;
  const rows = batchSize * batches;
  const features: FeatureSignature[] = [
    { name: "x", role: "input", kind: plan.input.kind, shape: [...plan.input.shape] },
    { name: "y", role: "target", kind: plan.target.kind, shape: [...plan.target.shape] },
  ];
  const { optimizer } = peer;
  return {
    name,
    title,
    batchSize,
    rows,
    peer,
    document: sketch([{ id: "x", kind: "input" }, ...plan.blocks, { id: "y", kind: "target" }]),
    options: createOptions({
      batchSize,
      epochs: 10_000,
      shuffle: false,
      metrics: [],
      weightSeed: 7,
      learningRate: optimizer.learningRate,
      optimizer:
        optimizer.kind === "sgd"
          ? { kind: "sgd", parameters: { momentum: optimizer.momentum, form: "pytorch" } }
          : { kind: "adam", parameters: { epsilon: optimizer.epsilon, form: "pytorch" } },
    }),
    signature: { features, samples: { training: rows, validation: 0, test: 0 } },
    createData() {
      const [xSize, ySize] = features.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
      const x = new Float32Array(rows * xSize!);
      const y = new Float32Array(rows * ySize!);
      for (let row = 0; row < rows; row++) {
        createRow(x.subarray(row * xSize!, (row + 1) * xSize!), y.subarray(row * ySize!, (row + 1) * ySize!), createRandom(row));
      }
      return { x, y, xShape: plan.input.shape, yShape: plan.target.shape };
    },
  };
}

function sketch(blocks: readonly SketchedBlock[]): ModelDocument {
  let document = createDocument();
  let previous: string | undefined;
  for (const { id, kind, parameters = {}, from } of blocks) {
    document = addBlock(document, { id, kind, parameters, name: id, position: { x: 0, y: 0 } }).document;
    for (const source of from ?? (previous === undefined ? [] : [previous])) {
      const port = kind === "add" ? "inputs" : "input";
      document = connect(document, { blockId: source, port: "output" }, { blockId: id, port });
    }
    previous = id;
  }
  return document;
}

/** Numbers in [-1, 1), the same everywhere. */
function createRandom(stream: number): () => number {
  let place = 0;
  return () => threefry2x32(stream, 17, place++, 0)[0] / 2 ** 31 - 1;
}

export function lowerWorkload({ document, options, signature }: Workload) {
  const lowered = lowerTraining({ document, options, signature });
  if (lowered.ok) return lowered.model;
  throw new Error(`The model of the benchmark does not check: ${lowered.issues.map(({ message }) => message).join(" ")}`);
}

/** The first weights of all contenders. */
export function createStart(workload: Workload): StartParameter[] {
  const { layout } = lowerWorkload(workload);
  const states = initialState(layout, workload.options.weightSeed);
  return layout.tensors
    .filter(({ arena }) => arena === "parameters")
    .map(({ key, shape, offset, size }) => ({ key, shape, values: states.parameters!.slice(offset, offset + size) }));
}
