/** From the optimizer of a case to options of ours. Null: none stands for it, or the case needs what there is not yet. */
import { type CompilerOptions, createOptions, planRates } from "@downhill/model";
import { z } from "zod";
import type { OptimizerSettings } from "./caseSchemas.ts";

export interface OptimizerPlan {
  /** The choice, clipping, and whatever else of the options decides how a step updates. */
  readonly options: Partial<CompilerOptions>;
  /** Rate of the step, which counts from 1. */
  learningRate(step: number): number;
}

/** Names of torch and Keras to ours. A setting that is in neither list makes the case uncovered. */
const settingNames: Readonly<Record<string, string>> = {
  momentum: "momentum",
  nesterov: "nesterov",
  dampening: "dampening",
  weight_decay: "weightDecay",
  alpha: "rho",
  rho: "rho",
  eps: "epsilon",
  epsilon: "epsilon",
  centered: "centered",
  beta1: "beta1",
  beta2: "beta2",
  beta_1: "beta1",
  beta_2: "beta2",
  momentum_decay: "momentumDecay",
  initial_accumulator_value: "initialAccumulator",
  eta_minus: "etaMinus",
  eta_plus: "etaPlus",
  step_min: "smallestStep",
  step_max: "largestStep",
};

const Clip = z.object({
  type: z.enum(["value", "norm_per_tensor", "global_norm"]),
  max: z.number(),
  form: z.enum(["torch", "keras"]),
});
const clippings = { value: "value", norm_per_tensor: "tensorNorm", global_norm: "globalNorm" } as const;

export function planOptimizer(settings: OptimizerSettings): OptimizerPlan | null {
  const { optimizer, form, hyper, decay = 0, lr_per_step, clip } = settings;
  const { lr, learning_rate, amsgrad, lr_decay = 0, ...others } = hyper;
  const kind = chooseKind(optimizer, amsgrad === true);
  if (!kind) return null;
  const rate = Number(lr ?? learning_rate);
  const own: Record<string, unknown> = kind === "lion" || kind === "rprop" ? {} : { form: chooseForm(optimizer, form) };
  if (kind === "adamw") own.amsgrad = amsgrad === true;
  // Keras has no momentum decay to set: it is 1.
  if (kind === "nadam" && form === "keras") own.momentumDecay = 1;
  for (const [name, value] of Object.entries(others)) {
    const field = settingNames[name];
    if (field === undefined) {
      // A switch that is off, or a share of 0, changes nothing.
      if (value === false || value === 0) continue;
      return null;
    }
    own[field] = value;
  }
  const clipping = clip === undefined ? {} : planClipping(Clip.parse(clip));
  // The decay of older Keras and of torch's Adagrad is a schedule here.
  const decayRate = decay || Number(lr_decay);
  const schedule = { kind: "inverseTime", parameters: { rate: decayRate, decaySteps: 1 } };
  const rates = planRates(createOptions({ learningRate: rate, schedule }), 1);
  return {
    options: { optimizer: { kind, parameters: own }, ...clipping },
    learningRate: (step) => lr_per_step?.[step - 1] ?? rates(step - 1, null),
  };
}

function planClipping({ type, max, form }: z.infer<typeof Clip>): Partial<CompilerOptions> {
  return {
    clipping: clippings[type],
    clippingThreshold: max,
    clippingForm: form === "torch" ? "pytorch" : "keras",
  };
}

const kinds = ["sgd", "adam", "adamw", "rmsprop", "nadam", "radam", "adagrad", "adadelta", "adamax", "rprop", "lion"];

function chooseKind(optimizer: string, amsgrad: boolean): string | null {
  if (optimizer === "rmsprop_eps_outside") return "rmsprop";
  if (optimizer === "adam" && amsgrad) return "amsgrad";
  return kinds.includes(optimizer) ? optimizer : null;
}

function chooseForm(optimizer: string, form: string): string {
  if (form === "torch") return "pytorch";
  return optimizer === "rmsprop_eps_outside" ? "keras2" : "keras";
}
