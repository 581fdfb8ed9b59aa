/** From a case of schedules.json to options of ours. Null: nothing stands for it. */

import type { Choice } from "@downhill/model";
import { z } from "zod";
import type { ScheduleCase } from "./caseSchemas.ts";

export interface SchedulePlan {
  readonly schedule: Choice;
  readonly learningRate: number;
  readonly warmup?: "linear" | "fromStart";
  readonly warmupSteps?: number;
  readonly warmupStart?: number;
  /** Results of the epochs, for a schedule that looks at them. */
  readonly results?: { readonly monitor: "loss" | "accuracy"; readonly values: readonly number[] };
}

const Numbers = z.array(z.number());

export function planSchedule({ kind, config }: ScheduleCase): SchedulePlan | null {
  const n = (name: string): number => z.number().parse(config[name]);
  const isOn = (name: string): boolean => config[name] === true;
  const plan = (schedule: string, parameters: Choice["parameters"], learningRate: number): SchedulePlan => ({
    schedule: { kind: schedule, parameters },
    learningRate,
  });
  switch (kind) {
    case "constant":
      return plan("constant", {}, n("lr"));
    case "exponential":
      return plan("exponentialDecay", { rate: n("gamma"), decaySteps: 1 }, n("lr"));
    case "step":
      return plan("step", { factor: n("gamma"), stepSize: n("step_size") }, n("lr"));
    case "multi_step":
      return plan("multiStep", { factor: n("gamma"), milestones: Numbers.parse(config.milestones) }, n("lr"));
    case "exponential_decay":
    case "inverse_time_decay": {
      const parameters = { rate: n("decay_rate"), decaySteps: n("decay_steps"), staircase: isOn("staircase") };
      return plan(kind === "exponential_decay" ? "exponentialDecay" : "inverseTime", parameters, n("initial_learning_rate"));
    }
    case "piecewise_constant": {
      const values = Numbers.parse(config.values);
      const first = values[0] ?? 1;
      return plan("piecewise", { boundaries: config.boundaries, shares: values.map((value) => value / first) }, first);
    }
    case "cosine":
      return plan("cosine", { decaySteps: n("t_max"), endShare: n("eta_min") / n("lr") }, n("lr"));
    case "cosine_decay": {
      const parameters = { decaySteps: n("decay_steps"), endShare: n("alpha") };
      if (config.warmup_steps === undefined) return plan("cosine", parameters, n("initial_learning_rate"));
      const warmupStart = n("initial_learning_rate") / n("warmup_target");
      return {
        ...plan("cosine", parameters, n("warmup_target")),
        warmup: "fromStart",
        warmupSteps: n("warmup_steps"),
        warmupStart,
      };
    }
    case "linear_warmup_cosine": {
      const warmupSteps = n("warmup_steps");
      const endShare = n("eta_min") / n("lr");
      if (config.form === "t+1") {
        return {
          ...plan("cosine", { decaySteps: n("total_steps") - warmupSteps, endShare }, n("lr")),
          warmup: "linear",
          warmupSteps,
        };
      }
      const cosine = plan("cosine", { decaySteps: n("cosine_steps"), endShare }, n("lr"));
      return { ...cosine, warmup: "fromStart", warmupSteps, warmupStart: n("start_factor") };
    }
    case "cosine_warm_restarts": {
      const parameters = { firstSteps: n("t_0"), growth: n("t_mult"), endShare: n("eta_min") / n("lr") };
      return plan("cosineRestarts", parameters, n("lr"));
    }
    case "cosine_decay_restarts": {
      const lengths = { firstSteps: n("first_decay_steps"), growth: n("t_mul") };
      return plan("cosineRestarts", { ...lengths, peak: n("m_mul"), endShare: n("alpha") }, n("initial_learning_rate"));
    }
    case "polynomial":
      return plan("polynomial", { decaySteps: n("total_steps"), power: n("power") }, n("lr"));
    case "polynomial_decay": {
      const rate = n("initial_learning_rate");
      const end = { endShare: n("end_learning_rate") / rate, cycle: isOn("cycle") };
      return plan("polynomial", { decaySteps: n("decay_steps"), power: n("power"), ...end }, rate);
    }
    case "linear":
      return plan("linear", { startShare: n("start_factor"), endShare: n("end_factor"), steps: n("steps") }, n("lr"));
    case "noam":
      return plan("noam", { modelWidth: n("d_model"), risingSteps: n("warmup_steps") }, n("factor"));
    case "one_cycle": {
      const parameters = {
        steps: n("total_steps"),
        risingShare: n("pct_start"),
        anneal: config.anneal === "cos" ? "cosine" : "linear",
        startDivisor: n("div_factor"),
        endDivisor: n("final_div_factor"),
        threePhase: isOn("three_phase"),
      };
      return plan("oneCycle", parameters, n("max_lr"));
    }
    case "cyclic": {
      const modes: Readonly<Record<string, string>> = { exp_range: "expRange" };
      const mode = z.string().parse(config.mode);
      const swing = { stepsUp: n("step_size_up"), stepsDown: n("step_size_down"), baseShare: n("base_lr") / n("max_lr") };
      return plan("cyclic", { ...swing, mode: modes[mode] ?? mode, gamma: n("gamma") }, n("max_lr"));
    }
    case "reduce_on_plateau": {
      const monitor = config.mode === "max" ? "accuracy" : "loss";
      const isKeras = config.form === "keras";
      const parameters = {
        monitor,
        factor: n("factor"),
        patience: n("patience"),
        threshold: n(isKeras ? "min_delta" : "threshold"),
        ...(isKeras ? {} : { thresholdMode: config.threshold_mode === "rel" ? "relative" : "absolute" }),
        cooldown: n("cooldown"),
        lowestRate: n("min_lr"),
        form: isKeras ? "keras" : "pytorch",
      };
      const results = { monitor, values: Numbers.parse(config.metrics) } as const;
      return { ...plan("reduceOnPlateau", parameters, n("lr")), results };
    }
    default:
      return null;
  }
}
