/** The learning rate of every update: warm-up, then the schedule. A function of the update's number and of what the run remembers. */
import type { RateMemory } from "../catalogue/definition.ts";
import { resolveSchedule } from "../lowering/resolveChoices.ts";
import type { CompilerOptions } from "./compilerOptions.ts";

export type RateOptions = Pick<CompilerOptions, "learningRate" | "schedule" | "warmup" | "warmupSteps" | "warmupStart">;

/** What a schedule that looks at results starts with; null for the others. */
export function startRateMemory(options: RateOptions): RateMemory | null {
  if (!resolveSchedule(options).definition.feedback) return null;
  return { rate: options.learningRate, best: null, waited: 0, cooldown: 0 };
}

/** What it remembers after an epoch; `results` are the validation series by name. */
export function observeResults(options: RateOptions, memory: RateMemory, results: Readonly<Record<string, number>>): RateMemory {
  const { definition, parameters } = resolveSchedule(options);
  if (!definition.feedback) return memory;
  const monitor = definition.feedback.monitor(parameters);
  // With several Targets the metric carries its Target's name: the first counts.
  const name = Object.keys(results).find((series) => series === monitor || series.startsWith(`${monitor}/`));
  return definition.feedback.observe(memory, name === undefined ? Number.NaN : (results[name] ?? Number.NaN), parameters);
}

/** Whether the rates depend on how long the run is. */
export function usesRunLength(options: RateOptions): boolean {
  const { definition, parameters } = resolveSchedule(options);
  return definition.usesRunLength?.(parameters) ?? false;
}

export function warmupLength({ warmup, warmupSteps }: RateOptions): number {
  return warmup === "none" ? 0 : warmupSteps;
}

/** Rate of the update of a number, from 0, given what a schedule that looks at results remembers. */
export type RatePlan = (update: number, memory: RateMemory | null) => number;

export function planRates(options: RateOptions, totalUpdates: number): RatePlan {
  const { definition, parameters } = resolveSchedule(options);
  const { warmup, warmupStart } = options;
  const rising = warmupLength(options);
  const totalSteps = Math.max(1, totalUpdates - rising);
  return (update, memory) => {
    const learningRate = memory?.rate ?? options.learningRate;
    const step = Math.max(0, update - rising);
    const rate = definition.rate({ learningRate, step, totalSteps }, parameters);
    if (update >= rising) return rate;
    // The way up leads to the schedule's first rate.
    return rate * (warmup === "linear" ? (update + 1) / rising : warmupStart + ((1 - warmupStart) * update) / rising);
  };
}
