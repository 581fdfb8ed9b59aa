/** Every operation on WebGPU against the reference target, with fusion and without. */
import { countElements, ProgramBuilder, type TensorType, type UnaryOperator, type Value } from "@downhill/ir";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EngineDevice } from "../../device.ts";
import { makeRandomValues, type NodeGpu, openNodeGpu, runProgram } from "../../testing/index.ts";
import { openReferenceDevice } from "../reference/device.ts";
import { openWebgpuDevice } from "./device.ts";

let node: NodeGpu | undefined;
let webgpu: EngineDevice;
const reference = openReferenceDevice();

beforeAll(async () => {
  node = await openNodeGpu();
  if (node === undefined) throw new Error("This test needs a WebGPU adapter in Node.");
  webgpu = await openWebgpuDevice({ gpu: node.gpu });
});
afterAll(() => {
  webgpu?.dispose();
  reference.dispose();
  node?.close();
});

interface Operand {
  readonly type: TensorType;
  readonly low?: number;
  readonly high?: number;
  readonly values?: readonly number[];
}

interface Case {
  readonly name: string;
  readonly operands: readonly Operand[];
  readonly build: (b: ProgramBuilder, operands: Value[]) => Value | Value[];
  readonly tolerance?: number;
}

const f32 = (...shape: number[]): Operand => ({ type: { dtype: "f32", shape } });
const i32 = (low: number, high: number, ...shape: number[]): Operand => ({ type: { dtype: "i32", shape }, low, high });
const u32 = (low: number, high: number, ...shape: number[]): Operand => ({ type: { dtype: "u32", shape }, low, high });
const within = (low: number, high: number, ...shape: number[]): Operand => ({ type: { dtype: "f32", shape }, low, high });

const cases: Case[] = [];
const add = (name: string, operands: readonly Operand[], build: Case["build"], tolerance?: number): void => {
  cases.push({ name, operands, build, ...(tolerance === undefined ? {} : { tolerance }) });
};

const domains: Partial<Record<UnaryOperator, [number, number]>> = { log: [0.01, 20], sqrt: [0, 50], rsqrt: [0.01, 50] };
for (const operator of ["neg", "abs", "sign", "floor", "exp", "log", "sqrt", "rsqrt", "sin", "cos", "tanh", "erf"] as const) {
  const [low, high] = domains[operator] ?? [-6, 6];
  add(`unary ${operator}`, [within(low, high, 7, 37)], (b, [x]) => b.emit({ op: "unary", operator }, [x!]), 2e-6);
}
add("tanh and erf far out", [within(-200, 200, 333)], (b, [x]) => [b.tanh(x!), b.erf(x!)]);
for (const operator of ["add", "sub", "mul", "div", "min", "max"] as const) {
  add(`binary ${operator} f32`, [f32(5, 9), f32(5, 9)], (b, [x, y]) => b.emit({ op: "binary", operator }, [x!, y!]));
  add(`binary ${operator} i32`, [i32(-50, 50, 5, 9), i32(-4, 4, 5, 9)], (b, [x, y]) =>
    b.emit({ op: "binary", operator }, [x!, y!]),
  );
  add(`binary ${operator} u32`, [u32(0, 4e9, 5, 9), u32(0, 9, 5, 9)], (b, [x, y]) =>
    b.emit({ op: "binary", operator }, [x!, y!]),
  );
}
for (const operator of ["mod", "and", "or", "xor", "shl", "shr"] as const) {
  add(`binary ${operator} i32`, [i32(-5000, 5000, 40), i32(-40, 40, 40)], (b, [x, y]) =>
    b.emit({ op: "binary", operator }, [x!, y!]),
  );
  add(`binary ${operator} u32`, [u32(0, 4e9, 40), u32(0, 40, 40)], (b, [x, y]) => b.emit({ op: "binary", operator }, [x!, y!]));
}
add("pow", [within(0.01, 9, 50), within(-3, 3, 50)], (b, [x, y]) => b.pow(x!, y!), 1e-5);
add("pow by numbers", [within(-3, 3, 50)], (b, [x]) => [2, 3, 4, -1, 1, 0].map((n) => b.pow(x!, n)), 1e-5);
add("compare f32", [i32(-3, 3, 60), i32(-3, 3, 60)], (b, [x, y]) => {
  const [p, q] = [b.cast(x!, "f32"), b.cast(y!, "f32")];
  return [b.eq(p, q), b.lt(p, q), b.le(p, q)].map((c) => b.cast(c, "f32"));
});
add("compare and combine bool", [i32(-3, 3, 60), i32(-3, 3, 60)], (b, [x, y]) => {
  const [p, q] = [b.lt(x!, 1), b.lt(y!, 1)];
  return [b.and(p, q), b.or(p, q), b.xor(p, q), b.not(p), b.eq(p, q)].map((c) => b.cast(c, "i32"));
});
add("select", [f32(4, 5), f32(4, 5)], (b, [x, y]) => b.select(b.lt(x!, y!), x!, b.mul(y!, 3)));
add("cast", [within(-300, 300, 64)], (b, [x]) => [
  b.cast(x!, "i32"),
  b.cast(x!, "u32"),
  b.cast(b.cast(b.floor(b.div(x!, 200)), "bool"), "f32"),
]);
add("bitcast", [f32(33)], (b, [x]) => [b.bitcast(x!, "u32"), b.bitcast(b.xor(b.bitcast(x!, "u32"), 0x80000000), "f32")]);
add("integers with sign bits", [i32(-9, 9, 31)], (b, [x]) => [
  b.neg(x!),
  b.abs(x!),
  b.sign(x!),
  b.not(x!),
  b.add(x!, b.constant(-2147483648, "i32")),
]);
add("randomBits", [u32(0, 4e9)], (b, [key]) => [b.randomBits([3, 41], key!, 7, 5), b.randomBits([9], 1, key!, 4294967295)]);
add("permuteIndex", [u32(0, 4e9, 300), u32(0, 4e9)], (b, [x, key]) =>
  [1, 2, 7, 100, 1797, 65536].map((n) => b.permuteIndex(x!, key!, n)),
);
add("iota", [f32(3, 4, 5)], (b, [x]) => [
  b.add(x!, b.iota({ dtype: "f32", shape: [3, 4, 5] }, 1)),
  b.iota({ dtype: "i32", shape: [6, 2] }, 0),
  b.iota({ dtype: "u32", shape: [6, 2] }, 1),
]);
add("constant", [f32(3)], (b, [x]) => [
  b.constant(2.5, "f32", [4]),
  b.add(x!, 0.1),
  b.mul(x!, 1e-30),
  b.constant(-7, "i32", [2, 2]),
]);
add("reshape", [f32(6, 10)], (b, [x]) => [
  b.reshape(x!, [4, 15]),
  b.reshape(x!, [60]),
  b.reshape(b.permute(x!, [1, 0]), [3, 20]),
]);
add("permute", [f32(3, 4, 5, 2)], (b, [x]) => [b.permute(x!, [3, 1, 0, 2]), b.permute(x!, [0, 2, 1, 3])]);
add("expand", [f32(3, 1, 5)], (b, [x]) => [b.expand(x!, [3, 4, 5]), b.expand(x!, [2, 3, 4, 5])]);
add("slice", [f32(9, 11)], (b, [x]) => [b.slice(x!, [1, 2], [4, 3], [2, 3]), b.slice(x!, [8, 0], [1, 11])]);
add("pad", [f32(3, 4)], (b, [x]) => [b.pad(x!, [1, 0], [2, 3], -1.5), b.pad(x!, [0, 2], [0, 0])]);
add("pad integers and bool", [i32(-5, 5, 6)], (b, [x]) => [
  b.pad(x!, [2], [1], 9),
  b.cast(b.pad(b.lt(x!, 0), [1], [1], 1), "i32"),
]);
add("flip", [f32(3, 4, 2)], (b, [x]) => [b.flip(x!, [1]), b.flip(x!, [0, 2])]);
add("views of views", [f32(4, 6, 5)], (b, [x]) => {
  const turned = b.reshape(b.permute(b.flip(x!, [1]), [2, 0, 1]), [10, 12]);
  return b.reshape(b.slice(b.pad(turned, [1, 1], [1, 1], 7), [0, 1], [12, 6], [1, 2]), [8, 9]);
});
add("concat", [f32(2, 3), f32(2, 1), f32(2, 4)], (b, [x, y, z]) => [
  b.concat([x!, b.neg(y!), z!], 1),
  b.concat([x!, x!, b.mul(x!, 2)], 0),
]);
add("concat of concat", [f32(2, 3), f32(2, 4)], (b, [x, y]) => {
  const inner = b.concat([b.exp(x!), y!], 1);
  return [
    b.concat([inner, b.neg(inner), x!], 1),
    b.reshape(b.concat([b.permute(inner, [1, 0]), b.constant(3, "f32", [1, 2])], 0), [4, 4]),
  ];
});
add("concat of bool", [f32(5), f32(3)], (b, [x, y]) => b.cast(b.concat([b.lt(x!, 0), b.lt(y!, 0)], 0), "f32"));
add("pack with gaps", [f32(2, 3), f32(4), f32()], (b, [x, y, z]) => b.pack([b.exp(x!), y!, b.neg(z!)], [1, 8, 13], 16));
add("pack of one value twice", [f32(2, 3)], (b, [x]) => {
  const y = b.exp(x!);
  return [b.pack([y, y, b.reshape(y, [3, 2])], [0, 6, 12], 18), b.sum(y)];
});
for (const operator of ["sum", "max", "min"] as const) {
  const shapes: [number[], number[]][] = [
    [[6, 7], [1]],
    [[6, 7], [0]],
    [
      [3, 4, 5, 2],
      [0, 2],
    ],
    [
      [3, 4, 5],
      [0, 1, 2],
    ],
    [[5000], [0]],
    [[3, 1500], [1]],
    [[1500, 3], [0]],
    [
      [40, 40, 2],
      [0, 1],
    ],
    [[2, 70000], [1]],
  ];
  for (const [shape, axes] of shapes) {
    add(
      `reduce ${operator} [${shape}] over [${axes}]`,
      [f32(...shape)],
      (b, [x]) => b.emit({ op: "reduce", operator, axes }, [x!]),
      3e-5,
    );
  }
  add(`reduce ${operator} i32`, [i32(-1000, 1000, 3, 300)], (b, [x]) => b.emit({ op: "reduce", operator, axes: [1] }, [x!]));
  add(`reduce ${operator} u32`, [u32(0, 4e9, 3, 300)], (b, [x]) => b.emit({ op: "reduce", operator, axes: [1] }, [x!]));
}
add("argmax", [i32(-4, 4, 9, 12)], (b, [x]) => [
  b.argmax(b.cast(x!, "f32"), 1),
  b.argmax(x!, 0),
  b.argmax(b.cast(x!, "f32"), -2),
]);
add("dot matrix", [f32(17, 33), f32(33, 9)], (b, [x, y]) => b.matmul(x!, y!));
add("dot transposed", [f32(33, 17), f32(9, 33)], (b, [x, y]) => b.dot(x!, y!, { contract: [[0, 1]] }));
add("dot batched", [f32(3, 5, 8), f32(3, 8, 7)], (b, [x, y]) => b.dot(x!, y!, { batch: [[0, 0]], contract: [[2, 1]] }));
add("dot many axes", [f32(2, 3, 4, 5), f32(4, 6, 3, 2)], (b, [x, y]) =>
  b.dot(x!, y!, {
    batch: [[0, 3]],
    contract: [
      [2, 0],
      [1, 2],
    ],
  }),
);
add("dot without contraction", [f32(4), f32(6)], (b, [x, y]) => b.dot(x!, y!, { contract: [] }));
add("dot to a scalar", [f32(4000), f32(4000)], (b, [x, y]) => b.dot(x!, y!, { contract: [[0, 0]] }), 1e-4);
add("dot vector", [f32(1, 70), f32(70, 130)], (b, [x, y]) => b.matmul(x!, y!));
add("dot of 64", [f32(64, 64), f32(64, 64)], (b, [x, y]) => b.matmul(x!, y!));
add("dot deep and narrow", [f32(3, 2000), f32(2000, 5)], (b, [x, y]) => b.matmul(x!, y!), 1e-4);
const conv = { strides: [1, 1], padLow: [1, 1], padHigh: [1, 1] };
add("conv same", [f32(2, 7, 6, 3), f32(3, 3, 3, 4)], (b, [x, k]) => b.conv(x!, k!, conv));
add("conv stride and odd padding", [f32(2, 8, 9, 2), f32(3, 2, 2, 5)], (b, [x, k]) =>
  b.conv(x!, k!, { strides: [2, 3], padLow: [0, 1], padHigh: [2, 0] }),
);
add("conv dilations", [f32(1, 5, 6, 2), f32(3, 2, 2, 4)], (b, [x, k]) =>
  b.conv(x!, k!, { strides: [1, 1], padLow: [2, 1], padHigh: [2, 3], inputDilation: [2, 3], kernelDilation: [2, 1] }),
);
add("conv crop", [f32(1, 8, 8, 2), f32(2, 2, 2, 3)], (b, [x, k]) =>
  b.conv(x!, k!, { strides: [1, 2], padLow: [-1, -2], padHigh: [-1, 0] }),
);
add("conv groups", [f32(2, 5, 5, 6), f32(3, 3, 2, 9)], (b, [x, k]) => b.conv(x!, k!, { ...conv, groups: 3 }));
add("conv batch groups", [f32(6, 5, 5, 2), f32(3, 3, 2, 9)], (b, [x, k]) => b.conv(x!, k!, { ...conv, batchGroups: 3 }));
add("conv 1-D", [f32(3, 20, 4), f32(5, 4, 8)], (b, [x, k]) => b.conv(x!, k!, { strides: [2], padLow: [2], padHigh: [2] }));
add("conv 8 filters", [f32(2, 8, 8, 4), f32(3, 3, 4, 8)], (b, [x, k]) => b.conv(x!, k!, conv));
add("conv as filter gradient", [f32(4, 8, 8, 3), f32(4, 8, 8, 5)], (b, [x, g]) =>
  b.conv(b.permute(x!, [3, 1, 2, 0]), b.permute(g!, [1, 2, 0, 3]), { strides: [1, 1], padLow: [1, 1], padHigh: [1, 1] }),
);
const pools = [
  { size: [2, 2], strides: [2, 2], padLow: [0, 0], padHigh: [0, 0] },
  { size: [3, 2], strides: [2, 1], padLow: [1, 0], padHigh: [1, 1] },
  { size: [2, 3], strides: [3, 2], padLow: [0, 1], padHigh: [0, 0] },
];
for (const [place, geometry] of pools.entries()) {
  add(`pool ${place}`, [f32(2, 7, 6, 3)], (b, [x]) => [
    b.maxPool(x!, geometry),
    b.emit({ op: "maxPoolPlace", ...geometry }, [x!]),
    b.sumPool(x!, geometry),
  ]);
  add(`pool ${place} gradient`, [f32(2, 7, 6, 3), f32(1)], (b, [x, scale]) => {
    const places = b.emit({ op: "maxPoolPlace", ...geometry }, [x!]);
    const g = b.mul(b.cast(b.add(places, 1), "f32"), scale!);
    return b.emit({ op: "maxPoolGradient", ...geometry }, [places, g], x!.type);
  });
}
add("sum pool with dilation", [f32(2, 5, 4, 2)], (b, [x]) =>
  b.sumPool(x!, { size: [2, 3], strides: [1, 1], padLow: [1, 2], padHigh: [1, 2], inputDilation: [2, 3] }),
);
add("gather", [f32(9, 4), i32(-3, 12, 5, 2)], (b, [x, places]) => [
  b.gather(x!, places!),
  b.gather(b.reshape(x!, [36]), b.cast(b.abs(places!), "u32")),
]);
add("scatterAdd", [i32(-3, 12, 7, 2), f32(7, 2, 5)], (b, [places, x]) => [
  b.scatterAdd(places!, x!, 9),
  b.scatterAdd(b.reshape(places!, [14]), b.reshape(x!, [14, 5]), 3),
]);
add("scatterAdd integers", [i32(0, 4, 30), i32(-9, 9, 30)], (b, [places, x]) => b.scatterAdd(places!, x!, 5));
add("softmax", [within(-9, 9, 6, 11)], (b, [x]) => [b.softmax(x!, -1), b.logSoftmax(x!, 0), b.logSumExp(x!, 1)]);
add("softmax of long rows", [within(-9, 9, 3, 1300)], (b, [x]) => b.softmax(x!, 1));
add("normalisation over all but the channel", [f32(4, 9, 9, 3)], (b, [x]) => {
  const centred = b.sub(x!, b.mean(x!, [0, 1, 2], { keepDims: true }));
  return b.div(centred, b.sqrt(b.add(b.mean(b.square(centred), [0, 1, 2], { keepDims: true }), 1e-3)));
});
add("more than 65,535 workgroups", [f32(1101, 1)], (b, [x]) => {
  const sums = b.add(b.expand(x!, [1101, 4099]), b.iota({ dtype: "f32", shape: [1101, 4099] }, 1));
  return b.slice(b.mul(sums, b.expand(b.exp(x!), [1101, 4099])), [0, 4094], [1101, 5]);
});
add("groups of four", [f32(130, 128), f32(128), f32(130, 1)], (b, [x, row, column]) => {
  const y = b.add(b.mul(b.tanh(x!), row!), column!);
  return [
    y,
    b.cast(b.lt(y, x!), "i32"),
    b.reshape(b.add(b.reshape(x!, [128, 130]), 1), [130, 128]),
    b.pack([b.exp(y), b.neg(y)], [0, 130 * 128 + 3], 2 * 130 * 128 + 3),
    b.concat([y, b.abs(y), b.slice(x!, [0, 0], [130, 3])], 1),
    b.permute(b.sign(y), [1, 0]),
  ];
});

function valuesOf(operand: Operand, seed: number): number[] {
  if (operand.values !== undefined) return [...operand.values];
  const { dtype } = operand.type;
  const random = makeRandomValues(countElements(operand.type.shape), seed, operand.low ?? -1, operand.high ?? 1);
  return Array.from(random, (value) => (dtype === "f32" ? Math.fround(value) : Math.floor(value)));
}

for (const fusion of [false, true]) {
  test.each(cases)(`$name (fusion ${fusion ? "on" : "off"})`, async ({ operands, build, tolerance = 1e-5 }) => {
    const b = new ProgramBuilder();
    const tensors: Record<string, number[]> = {};
    const leaves = operands.map((operand, place) => {
      tensors[`x${place}`] = valuesOf(operand, place + 1);
      return b.data(`x${place}`, operand.type);
    });
    const results = [build(b, leaves)].flat();
    const program = b.finish({ outputs: Object.fromEntries(results.map((value, place) => [`out${place}`, value])) });
    const want = await runProgram(reference, program, { tensors });
    const got = await runProgram(webgpu, program, { tensors, options: { fusion } });
    for (const name of Object.keys(want.outputs)) expectClose(got.outputs[name]!, want.outputs[name]!, tolerance, name);
  });
}

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number, what: string): void {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i]! - want[i]!);
    if (!(error <= tolerance * Math.max(1, Math.abs(want[i]!)))) {
      expect.fail(`${what}[${i}] is ${got[i]}, but ${want[i]} is right`);
    }
  }
}
