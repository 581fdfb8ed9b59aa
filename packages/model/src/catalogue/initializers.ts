/** Distributions of the first values of weights. How they are drawn stands in `initialValues.ts`. */

export type InitializerMode = "fanIn" | "fanOut" | "fanAverage";
export type InitializerShape = "truncatedNormal" | "normal" | "uniform";

/** Numbers that some initializers take beside the fans. */
export interface InitializerSettings {
  /** The constant, the limit of a uniform or the deviation of a normal distribution. */
  readonly size: number;
  /** Factor of orthogonal, identity and variance scaling. */
  readonly gain: number;
  /** What variance scaling divides by. */
  readonly mode: InitializerMode;
  /** How variance scaling draws. */
  readonly distribution: InitializerShape;
}

export const defaultInitializerSettings: InitializerSettings = {
  size: 0.05,
  gain: 1,
  mode: "fanIn",
  distribution: "truncatedNormal",
};

/**
 * `uniform` in ±scale; `truncatedNormal` cut at two deviations and widened again so that its deviation is the scale; `cutNormal`
 * cut at two scales and left so; `normal` with the deviation; the constant; a matrix times the scale.
 */
export type InitialDistribution = "uniform" | "truncatedNormal" | "cutNormal" | "normal" | "constant" | "orthogonal" | "identity";

export interface InitializerDefinition {
  readonly label: string;
  readonly formula: string;
  /** `settings`: variance scaling takes the one that it is told. */
  readonly distribution: InitialDistribution | "settings";
  /** Fans are the inputs and outputs of one unit. */
  scale(fanIn: number, fanOut: number, settings: InitializerSettings): number;
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
    distribution: "truncatedNormal",
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
    distribution: "truncatedNormal",
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
    distribution: "truncatedNormal",
    scale: (fanIn) => Math.sqrt(1 / fanIn),
  },
  pytorchUniform: {
    label: "PyTorch default",
    formula: "uniform in ±√(1 / fan in), what PyTorch's linear and convolution layers start with",
    distribution: "uniform",
    scale: (fanIn) => Math.sqrt(1 / fanIn),
  },
  varianceScaling: {
    label: "Variance scaling",
    formula: "variance = gain / fan, the fan and the distribution as chosen",
    distribution: "settings",
    scale(fanIn, fanOut, { gain, mode, distribution }) {
      const fan = { fanIn, fanOut, fanAverage: (fanIn + fanOut) / 2 }[mode];
      return Math.sqrt(((distribution === "uniform" ? 3 : 1) * gain) / fan);
    },
  },
  orthogonal: {
    label: "Orthogonal",
    formula: "gain · Q, the columns (or rows) of Q of length 1 and at right angles",
    distribution: "orthogonal",
    scale: (_fanIn, _fanOut, { gain }) => gain,
  },
  identity: {
    label: "Identity",
    formula: "gain on the diagonal, else 0; filters start as copies of their channel",
    distribution: "identity",
    scale: (_fanIn, _fanOut, { gain }) => gain,
  },
  randomUniform: {
    label: "Uniform",
    formula: "uniform in ±size",
    distribution: "uniform",
    scale: (_fanIn, _fanOut, { size }) => size,
  },
  randomNormal: {
    label: "Normal",
    formula: "normal, σ = size",
    distribution: "normal",
    scale: (_fanIn, _fanOut, { size }) => size,
  },
  truncatedNormal: {
    label: "Truncated normal",
    formula: "normal, σ = size, cut at ±2 σ",
    distribution: "cutNormal",
    scale: (_fanIn, _fanOut, { size }) => size,
  },
  constant: { label: "Constant", formula: "size", distribution: "constant", scale: (_fanIn, _fanOut, { size }) => size },
  zeros: { label: "Zeros", formula: "0", distribution: "constant", scale: () => 0 },
  ones: { label: "Ones", formula: "1", distribution: "constant", scale: () => 1 },
} as const satisfies Record<string, InitializerDefinition>;

export type InitializerName = keyof typeof initializers;

/** Labels of the initializers that a kernel can start from, in the order shown. */
export const kernelInitializerLabels = {
  glorotUniform: initializers.glorotUniform.label,
  glorotNormal: initializers.glorotNormal.label,
  heUniform: initializers.heUniform.label,
  heNormal: initializers.heNormal.label,
  lecunUniform: initializers.lecunUniform.label,
  lecunNormal: initializers.lecunNormal.label,
  pytorchUniform: initializers.pytorchUniform.label,
  varianceScaling: initializers.varianceScaling.label,
  orthogonal: initializers.orthogonal.label,
  identity: initializers.identity.label,
  randomUniform: initializers.randomUniform.label,
  randomNormal: initializers.randomNormal.label,
  truncatedNormal: initializers.truncatedNormal.label,
  constant: initializers.constant.label,
  zeros: initializers.zeros.label,
  ones: initializers.ones.label,
} as const;
