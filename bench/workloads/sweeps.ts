/** Products and convolutions in the shapes that training asks for. */

export type SweepCase =
  | {
      readonly kind: "matmul";
      readonly name: string;
      /** NN: a [m, k] b [k, n]; NT: b [n, k]; TN: a [k, m]. */
      readonly form: "NN" | "NT" | "TN";
      readonly m: number;
      readonly k: number;
      readonly n: number;
    }
  | {
      readonly kind: "convolution";
      readonly name: string;
      readonly role: "forward" | "input gradient" | "filter gradient";
      readonly batch: number;
      /** Height and width that come in; padding "same". */
      readonly size: number;
      readonly inputs: number;
      readonly outputs: number;
      readonly window: number;
      readonly stride: number;
    };

function matmul(form: "NN" | "NT" | "TN", m: number, k: number, n: number): SweepCase {
  return { kind: "matmul", name: `${form} ${m} x ${k} x ${n}`, form, m, k, n };
}

function convolutions(batch: number, size: number, inputs: number, outputs: number, window: number, stride: number): SweepCase[] {
  return (["forward", "input gradient", "filter gradient"] as const).map((role) => ({
    kind: "convolution",
    name: `${window} x ${window}, ${inputs} to ${outputs}, ${size} px${stride > 1 ? `, stride ${stride}` : ""}, batch ${batch}: ${role}`,
    role,
    batch,
    size,
    inputs,
    outputs,
    window,
    stride,
  }));
}

/** Forward, input gradient, weight gradient of the MNIST MLP's first layer at batch 256; a square; tall sums; a thin result. */
export const gemmSweep: readonly SweepCase[] = [
  matmul("NN", 256, 784, 256),
  matmul("NT", 256, 256, 784),
  matmul("TN", 784, 256, 256),
  matmul("NN", 512, 512, 512),
  matmul("NT", 512, 512, 512),
  matmul("TN", 512, 512, 512),
  matmul("TN", 64, 16_384, 64),
  matmul("NN", 1024, 256, 10),
];

export const convolutionSweep: readonly SweepCase[] = [
  ...convolutions(16, 28, 1, 32, 3, 1),
  ...convolutions(16, 14, 32, 64, 3, 1),
  ...convolutions(16, 16, 32, 32, 3, 1),
  ...convolutions(16, 16, 32, 64, 3, 2),
];

/** Multiplications and additions. */
export function countFlops(sweep: SweepCase): number {
  if (sweep.kind === "matmul") return 2 * sweep.m * sweep.k * sweep.n;
  const { batch, size, stride, window, inputs, outputs } = sweep;
  return 2 * batch * Math.ceil(size / stride) ** 2 * window ** 2 * inputs * outputs;
}

/** The two operands, the same for all: input and filter, or what stands in for the output's gradient. */
export function createOperands(sweep: SweepCase): { values: Float32Array<ArrayBuffer>; shape: readonly number[] }[] {
  return operandShapes(sweep).map((shape, place) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    for (let i = 0; i < values.length; i++) values[i] = ((i * (place === 0 ? 37 : 53) + 11) % 101) / 101 - 0.5;
    return { values, shape };
  });
}

function operandShapes(sweep: SweepCase): readonly (readonly number[])[] {
  if (sweep.kind === "matmul") {
    const { form, m, k, n } = sweep;
    return [form === "TN" ? [k, m] : [m, k], form === "NT" ? [n, k] : [k, n]];
  }
  const { role, batch, size, stride, window, inputs, outputs } = sweep;
  const small = Math.ceil(size / stride);
  const image = [batch, size, size, inputs];
  const filter = [window, window, inputs, outputs];
  const result = [batch, small, small, outputs];
  if (role === "forward") return [image, filter];
  return role === "input gradient" ? [result, filter] : [image, result];
}

/** Padding "same" before and behind. */
export function samePadding(size: number, window: number, stride: number): [low: number, high: number] {
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + window - size);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
