/** From the optimizer of a case to one of the catalogue. Null: none stands for it, or the case needs what there is not yet. */
import type { OptimizerSettings } from "./caseSchemas.ts";

export interface OptimizerPlan {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
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
};

export function planOptimizer({ optimizer, form, hyper, decay = 0, lr_per_step, clip }: OptimizerSettings): OptimizerPlan | null {
  if (clip !== undefined) return null;
  const kind = chooseKind(optimizer, form);
  if (!kind) return null;
  const { lr, learning_rate, ...others } = hyper;
  const rate = Number(lr ?? learning_rate);
  const parameters: Record<string, unknown> = { form: chooseForm(optimizer, form) };
  for (const [name, value] of Object.entries(others)) {
    const own = settingNames[name];
    if (own === undefined) {
      // A switch that is off, or a share of 0, changes nothing.
      if (value === false || value === 0) continue;
      return null;
    }
    parameters[own] = value;
  }
  return { kind, parameters, learningRate: (step) => lr_per_step?.[step - 1] ?? rate / (1 + decay * (step - 1)) };
}

/** Keras' AdamW is its Adam: weight decay is decoupled in both. Torch's AdamW has an order of its own. */
function chooseKind(optimizer: string, form: string): string | null {
  if (optimizer === "sgd" || optimizer === "adam" || optimizer === "rmsprop") return optimizer;
  if (optimizer === "rmsprop_eps_outside") return "rmsprop";
  return optimizer === "adamw" && form === "keras" ? "adam" : null;
}

function chooseForm(optimizer: string, form: string): string {
  if (form === "torch") return "pytorch";
  return optimizer === "rmsprop_eps_outside" ? "keras2" : "keras";
}
