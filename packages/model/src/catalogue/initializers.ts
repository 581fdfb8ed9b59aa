/**
 * First values of weights, drawn on the host from Threefry, so that they are bit-equal on every device.
 * Element i of a tensor depends on the seed, the tensor's stream and i only.
 */
import { threefry2x32 } from "@downhill/ir";

export interface InitializerDefinition {
  readonly label: string;
  readonly formula: string;
  /** Uniform in ±limit, normal with the deviation, or the constant. */
  readonly distribution: "uniform" | "normal" | "constant";
  scale(fanIn: number, fanOut: number): number;
}

export const initializers = {
  glorotUniform: {
    label: "Glorot uniform",
    formula: "uniform in ±√(6 / (fan in + fan out))",
    distribution: "uniform",
    scale: (fanIn, fanOut) => Math.sqrt(6 / (fanIn + fanOut)),
  },
  glorotNormal: {
    label: "Glorot normal",
    formula: "normal, σ = √(2 / (fan in + fan out))",
    distribution: "normal",
    scale: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  },
  heUniform: {
    label: "He uniform",
    formula: "uniform in ±√(6 / fan in)",
    distribution: "uniform",
    scale: (fanIn) => Math.sqrt(6 / fanIn),
  },
  heNormal: {
    label: "He normal",
    formula: "normal, σ = √(2 / fan in)",
    distribution: "normal",
    scale: (fanIn) => Math.sqrt(2 / fanIn),
  },
  lecunUniform: {
    label: "LeCun uniform",
    formula: "uniform in ±√(3 / fan in)",
    distribution: "uniform",
    scale: (fanIn) => Math.sqrt(3 / fanIn),
  },
  lecunNormal: {
    label: "LeCun normal",
    formula: "normal, σ = √(1 / fan in)",
    distribution: "normal",
    scale: (fanIn) => Math.sqrt(1 / fanIn),
  },
  zeros: { label: "Zeros", formula: "0", distribution: "constant", scale: () => 0 },
  ones: { label: "Ones", formula: "1", distribution: "constant", scale: () => 1 },
} as const satisfies Record<string, InitializerDefinition>;

export type InitializerName = keyof typeof initializers;

/** Labels of the initializers that a kernel can start from. */
export const kernelInitializerLabels = {
  glorotUniform: initializers.glorotUniform.label,
  glorotNormal: initializers.glorotNormal.label,
  heUniform: initializers.heUniform.label,
  heNormal: initializers.heNormal.label,
  lecunUniform: initializers.lecunUniform.label,
  lecunNormal: initializers.lecunNormal.label,
  zeros: initializers.zeros.label,
} as const;

export interface InitialValuesRequest {
  readonly initializer: InitializerName;
  readonly size: number;
  readonly fanIn: number;
  readonly fanOut: number;
  readonly seed: number;
  /** Tells the tensors of a model apart: the place of the tensor in its layout. */
  readonly stream: number;
}

/** Writes the tensor's first values into `target` (its length is the size). */
export function fillInitialValues(target: Float32Array, request: Omit<InitialValuesRequest, "size">): void {
  const definition: InitializerDefinition = initializers[request.initializer];
  const scale = definition.scale(request.fanIn, request.fanOut);
  for (let i = 0; i < target.length; i++) {
    target[i] = definition.distribution === "constant" ? scale : scale * draw(definition.distribution, request, i);
  }
}

/** Uniform in (-1, 1), or standard normal cut at two deviations and scaled back to deviation 1, as in Keras. */
function draw(distribution: "uniform" | "normal", { seed, stream }: { seed: number; stream: number }, i: number): number {
  if (distribution === "uniform") return 2 * toUnit(threefry2x32(seed, stream, i, 0)[0]) - 1;
  // Rejection with +, * and / only: Math.log and Math.cos may differ between browsers in the last bit, these may not.
  for (let attempt = 0; ; attempt++) {
    const [first, second] = threefry2x32(seed, stream, i, attempt);
    const value = 4 * toUnit(first) - 2;
    if (toUnit(second) * exponential((value * value) / 2) < 1) return value / deviationOfCutNormal;
  }
}

/** Standard deviation of a standard normal cut at ±2. */
const deviationOfCutNormal = 0.8796256610342398;

/** e^x for x in 0..2 by its series; 30 terms are exact to the last bit but one. */
function exponential(x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n <= 30; n++) {
    term *= x / n;
    sum += term;
  }
  return sum;
}

/** 32 random bits to the middle of one of 2^32 equal parts of (0, 1). */
function toUnit(bits: number): number {
  return (bits + 0.5) / 2 ** 32;
}
