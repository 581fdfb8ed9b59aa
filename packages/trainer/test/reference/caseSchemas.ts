/** What a case of each reference file looks like. Settings stay plain JSON: each kind reads its own. */
import { z } from "zod";
import { ArraySchema, ToleranceSchema } from "./referenceFolder.ts";

export const Settings = z.record(z.string(), z.unknown());
export type Settings = z.infer<typeof Settings>;

const Arrays = z.record(z.string(), ArraySchema);
const Tolerances = z.record(z.string(), ToleranceSchema);

export const LayerCase = z.object({
  name: z.string(),
  kind: z.string(),
  config: Settings,
  inputs: Arrays,
  params: Arrays,
  upstream: Arrays,
  expect: Arrays,
  tol: Tolerances,
});
export type LayerCase = z.infer<typeof LayerCase>;

export const LossCase = z.object({
  name: z.string(),
  kind: z.string(),
  config: Settings,
  inputs: Arrays,
  expect: Arrays,
  tol: Tolerances,
});
export type LossCase = z.infer<typeof LossCase>;

export const OptimizerSettings = z.object({
  optimizer: z.string(),
  form: z.enum(["torch", "keras"]),
  hyper: Settings,
  decay: z.number().optional(),
  lr_per_step: z.array(z.number()).optional(),
  clip: Settings.optional(),
});
export type OptimizerSettings = z.infer<typeof OptimizerSettings>;

export const OptimizerCase = OptimizerSettings.extend({
  name: z.string(),
  sequence: z.string(),
  expect: z.record(z.string(), z.array(ArraySchema)),
  tol: Tolerances,
});
export type OptimizerCase = z.infer<typeof OptimizerCase>;

export const OptimizerFile = z.object({
  snapshots: z.array(z.number()),
  sequences: z.record(z.string(), z.object({ params: z.array(ArraySchema), grads: z.array(ArraySchema) })),
  cases: z.array(OptimizerCase),
});
export type OptimizerFile = z.infer<typeof OptimizerFile>;

export const ScheduleCase = z.object({
  name: z.string(),
  kind: z.string(),
  config: Settings,
  expect: z.object({ lr: ArraySchema }),
  tol: z.object({ lr: ToleranceSchema }),
});
export type ScheduleCase = z.infer<typeof ScheduleCase>;

export const RunCase = z.object({
  name: z.string(),
  data: Settings,
  model: z.array(z.string()),
  loss: z.string(),
  optimizer: OptimizerSettings,
  weights: Arrays,
  state: Arrays.optional(),
  steps: z.number(),
  batch_size: z.number(),
  batches: ArraySchema,
  indifferent: z.array(z.string()).optional(),
  expect: z.object({
    loss: ArraySchema,
    first_step_grad_norms: z.record(z.string(), z.number()),
    final_norms: z.record(z.string(), z.number()),
    final_sums: z.record(z.string(), z.number()),
    final_weights: Arrays.optional(),
    final_state: Arrays.optional(),
    val_loss: z.number().optional(),
    val_correct: z.number().optional(),
    val_count: z.number().optional(),
  }),
  tol: z.object({
    loss_atol: ArraySchema,
    first_step_grad_norms: ToleranceSchema,
    final_norms: Tolerances,
    final_sums: Tolerances,
    final_weights: Tolerances.optional(),
    final_state: Tolerances.optional(),
    val_loss: ToleranceSchema.optional(),
    val_correct: z.number().optional(),
  }),
});
export type RunCase = z.infer<typeof RunCase>;

export function casesOf<Case extends z.ZodType>(schema: Case) {
  return z.object({ cases: z.array(schema) });
}
