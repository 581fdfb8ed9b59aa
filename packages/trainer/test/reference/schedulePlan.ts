/** From a case of schedules.json to a schedule of the catalogue. Null: none stands for it. */
import type { ScheduleCase } from "./caseSchemas.ts";

export interface SchedulePlan {
  readonly kind: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
}

export function planSchedule({ kind, config }: ScheduleCase): SchedulePlan | null {
  const learningRate = Number(config.lr ?? config.initial_learning_rate);
  switch (kind) {
    case "constant":
      return { kind: "constant", parameters: {}, learningRate };
    case "exponential":
      return { kind: "exponentialDecay", parameters: { rate: config.gamma, decaySteps: 1 }, learningRate };
    // A step schedule is an exponential decay in jumps.
    case "step": {
      const parameters = { rate: config.gamma, decaySteps: config.step_size, staircase: true };
      return { kind: "exponentialDecay", parameters, learningRate };
    }
    case "exponential_decay": {
      const parameters = { rate: config.decay_rate, decaySteps: config.decay_steps, staircase: config.staircase };
      return { kind: "exponentialDecay", parameters, learningRate };
    }
    default:
      return null;
  }
}
