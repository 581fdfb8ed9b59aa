/** A program from a list of random numbers: each number chooses an operation and its operands among the values so far. */
import { countElements, type Program, ProgramBuilder, type Value } from "@downhill/ir";

export interface RandomProgram {
  readonly program: Program;
  readonly tensors: Readonly<Record<string, readonly number[]>>;
}

/** Values stay within about -4 to 4, so that rounding differences do not grow. */
export function buildRandomProgram(choices: readonly number[]): RandomProgram {
  const b = new ProgramBuilder();
  let position = 0;
  const next = (count: number): number => (choices[position++ % choices.length]! + position) % count;
  const tensors: Record<string, number[]> = {};
  const fill = (name: string, count: number): void => {
    tensors[name] = Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i * 1.7 + name.length * 3 + next(7)) * 1.5));
  };

  const shapes = [[2, 3], [4], [3, 1, 5], [2, 3, 4], [6, 7], [1], [], [5, 33], [2, 6, 6, 2]];
  const values: Value[] = [];
  const states: { name: string; value: Value }[] = [];
  for (let i = 0; i < 3; i++) {
    const shape = shapes[next(shapes.length)]!;
    const name = `state${i}`;
    fill(name, countElements(shape));
    const value = b.state(name, { dtype: "f32", shape });
    states.push({ name, value });
    values.push(value);
  }
  for (let i = 0; i < 2; i++) {
    const shape = shapes[next(shapes.length)]!;
    const name = `datum ${i}`;
    fill(name, countElements(shape));
    values.push(b.data(name, { dtype: "f32", shape }));
  }
  const rate = b.scalar("rate", "f32");

  const pick = (): Value => values[Math.max(0, values.length - 1 - next(Math.min(values.length, 6)))]!;
  const tame = (x: Value): Value => (next(2) === 0 ? b.tanh(x) : b.max(b.min(x, 3), -3));
  /** A value of the same shape as x, from another one by reducing or repeating. */
  const match = (x: Value): Value => {
    const same = values.filter((value) => value.type.shape.join() === x.type.shape.join());
    if (same.length > 1 && next(3) > 0) return same[next(same.length)]!;
    const other = pick();
    const scalar = b.tanh(b.sum(other));
    const last = x.type.shape.at(-1);
    if (last !== undefined && next(2) === 0) {
      const row = b.add(b.cast(b.iota({ dtype: "i32", shape: [last] }, 0), "f32"), scalar);
      return b.expand(b.sin(row), x.type.shape);
    }
    return b.expand(scalar, x.type.shape);
  };

  const steps: ((x: Value) => Value)[] = [
    (x) => b.add(x, match(x)),
    (x) => b.mul(x, match(x)),
    (x) => b.sub(match(x), x),
    (x) => b.select(b.lt(x, match(x)), x, b.mul(x, 0.5)),
    (x) => b.exp(b.min(x, 1)),
    (x) => b.div(x, b.add(b.square(match(x)), 1)),
    (x) => b.sqrt(b.add(b.abs(x), 0.1)),
    (x) => b.reshape(x, [countElements(x.type.shape)]),
    (x) =>
      b.permute(
        x,
        x.type.shape.map((_, axis) => (axis + 1) % x.type.shape.length),
      ),
    (x) => (x.type.shape.length === 0 ? x : b.flip(x, [next(x.type.shape.length)])),
    (x) =>
      x.type.shape.length === 0
        ? x
        : b.pad(
            x,
            x.type.shape.map(() => next(2)),
            x.type.shape.map(() => next(2)),
            0.25,
          ),
    (x) =>
      b.slice(
        x,
        x.type.shape.map((size) => next(size)),
        x.type.shape.map(() => 1),
      ),
    (x) => {
      if (x.type.shape.length === 0) return x;
      const axis = next(x.type.shape.length);
      return b.concat([x, b.neg(x), match(x)], axis);
    },
    (x) => (x.type.shape.length === 0 ? x : b.sum(x, [next(x.type.shape.length)])),
    (x) => (x.type.shape.length === 0 ? x : b.reduceMax(x, [next(x.type.shape.length)], { keepDims: true })),
    (x) => (x.type.shape.length === 0 ? x : b.softmax(x, next(x.type.shape.length))),
    (x) => {
      const mean = b.mean(x, undefined, { keepDims: true });
      return b.mul(b.sub(x, mean), b.rsqrt(b.add(b.mean(b.square(b.sub(x, mean))), 0.5)));
    },
    (x) => {
      const rows = b.reshape(x, [-1, x.type.shape.at(-1) ?? 1]);
      return b.mul(b.dot(rows, rows, { contract: [[1, 1]] }), 0.1);
    },
    (x) => {
      const rows = b.reshape(x, [-1, x.type.shape.at(-1) ?? 1]);
      return b.relu(b.mul(b.dot(rows, rows, { contract: [[0, 0]] }), 0.1));
    },
    (x) => {
      if (x.type.shape.length !== 4) return x;
      const channels = x.type.shape[3]!;
      const kernel = b.reshape(b.sin(b.iota({ dtype: "f32", shape: [9 * channels * 3] }, 0)), [3, 3, channels, 3]);
      return b.tanh(b.conv(x, kernel, { strides: [1, 1 + next(2)], padLow: [1, 1], padHigh: [1, 1] }));
    },
    (x) => {
      if (x.type.shape.length !== 4 || x.type.shape[1]! < 2 || x.type.shape[2]! < 2) return x;
      return b.maxPool(x, { size: [2, 2], strides: [1 + next(2), 2], padLow: [0, 0], padHigh: [0, 0] });
    },
    (x) => b.mul(x, rate),
    (x) => {
      const bits = b.randomBits(x.type.shape, 7, b.cast(b.mul(rate, 100), "u32"), next(5));
      return b.select(b.lt(bits, b.constant(2 ** 31, "u32")), x, 0);
    },
    (x) => {
      if (x.type.shape.length === 0) return x;
      const places = b.mod(b.add(b.iota({ dtype: "i32", shape: [5] }, 0), 1 + next(3)), b.constant(x.type.shape[0]!, "i32"));
      return b.gather(x, places);
    },
  ];
  const count = 6 + next(14);
  for (let i = 0; i < count; i++) {
    const value = steps[next(steps.length)]!(pick());
    if (countElements(value.type.shape) <= 3000 && value.type.shape.length <= 5) values.push(next(3) === 0 ? tame(value) : value);
  }

  const updates: Record<string, Value> = {};
  for (const { name, value } of states) {
    if (next(4) === 0) continue;
    const same = values.filter((other) => other.type.shape.join() === value.type.shape.join());
    const other = same[next(same.length)]!;
    updates[name] = next(3) === 0 ? other : b.tanh(b.sub(value, b.mul(other, rate)));
  }
  const outputs: Record<string, Value> = {};
  for (let i = 0; i < 3; i++) outputs[`output ${i}`] = values[Math.max(0, values.length - 1 - i)]!;
  const flat = [pick(), pick(), pick()];
  const offsets = flat.map((_, i) => flat.slice(0, i).reduce((sum, value) => sum + countElements(value.type.shape) + 1, 0));
  outputs.packed = b.pack(
    flat,
    offsets,
    flat.reduce((sum, value) => sum + countElements(value.type.shape) + 1, 0),
  );
  const series = { first: b.mean(pick()), second: b.mean(b.mul(outputs.packed, rate)) };
  return { program: b.finish({ updates, outputs, series }), tensors };
}
