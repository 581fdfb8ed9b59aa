/**
 * Networks over characters: a transformer and an LSTM that predict the next one at every place of a context. Tokens stand in
 * one vector on the device, and a sample is the window that starts at its row.
 */
import { gradients, ProgramBuilder, type Value } from "@downhill/ir";
import type { BenchNetwork } from "./networks.ts";
import { ParameterArena } from "./parameterArena.ts";

const vocabulary = 65;
const context = 64;
const batchSize = 16;
const rows = 1000;

interface Recipe {
  readonly name: string;
  readonly arena: ParameterArena;
  /** Tokens i32 `[batch, context]` to logits `[batch, context, vocabulary]`. */
  readonly forward: (b: ProgramBuilder, tokens: Value, take: (...shape: number[]) => Value) => Value;
}

function buildTraining({ name, forward }: Pick<Recipe, "name" | "forward">): BenchNetwork {
  // The shapes are known once the forward pass has been written: a first pass collects them.
  const arena = new ParameterArena();
  const probe = new ProgramBuilder();
  const places = probe.input("tokens", { dtype: "i32", shape: [batchSize, context] });
  forward(probe, places, (...shape) => {
    arena.add(...shape);
    return probe.input(`parameter ${arena.count}`, { dtype: "f32", shape });
  });

  const b = new ProgramBuilder();
  const type = { dtype: "f32", shape: [arena.length] } as const;
  const parameters = b.state("parameters", type);
  const m = b.state("m", type);
  const v = b.state("v", type);
  const text = b.data("tokens", { dtype: "i32", shape: [rows + context] });
  const position = b.add(b.iota({ dtype: "u32", shape: [batchSize] }, 0), b.scalar("start", "u32"));
  const starts = b.cast(b.permuteIndex(position, b.scalar("key", "u32"), rows), "i32");
  const windows = b.add(b.reshape(starts, [batchSize, 1]), b.iota({ dtype: "i32", shape: [batchSize, context] }, 1));
  const views: Value[] = [];
  const logits = forward(b, b.gather(text, windows), () => {
    const view = arena.view(b, parameters, views.length);
    views.push(view);
    return view;
  });
  const target = b.oneHot(b.gather(text, b.add(windows, b.constant(1, "i32"))), vocabulary);
  const loss = b.mean(b.neg(b.sum(b.mul(b.logSoftmax(logits, -1), target), [2])));
  const g = b.pack(gradients(b, loss, views), arena.offsets, arena.length);
  const newM = b.add(b.mul(m, 0.9), b.mul(g, 0.1));
  const newV = b.add(b.mul(v, 0.999), b.mul(b.mul(g, g), 0.001));
  const step = b.div(b.mul(newM, b.scalar("rate", "f32")), b.add(b.sqrt(newV), b.scalar("epsilon", "f32")));
  return {
    name,
    batchSize,
    program: b.finish({ updates: { parameters: b.sub(parameters, step), m: newM, v: newV }, series: { loss } }),
  };
}

/** d 64, 4 heads, 2 layers, context 64, batch 16. */
export function buildCharTransformer(width = 64, heads = 4, layers = 2): BenchNetwork {
  return buildTraining({
    name: `character transformer (d ${width}, ${heads} heads, ${layers} layers, context ${context}, batch ${batchSize})`,
    forward(b, tokens, take) {
      const dense = (x: Value, units: number) => b.add(b.matmul(x, take(x.type.shape.at(-1)!, units)), take(units));
      const norm = (x: Value) => {
        const centered = b.sub(x, b.mean(x, [-1], { keepDims: true }));
        const variance = b.mean(b.square(centered), [-1], { keepDims: true });
        return b.add(b.mul(b.mul(centered, b.rsqrt(b.add(variance, 1e-5))), take(width)), take(width));
      };
      const size = width / heads;
      const split = (x: Value) => b.reshape(x, [batchSize, context, heads, size]);
      const isVisible = b.ge(
        b.iota({ dtype: "i32", shape: [context, context] }, 0),
        b.iota({ dtype: "i32", shape: [context, context] }, 1),
      );
      const attention = (x: Value) => {
        const q = b.mul(split(dense(x, width)), 1 / Math.sqrt(size));
        const k = split(dense(x, width));
        const v = split(dense(x, width));
        const batch = [
          [0, 0],
          [2, 2],
        ] as const;
        const scores = b.dot(q, k, { batch, contract: [[3, 3]] });
        const weights = b.softmax(b.select(isVisible, scores, -1e30), -1);
        const seen = b.dot(weights, v, {
          batch: [
            [0, 0],
            [1, 2],
          ],
          contract: [[3, 1]],
        });
        return dense(b.reshape(b.permute(seen, [0, 2, 1, 3]), [batchSize, context, width]), width);
      };
      const gelu = (x: Value) => {
        const inner = b.mul(b.add(x, b.mul(b.mul(b.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
        return b.mul(b.mul(x, 0.5), b.add(b.tanh(inner), 1));
      };
      let h = b.add(b.gather(take(vocabulary, width), tokens), take(context, width));
      for (let layer = 0; layer < layers; layer++) {
        h = b.add(h, attention(norm(h)));
        h = b.add(h, dense(gelu(dense(norm(h), 4 * width)), width));
      }
      return dense(norm(h), vocabulary);
    },
  });
}

/** 64 units over a context of 64. */
export function buildCharLstm(units = 64): BenchNetwork {
  return buildTraining({
    name: `character LSTM (${units} units, context ${context}, batch ${batchSize})`,
    forward(b, tokens, take) {
      const embedded = b.gather(take(vocabulary, 32), tokens);
      const kernel = take(32, 4 * units);
      const recurrent = take(units, 4 * units);
      // Time first: a step of the sequence, and of its gradient, is then one piece of memory.
      const projected = b.permute(b.add(b.matmul(embedded, kernel), take(4 * units)), [1, 0, 2]);
      let h = b.constant(0, "f32", [batchSize, units]);
      let c = h;
      const sequence: Value[] = [];
      for (let t = 0; t < context; t++) {
        const step = b.reshape(b.slice(projected, [t, 0, 0], [1, batchSize, 4 * units]), [batchSize, 4 * units]);
        const gates = b.add(step, b.matmul(h, recurrent));
        const gate = (place: number) => b.slice(gates, [0, place * units], [batchSize, units]);
        c = b.add(b.mul(b.sigmoid(gate(1)), c), b.mul(b.sigmoid(gate(0)), b.tanh(gate(2))));
        h = b.mul(b.sigmoid(gate(3)), b.tanh(c));
        sequence.push(b.reshape(h, [1, batchSize, units]));
      }
      return b.add(b.matmul(b.permute(b.concat(sequence, 0), [1, 0, 2]), take(units, vocabulary)), take(vocabulary));
    },
  });
}
