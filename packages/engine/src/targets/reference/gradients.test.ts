/** Every gradient rule against central differences in double precision. */
import { gradientRules, gradients, type OperationName, ProgramBuilder, type UnaryOperator } from "@downhill/ir";
import { describe, expect, test } from "vitest";
import { compareGradients, type GradientSubject } from "../../testing/compareGradients.ts";
import { evaluateExactly } from "../../testing/evaluateExactly.ts";

interface Case extends GradientSubject {
  readonly name: string;
}

const unaryRanges: Partial<Record<UnaryOperator, readonly [number, number]>> = {
  neg: [-1, 1],
  abs: [0.1, 1],
  sign: [0.1, 1],
  floor: [0.1, 0.9],
  exp: [-2, 2],
  log: [0.2, 3],
  sqrt: [0.2, 3],
  rsqrt: [0.2, 3],
  sin: [-3, 3],
  cos: [-3, 3],
  tanh: [-2, 2],
  erf: [-2, 2],
};

const unaryCases: Case[] = Object.entries(unaryRanges).map(([operator, range]) => ({
  name: `unary ${operator}`,
  operands: { x: [3, 4] },
  range,
  build: (b, { x }) => b.emit({ op: "unary", operator: operator as UnaryOperator }, [x!]),
}));

const cases: Case[] = [
  ...unaryCases,
  { name: "unary abs of negatives", operands: { x: [5] }, range: [-1, -0.1], build: (b, { x }) => b.abs(x!) },
  { name: "binary add, broadcast", operands: { x: [3, 4], y: [4] }, build: (b, { x, y }) => b.add(x!, y!) },
  { name: "binary sub, broadcast", operands: { x: [3, 1], y: [2, 1, 4] }, build: (b, { x, y }) => b.sub(x!, y!) },
  { name: "binary mul, broadcast", operands: { x: [3, 4], y: [3, 1] }, build: (b, { x, y }) => b.mul(x!, y!) },
  { name: "binary mul with itself", operands: { x: [3, 4] }, build: (b, { x }) => b.mul(x!, x!) },
  { name: "binary div", operands: { x: [3, 4], y: [] }, range: [0.5, 2], build: (b, { x, y }) => b.div(x!, y!) },
  { name: "binary pow", operands: { x: [3, 4], y: [3, 4] }, range: [0.3, 2], build: (b, { x, y }) => b.pow(x!, y!) },
  { name: "binary pow, negative base", operands: { x: [4] }, range: [-2, -1], build: (b, { x }) => b.pow(x!, 3) },
  { name: "binary min", operands: { x: [4, 5], y: [5] }, build: (b, { x, y }) => b.min(x!, y!) },
  { name: "binary max", operands: { x: [4, 5], y: [5] }, build: (b, { x, y }) => b.max(x!, y!) },
  { name: "select", operands: { x: [4, 5], y: [5] }, build: (b, { x, y }) => b.select(b.lt(x!, 0.2), b.exp(x!), b.mul(x!, y!)) },
  { name: "reshape", operands: { x: [2, 6] }, build: (b, { x }) => b.exp(b.reshape(x!, [3, -1])) },
  { name: "permute", operands: { x: [2, 3, 4] }, build: (b, { x }) => b.permute(x!, [2, 0, 1]) },
  { name: "expand", operands: { x: [3, 1] }, build: (b, { x }) => b.expand(x!, [2, 3, 4]) },
  { name: "slice", operands: { x: [5, 6] }, build: (b, { x }) => b.slice(x!, [1, 0], [3, 4]) },
  { name: "slice with strides", operands: { x: [7, 9] }, build: (b, { x }) => b.slice(x!, [1, 2], [3, 2], [2, 4]) },
  { name: "pad", operands: { x: [2, 3] }, build: (b, { x }) => b.pad(x!, [1, 0], [2, 3], 0.5) },
  { name: "flip", operands: { x: [2, 3, 2] }, build: (b, { x }) => b.flip(x!, [0, 2]) },
  { name: "concat", operands: { x: [2, 3], y: [2, 1] }, build: (b, { x, y }) => b.concat([x!, y!, x!], -1) },
  { name: "pack", operands: { x: [2, 3], y: [] }, build: (b, { x, y }) => b.pack([x!, y!], [1, 9], 12) },
  { name: "reduce sum", operands: { x: [2, 3, 4] }, build: (b, { x }) => b.sum(x!, [0, 2]) },
  { name: "reduce sum, middle", operands: { x: [2, 3, 4] }, build: (b, { x }) => b.sum(x!, [1], { keepDims: true }) },
  { name: "reduce max", operands: { x: [3, 4, 2] }, build: (b, { x }) => b.reduceMax(x!, [1]) },
  { name: "reduce min", operands: { x: [3, 4, 2] }, build: (b, { x }) => b.reduceMin(x!, [0, 2]) },
  { name: "mean", operands: { x: [3, 4] }, build: (b, { x }) => b.mean(x!, [-1]) },
  { name: "dot, matrices", operands: { x: [3, 4], y: [4, 5] }, build: (b, { x, y }) => b.matmul(x!, y!) },
  { name: "dot, a row of inputs", operands: { x: [2, 3, 4], y: [4, 1] }, build: (b, { x, y }) => b.matmul(x!, y!) },
  { name: "dot, batched", operands: { x: [2, 3, 4, 5], y: [2, 3, 5, 2] }, build: (b, { x, y }) => b.matmul(x!, y!) },
  {
    name: "dot, scattered axes",
    operands: { x: [3, 2, 4, 5, 2], y: [2, 5, 2, 3, 4] },
    build: (b, { x, y }) =>
      b.dot(x!, y!, {
        batch: [
          [1, 2],
          [0, 3],
        ],
        contract: [
          [3, 1],
          [2, 4],
        ],
      }),
  },
  {
    name: "dot, everything contracted",
    operands: { x: [3, 4], y: [4, 3] },
    build: (b, { x, y }) =>
      b.dot(x!, y!, {
        contract: [
          [0, 1],
          [1, 0],
        ],
      }),
  },
  { name: "dot with itself", operands: { x: [3, 4] }, build: (b, { x }) => b.dot(x!, x!, { contract: [[1, 1]] }) },
  conv("conv, plain", { x: [2, 5, 6, 3], k: [3, 2, 3, 4], strides: [1, 1], padLow: [0, 0], padHigh: [0, 0] }),
  conv("conv, strides and padding", { x: [2, 6, 7, 2], k: [3, 3, 2, 3], strides: [2, 3], padLow: [1, 0], padHigh: [2, 1] }),
  conv("conv, dilated kernel", {
    x: [1, 8, 7, 2],
    k: [3, 2, 2, 2],
    strides: [1, 2],
    padLow: [1, 1],
    padHigh: [0, 1],
    kernelDilation: [2, 3],
  }),
  conv("conv, dilated input", {
    x: [2, 3, 4, 2],
    k: [3, 3, 2, 2],
    strides: [1, 2],
    padLow: [2, 1],
    padHigh: [1, 2],
    inputDilation: [2, 3],
  }),
  conv("conv, everything dilated", {
    x: [1, 5, 2],
    k: [3, 2, 2],
    strides: [2],
    padLow: [3],
    padHigh: [1],
    inputDilation: [3],
    kernelDilation: [2],
  }),
  conv("conv, negative padding", { x: [1, 7, 6, 1], k: [2, 3, 1, 2], strides: [1, 1], padLow: [-1, 1], padHigh: [1, -2] }),
  conv("conv, groups", { x: [2, 5, 4, 6], k: [2, 3, 2, 6], strides: [2, 1], padLow: [1, 1], padHigh: [1, 1], groups: 3 }),
  conv("conv, depthwise", { x: [2, 5, 5, 3], k: [3, 3, 1, 6], strides: [1, 2], padLow: [1, 1], padHigh: [1, 1], groups: 3 }),
  conv("conv, batch groups", {
    x: [4, 5, 4, 3],
    k: [2, 2, 3, 6],
    strides: [2, 1],
    padLow: [1, 0],
    padHigh: [0, 1],
    batchGroups: 2,
  }),
  conv("conv, one axis", { x: [2, 9, 3], k: [4, 3, 2], strides: [2], padLow: [3], padHigh: [0] }),
  conv("conv, three axes", { x: [1, 3, 4, 3, 2], k: [2, 2, 2, 2, 2], strides: [1, 2, 1], padLow: [0, 1, 1], padHigh: [1, 0, 0] }),
  {
    name: "maxPool",
    operands: { x: [2, 5, 6, 2] },
    build: (b, { x }) => b.maxPool(x!, { size: [3, 2], strides: [2, 2], padLow: [1, 0], padHigh: [1, 1] }),
  },
  {
    name: "maxPool, overlapping",
    operands: { x: [1, 7, 2] },
    build: (b, { x }) => b.maxPool(x!, { size: [3], strides: [1], padLow: [1], padHigh: [2] }),
  },
  {
    name: "sumPool",
    operands: { x: [2, 5, 6, 2] },
    build: (b, { x }) => b.sumPool(x!, { size: [3, 2], strides: [2, 1], padLow: [1, 0], padHigh: [1, 1] }),
  },
  {
    name: "sumPool, dilated input",
    operands: { x: [1, 4, 2] },
    build: (b, { x }) => b.sumPool(x!, { size: [3], strides: [2], padLow: [2], padHigh: [-1], inputDilation: [3] }),
  },
  { name: "gather", operands: { x: [4, 3] }, build: (b, { x }) => b.gather(x!, places(b, [2, 3], [0, 2, 2, 3, 9, 1])) },
  { name: "scatterAdd", operands: { x: [4, 3] }, build: (b, { x }) => b.exp(b.scatterAdd(places(b, [4], [1, 0, 1, 7]), x!, 3)) },
  { name: "relu", operands: { x: [4, 5] }, build: (b, { x }) => b.relu(x!) },
  { name: "sigmoid", operands: { x: [4, 5] }, range: [-9, 9], build: (b, { x }) => b.sigmoid(x!) },
  { name: "softplus", operands: { x: [4, 5] }, range: [-9, 9], build: (b, { x }) => b.softplus(x!) },
  { name: "softmax", operands: { x: [3, 4] }, range: [-3, 3], build: (b, { x }) => b.softmax(x!, -1) },
  { name: "softmax, first axis", operands: { x: [3, 2, 2] }, build: (b, { x }) => b.softmax(x!, 0) },
  { name: "logSoftmax", operands: { x: [3, 4] }, range: [-3, 3], build: (b, { x }) => b.logSoftmax(x!, 1) },
  { name: "logSumExp", operands: { x: [3, 4] }, range: [-3, 3], build: (b, { x }) => b.logSumExp(x!, 1) },
  { name: "logSumExp, kept axis", operands: { x: [3, 4] }, build: (b, { x }) => b.logSumExp(x!, 0, { keepDims: true }) },
  {
    name: "a value used many times",
    operands: { x: [3, 3] },
    build: (b, { x }) => {
      const y = b.tanh(x!);
      return b.add(b.matmul(y, b.mul(y, y)), b.add(y, b.sum(y)));
    },
  },
];

interface ConvCase {
  readonly x: readonly number[];
  readonly k: readonly number[];
  readonly strides: readonly number[];
  readonly padLow: readonly number[];
  readonly padHigh: readonly number[];
  readonly inputDilation?: readonly number[];
  readonly kernelDilation?: readonly number[];
  readonly groups?: number;
  readonly batchGroups?: number;
}

function conv(name: string, { x, k, ...options }: ConvCase): Case {
  return { name, operands: { x, k }, build: (b, operands) => b.conv(operands.x!, operands.k!, options) };
}

/** Fixed i32 places, written as numbers in the program. */
function places(b: ProgramBuilder, shape: readonly number[], values: readonly number[]) {
  return b.reshape(
    b.concat(
      values.map((value) => b.constant(value, "i32", [1])),
      0,
    ),
    shape,
  );
}

// Second derivatives of the bilinear operations: the gradient program must itself be differentiable.
const secondOrder: Case[] = cases
  .filter(({ name }) => /^(conv|dot|sumPool|gather|slice|pad|concat|binary mul|softmax|sigmoid|logSumExp)/.test(name))
  .map((subject) => ({
    ...subject,
    name: `${subject.name}, twice`,
    build: (b: ProgramBuilder, operands: Parameters<Case["build"]>[1]) => {
      const inner = b.sum(b.sin(subject.build(b, operands)));
      const slopes = gradients(b, inner, Object.values(operands));
      return b.concat(
        slopes.map((slope) => b.reshape(slope, [-1])),
        0,
      );
    },
  }));

describe("gradients agree with central differences", () => {
  test.each([...cases, ...secondOrder])("$name", async (subject) => {
    const worst = await compareGradients(subject);
    expect(worst.error, JSON.stringify(worst)).toBeLessThan(2e-8);
  });

  test("every rule that passes a gradient has a case", () => {
    const withoutGradient = new Set<OperationName>([
      "state",
      "data",
      "input",
      "scalar",
      "constant",
      "iota",
      "randomBits",
      "permuteIndex",
      "argmax",
      "cast",
      "bitcast",
      "maxPoolPlace",
      "maxPoolGradient",
    ]);
    const missing = Object.keys(gradientRules).filter(
      (op) => !withoutGradient.has(op as OperationName) && !cases.some(({ name }) => name.startsWith(op)),
    );
    expect(missing).toEqual([]);
  });
});

describe("the choices where no derivative exists are PyTorch's", () => {
  async function slopeAt(values: readonly number[], build: Case["build"]): Promise<number[]> {
    const b = new ProgramBuilder();
    const x = b.state("x", { dtype: "f32", shape: [values.length] });
    const [slope] = gradients(b, b.sum(build(b, { x })), [x]);
    const { outputs } = await evaluateExactly(b.finish({ outputs: { slope: slope! } }), { tensors: { x: values } });
    return Array.from(outputs.slope!);
  }

  test.each([
    { name: "abs at 0", values: [0], build: (b, { x }) => b.abs(x!), slope: [0] },
    { name: "relu at 0", values: [0, -0], build: (b, { x }) => b.relu(x!), slope: [0, 0] },
    { name: "relu keeps NaN", values: [Number.NaN], build: (b, { x }) => b.relu(x!), slope: [1] },
    { name: "max of equals splits", values: [2], build: (b, { x }) => b.mul(b.max(x!, 2), 3), slope: [1.5] },
    { name: "min of equals splits", values: [2], build: (b, { x }) => b.mul(b.min(x!, 2), 3), slope: [1.5] },
    { name: "reduceMax splits among ties", values: [1, 3, 3, 2], build: (b, { x }) => b.reduceMax(x!), slope: [0, 0.5, 0.5, 0] },
    {
      name: "maxPool gives it to the first",
      values: [3, 3, 1],
      build: (b, { x }) => b.maxPool(b.reshape(x!, [1, 3, 1]), { size: [3], strides: [1], padLow: [0], padHigh: [0] }),
      slope: [1, 0, 0],
    },
    { name: "sigmoid at 0", values: [0], build: (b, { x }) => b.sigmoid(x!), slope: [0.25] },
    { name: "softplus at 0", values: [0], build: (b, { x }) => b.softplus(x!), slope: [0.5] },
    { name: "sigmoid far out", values: [-800, 800], build: (b, { x }) => b.sigmoid(x!), slope: [0, 0] },
    { name: "pow with exponent 0 at 0", values: [0], build: (b, { x }) => b.pow(x!, 0), slope: [0] },
    { name: "stopGradient", values: [3], build: (b, { x }) => b.mul(x!, b.stopGradient(x!)), slope: [3] },
    { name: "no path", values: [3], build: (b) => b.constant(1), slope: [0] },
    { name: "a path through integers", values: [3.5], build: (b, { x }) => b.cast(b.cast(x!, "i32"), "f32"), slope: [0] },
  ] satisfies { name: string; values: number[]; build: Case["build"]; slope: number[] }[])(
    "$name",
    async ({ values, build, slope }) => {
      expect(await slopeAt(values, build)).toEqual(slope);
    },
  );
});
