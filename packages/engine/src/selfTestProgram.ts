/**
 * One program that uses each kind of generated code once, small enough to be compiled and run within a tenth of a second on a GPU.
 * Outputs are named "<what it tries>/<place>".
 */
import { countElements, gradients, type Program, ProgramBuilder, threefry2x32, type Value } from "@downhill/ir";
import type { TensorValues } from "./device.ts";
import { nameContraction, type TileTable } from "./tileTable.ts";

export interface SelfTestProgram {
  readonly program: Program;
  readonly data: Readonly<Record<string, TensorValues>>;
  /** Sends the dense layer's forward pass through workgroup memory, which sizes alone never suggest. */
  readonly tiles: TileTable;
}

const stagedTile = { kind: "staged", tileRows: 16, tileColumns: 16, tileDepth: 8, threadRows: 2, threadColumns: 2 } as const;

/** Numbers in -1..1, the same everywhere. */
function makeNumbers(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => threefry2x32(seed, 0, i, 0)[0] / 2 ** 31 - 1);
}

export function buildSelfTest(): SelfTestProgram {
  const b = new ProgramBuilder();
  const data: Record<string, TensorValues> = {};
  const outputs: Record<string, Value> = {};
  const numbers = (name: string, ...shape: number[]): Value => {
    data[name] = makeNumbers(countElements(shape), Object.keys(data).length);
    return b.data(name, { dtype: "f32", shape });
  };
  const check = (what: string, ...values: readonly Value[]) => {
    values.forEach((value, place) => {
      outputs[`${what}/${place}`] = value;
    });
  };

  // A dense layer with its loss and all gradients, in sizes that fill no tile and are large enough for the largest.
  const x = numbers("x", 37, 52);
  const w = numbers("w", 52, 30);
  const bias = numbers("bias", 30);
  const logits = b.add(b.matmul(x, w), bias);
  const loss = b.neg(b.mean(b.sum(b.mul(b.logSoftmax(b.tanh(logits), 1), b.softmax(b.relu(logits), 1)), [1])));
  const slopes = gradients(b, loss, [x, w, bias]);
  check("matrix products", loss, ...slopes);

  check("small matrix products", b.matmul(numbers("left", 9, 21), numbers("right", 21, 6)));

  const image = numbers("image", 2, 9, 7, 3);
  const kernel = numbers("kernel", 3, 3, 3, 5);
  const convolved = b.conv(image, kernel, { strides: [2, 1], padLow: [1, 1], padHigh: [1, 1] });
  const pooled = b.maxPool(convolved, { size: [2, 2], strides: [2, 2], padLow: [0, 0], padHigh: [0, 0] });
  check("convolutions", convolved, ...gradients(b, b.sum(b.square(pooled)), [image, kernel]));

  const table = numbers("table", 37, 129);
  check(
    "reductions",
    b.sum(table, [1]),
    b.reduceMax(table, [0]),
    b.reduceMin(table),
    b.mean(b.square(table)),
    b.cast(b.argmax(table, 1), "f32"),
  );

  const line = numbers("line", 61);
  const positive = b.add(b.abs(line), 0.01);
  check(
    "functions",
    b.exp(b.mul(line, 8)),
    b.log(positive),
    b.sqrt(positive),
    b.rsqrt(positive),
    b.sin(b.mul(line, 6)),
    b.cos(b.mul(line, 6)),
    b.tanh(b.mul(line, 12)),
    b.erf(b.mul(line, 3)),
    b.pow(positive, 2.5),
    b.div(line, positive),
  );

  const count = b.iota({ dtype: "u32", shape: [67] }, 0);
  const bits = b.randomBits([67], b.constant(7, "u32"), b.constant(3, "u32"), 1);
  const signed = b.sub(b.cast(count, "i32"), 33);
  const places = b.permuteIndex(count, b.constant(99, "u32"), 61);
  check("whole numbers", bits, places, b.div(signed, 7), b.mod(signed, 7), b.shr(bits, 9), b.mul(bits, 2654435761));
  check("look-ups", b.gather(line, places), b.scatterAdd(b.mod(signed, 5), b.expand(b.slice(line, [0], [1]), [67]), 5));

  // Sees NaN and infinities, which a run must notice.
  const wild = b.log(b.sub(b.slice(line, [0], [4]), 2));
  const isWild = b.eq(b.and(b.bitcast(wild, "u32"), 0x7f800000), b.constant(0x7f800000, "u32"));
  check("numbers that are not finite", b.cast(isWild, "f32"));
  const program = b.finish({ outputs });
  // The first one is the forward pass; its gradients take what sizes suggest.
  const product = program.nodes.findIndex(({ operation }) => operation.op === "dot");
  return { program, data, tiles: { [nameContraction(program, product)]: stagedTile } };
}
