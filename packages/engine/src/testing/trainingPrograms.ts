/** Two small training programs with everything a real one has: shuffled batch, layers, loss, gradients, Adam over flat vectors. */
import { countElements, gradients, type Program, ProgramBuilder, type Value } from "@downhill/ir";

interface TrainingRecipe {
  readonly rows: number;
  readonly input: readonly number[];
  readonly classes: number;
  readonly batchSize: number;
  readonly parameters: readonly (readonly number[])[];
  readonly forward: (b: ProgramBuilder, x: Value, parameters: readonly Value[]) => Value;
}

function buildTrainingProgram({ rows, input, classes, batchSize, parameters, forward }: TrainingRecipe): Program {
  const b = new ProgramBuilder();
  const offsets: number[] = [];
  let length = 0;
  for (const shape of parameters) {
    offsets.push(length);
    length += Math.ceil(countElements(shape) / 4) * 4;
  }
  const flat = { dtype: "f32", shape: [length] } as const;
  const [p, m, v] = [b.state("parameters", flat), b.state("m", flat), b.state("v", flat)];
  const features = b.data("features", { dtype: "f32", shape: [rows, ...input] });
  const labels = b.data("labels", { dtype: "i32", shape: [rows] });
  const position = b.add(b.iota({ dtype: "u32", shape: [batchSize] }, 0), b.scalar("start", "u32"));
  const places = b.permuteIndex(position, b.scalar("key", "u32"), rows);
  const y = b.gather(labels, places);
  const views = parameters.map((shape, i) => b.reshape(b.slice(p, [offsets[i]!], [countElements(shape)]), shape));
  const logits = forward(b, b.gather(features, places), views);
  const losses = b.neg(b.sum(b.mul(b.logSoftmax(logits, -1), b.oneHot(y, classes)), [1]));
  const loss = b.mean(losses);
  const accuracy = b.mean(b.cast(b.eq(b.argmax(logits, -1), y), "f32"));
  const g = b.pack(gradients(b, loss, views), offsets, length);
  const newM = b.add(b.mul(m, 0.9), b.mul(g, 0.1));
  const newV = b.add(b.mul(v, 0.999), b.mul(b.square(g), 0.001));
  const step = b.div(b.mul(newM, b.scalar("rate", "f32")), b.add(b.sqrt(newV), 1e-7));
  return b.finish({ updates: { parameters: b.sub(p, step), m: newM, v: newV }, series: { loss, accuracy }, outputs: { logits } });
}

export function buildSmallMlp(): Program {
  return buildTrainingProgram({
    rows: 50,
    input: [13],
    classes: 3,
    batchSize: 8,
    parameters: [[13, 16], [16], [16, 12], [12], [12, 3], [3]],
    forward(b, x, [w1, b1, w2, b2, w3, b3]) {
      const h1 = b.relu(b.add(b.matmul(x, w1!), b1!));
      const h2 = b.tanh(b.add(b.matmul(h1, w2!), b2!));
      return b.add(b.matmul(h2, w3!), b3!);
    },
  });
}

export function buildSmallConvNet(): Program {
  const same = { strides: [1, 1], padLow: [1, 1], padHigh: [1, 1] };
  const pool = { size: [2, 2], strides: [2, 2], padLow: [0, 0], padHigh: [0, 0] };
  return buildTrainingProgram({
    rows: 20,
    input: [8, 8, 1],
    classes: 4,
    batchSize: 4,
    parameters: [[3, 3, 1, 4], [4], [3, 3, 4, 6], [6], [24, 4], [4]],
    forward(b, x, [k1, b1, k2, b2, w, bias]) {
      const h1 = b.maxPool(b.relu(b.add(b.conv(x, k1!, same), b1!)), pool);
      const h2 = b.maxPool(b.relu(b.add(b.conv(h1, k2!, same), b2!)), pool);
      return b.add(b.matmul(b.reshape(h2, [4, 24]), w!), bias!);
    },
  });
}
