/** Training programs of a few networks, written straight in ir: what the engine is measured on. */
import { gradients, type Program, ProgramBuilder, type Value } from "@downhill/ir";
import { ParameterArena } from "./parameterArena.ts";

export interface BenchNetwork {
  readonly name: string;
  readonly program: Program;
  readonly batchSize: number;
  /** What the program's scalars are at a run of steps, where they are not those of `buildTraining`. */
  readonly scalars?: (step: number, steps: number) => Readonly<Record<string, Float64Array>>;
}

interface Recipe {
  readonly rows: number;
  readonly input: readonly number[];
  readonly classes: number;
  readonly batchSize: number;
  readonly arena: ParameterArena;
  readonly forward: (b: ProgramBuilder, x: Value, parameters: Value[]) => Value;
}

/** Batch by the seeded shuffle, forward, crossentropy from logits, gradients, Adam over flat arenas. */
function buildTraining({ rows, input, classes, batchSize, arena, forward }: Recipe): Program {
  const b = new ProgramBuilder();
  const flatType = { dtype: "f32", shape: [arena.length] } as const;
  const parameters = b.state("parameters", flatType);
  const m = b.state("m", flatType);
  const v = b.state("v", flatType);
  const features = b.data("features", { dtype: "f32", shape: [rows, ...input] });
  const labels = b.data("labels", { dtype: "i32", shape: [rows] });
  const start = b.scalar("start", "u32");
  const key = b.scalar("key", "u32");
  const position = b.add(b.iota({ dtype: "u32", shape: [batchSize] }, 0), start);
  const places = b.permuteIndex(position, key, rows);
  const x = b.gather(features, places);
  const y = b.gather(labels, places);
  const views = Array.from({ length: arena.count }, (_, place) => arena.view(b, parameters, place));
  const logits = forward(b, x, views);
  const target = b.oneHot(y, classes);
  const losses = b.neg(b.sum(b.mul(b.logSoftmax(logits, -1), target), [1]));
  const loss = b.mean(losses);
  const accuracy = b.mean(b.cast(b.eq(b.argmax(logits, -1), y), "f32"));
  const slopes = gradients(b, loss, views);
  const g = b.pack(slopes, arena.offsets, arena.length);
  const rate = b.scalar("rate", "f32");
  const epsilon = b.scalar("epsilon", "f32");
  const newM = b.add(b.mul(m, 0.9), b.mul(g, 0.1));
  const newV = b.add(b.mul(v, 0.999), b.mul(b.mul(g, g), 0.001));
  const step = b.div(b.mul(newM, rate), b.add(b.sqrt(newV), epsilon));
  return b.finish({ updates: { parameters: b.sub(parameters, step), m: newM, v: newV }, series: { loss, accuracy } });
}

function dense(b: ProgramBuilder, x: Value, weight: Value, bias: Value): Value {
  return b.add(b.matmul(x, weight), bias);
}

function mlp(sizes: readonly number[], arena: ParameterArena): Recipe["forward"] {
  for (let i = 0; i + 1 < sizes.length; i++) {
    arena.add(sizes[i]!, sizes[i + 1]!);
    arena.add(sizes[i + 1]!);
  }
  return (b, x, parameters) => {
    let h = b.reshape(x, [x.type.shape[0]!, sizes[0]!]);
    for (let i = 0; i + 1 < sizes.length; i++) {
      h = dense(b, h, parameters[2 * i]!, parameters[2 * i + 1]!);
      if (i + 2 < sizes.length) h = b.relu(h);
    }
    return h;
  };
}

export function buildTabular(batchSize = 32): BenchNetwork {
  const arena = new ParameterArena();
  const forward = mlp([13, 64, 64, 3], arena);
  const program = buildTraining({ rows: 1000, input: [13], classes: 3, batchSize, arena, forward });
  return { name: "tabular MLP 13-64-64-3", program, batchSize };
}

export function buildMnistMlp(batchSize = 32): BenchNetwork {
  const arena = new ParameterArena();
  const forward = mlp([784, 256, 128, 10], arena);
  const program = buildTraining({ rows: 1000, input: [28, 28, 1], classes: 10, batchSize, arena, forward });
  return { name: "MNIST MLP 784-256-128-10", program, batchSize };
}

export function buildSmallCnn(batchSize = 32): BenchNetwork {
  const arena = new ParameterArena();
  arena.add(3, 3, 1, 8);
  arena.add(8);
  arena.add(3, 3, 8, 16);
  arena.add(16);
  arena.add(7 * 7 * 16, 10);
  arena.add(10);
  const same = { strides: [1, 1], padLow: [1, 1], padHigh: [1, 1] };
  const pool = { size: [2, 2], strides: [2, 2], padLow: [0, 0], padHigh: [0, 0] };
  const forward: Recipe["forward"] = (b, x, [k1, b1, k2, b2, w, bias]) => {
    const h1 = b.maxPool(b.relu(b.add(b.conv(x, k1!, same), b1!)), pool);
    const h2 = b.maxPool(b.relu(b.add(b.conv(h1, k2!, same), b2!)), pool);
    return dense(b, b.reshape(h2, [batchSize, 7 * 7 * 16]), w!, bias!);
  };
  const program = buildTraining({ rows: 1000, input: [28, 28, 1], classes: 10, batchSize, arena, forward });
  return { name: "small CNN (8 and 16 filters, 3 x 3)", program, batchSize };
}
