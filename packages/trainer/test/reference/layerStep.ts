/** One block of a layer case, with its parameters and its tensors under the names of the case. */

export interface LayerStep {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mode: "training" | "inference";
  /** The block's tensor name to the case's. */
  readonly tensors: Readonly<Record<string, string>>;
  /** Takes the case's input as well, after what the step before gave. */
  readonly joinsInput?: boolean;
  /** The whole input is one sample: the case counts its axes from the first, a block only those of a sample. */
  readonly isOneSample?: boolean;
  /** The case's name of each of the block's outputs, in their order; null for one it does not have. Without this only "output". */
  readonly outputs?: readonly (string | null)[];
}

export const plainTensors = { kernel: "kernel", bias: "bias" };
export const normTensors = { gamma: "gamma", beta: "beta", running_mean: "running_mean", running_variance: "running_var" };

export function step(
  kind: string,
  parameters: Readonly<Record<string, unknown>>,
  tensors: Readonly<Record<string, string>> = {},
): LayerStep {
  return { kind, parameters, mode: "training", tensors };
}
