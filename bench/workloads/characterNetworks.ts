import { type PeerNetwork, planWorkload, type RowWriter, type SketchedBlock, type Workload } from "./workload.ts";

const vocabulary = 65;
const context = 64;

/** A text whose next character follows from the last but for some noise; `y` is what comes next at every place. */
const writeText: RowWriter = (x, y, random) => {
  const draw = () => Math.floor(((random() + 1) / 2) * vocabulary) % vocabulary;
  let token = draw();
  for (let place = 0; place < context; place++) {
    x[place] = token;
    token = random() > 0.8 ? draw() : (token * 5 + 7) % vocabulary;
    y[place * vocabulary + token] = 1;
  }
};

function planCharacters(
  name: string,
  title: string,
  blocks: readonly SketchedBlock[],
  forward: PeerNetwork["forward"],
): Workload {
  return planWorkload({
    name,
    title: `${title}, context ${context}, batch 16, Adam`,
    batchSize: 16,
    batches: 8,
    input: { shape: [context], kind: "numeric" },
    target: { shape: [context, vocabulary], kind: "categorical" },
    blocks,
    peer: { loss: "categoricalCrossentropy", optimizer: { kind: "adam", learningRate: 0.001, epsilon: 1e-7 }, forward },
    createRow: writeText,
  });
}

/** As GPT: normalization before the parts, and one at the end. */
export function characterTransformer(): Workload {
  const [width, heads] = [64, 4];
  const layers = ["block1", "block2"];
  const blocks = [
    { id: "embed", kind: "embedding", parameters: { vocabulary, units: width } },
    { id: "places", kind: "positionEmbedding" },
    ...layers.map((id) => ({ id, kind: "transformerBlock", parameters: { heads, causal: true } })),
    { id: "norm", kind: "layerNormalization" },
    { id: "head", kind: "dense", parameters: { units: vocabulary, activation: "linear" } },
  ];
  return planCharacters("transformer", "Character transformer, width 64, 4 heads, 2 layers", blocks, (ops, parameter, x) => {
    let h = ops.add(ops.embed(x, parameter("embed/table")), parameter("places/table"));
    for (const id of layers) {
      const dense = (value: typeof h, kernel: string, bias: string) =>
        ops.dense(value, parameter(`${id}/${kernel}`), parameter(`${id}/${bias}`));
      const norm = (name: string) => ops.layerNorm(h, parameter(`${id}/${name}/gamma`), parameter(`${id}/${name}/beta`));
      const quiet = norm("norm1");
      const heard = ops.attend(dense(quiet, "wq", "bq"), dense(quiet, "wk", "bk"), dense(quiet, "wv", "bv"), heads);
      h = ops.add(h, dense(heard, "wo", "bo"));
      const hidden = ops.gelu(dense(norm("norm2"), "mlp1/kernel", "mlp1/bias"));
      h = ops.add(h, dense(hidden, "mlp2/kernel", "mlp2/bias"));
    }
    const last = ops.layerNorm(h, parameter("norm/gamma"), parameter("norm/beta"));
    return ops.dense(last, parameter("head/kernel"), parameter("head/bias"));
  });
}

export function characterLstm(): Workload {
  const blocks = [
    { id: "embed", kind: "embedding", parameters: { vocabulary, units: 32 } },
    { id: "lstm", kind: "lstm", parameters: { units: 64, returnSequences: true } },
    { id: "head", kind: "dense", parameters: { units: vocabulary, activation: "linear" } },
  ];
  return planCharacters("lstm", "Character LSTM, 64 units", blocks, (ops, parameter, x) => {
    const embedded = ops.embed(x, parameter("embed/table"));
    const h = ops.lstm(embedded, parameter("lstm/kernel"), parameter("lstm/recurrent_kernel"), parameter("lstm/bias"));
    return ops.dense(h, parameter("head/kernel"), parameter("head/bias"));
  });
}
