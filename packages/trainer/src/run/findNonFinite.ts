/**
 * Where the numbers of a run went wrong: replays the steps before a loss that is not finite from a snapshot, on a program that watches
 * its own values, and names the first of them that is not finite where it was finite in the steps before. Values that are
 * never finite, such as the minus infinity of a mask, are so in good steps too and do not count.
 */
import type { EncodedDataset } from "@downhill/data";
import { type EngineDevice, listInspectable, watchValues } from "@downhill/engine";
import type { Program, ValueId } from "@downhill/ir";
import type { RateMemory } from "@downhill/model";
import type { NonFiniteSource } from "@downhill/protocol";
import type { Snapshot } from "../checkpoint/checkpointKeeper.ts";
import { describeValue } from "./describeValue.ts";
import { lendDevice } from "./lendDevice.ts";
import type { RunPlan } from "./runPlan.ts";
import { maxStepsPerSubmit, openRunSession, type RunSession } from "./runSession.ts";
import { createStepPacer } from "./stepPacer.ts";

export interface FindNonFiniteRequest {
  /** Kept open. */
  readonly device: EngineDevice;
  readonly plan: RunPlan;
  readonly dataset: EncodedDataset;
  readonly snapshot: Snapshot;
  /** The step (from 1) whose loss is not finite; after the snapshot's. */
  readonly step: number;
  /** What the schedule remembered at a step from the snapshot's on: evaluations since may have changed it. The snapshot's if left out. */
  readonly getRateMemory?: (step: number) => RateMemory | null;
  /** Gives up when replaying takes longer. */
  readonly budgetMs?: number;
  /** Gives up when it is not. */
  readonly isWanted?: () => boolean;
}

/** Steps that are watched: the one whose loss is not finite, and those before it. */
const watchedSteps = 6;
/** Values watched at a time: each costs a kernel. Programs with more are searched in rounds. */
const valuesAtATime = 192;

/** Null where the replay stays finite or takes too long. Throws what the device throws. */
export async function findNonFinite(request: FindNonFiniteRequest): Promise<NonFiniteSource | null> {
  const { device, plan, dataset, snapshot, step, budgetMs = 20_000, isWanted = () => true } = request;
  const { getRateMemory = () => snapshot.rateMemory } = request;
  const endMs = performance.now() + budgetMs;
  const mustEnd = () => performance.now() > endMs || !isWanted();
  const program = plan.trainingProgram;
  const firstWatched = Math.max(snapshot.step, step - watchedSteps);
  const open = (trainingProgram: Program, states: Snapshot["states"]) =>
    openRunSession({
      device: lendDevice(device),
      plan: { ...plan, trainingProgram, evaluationProgram: null, evaluationTables: {} },
      dataset,
      states,
    });
  const states = await replayQuietly();
  if (!states) return null;

  let candidates = listInspectable(program);
  for (;;) {
    if (mustEnd()) return null;
    const sample = takeEvenly(candidates, valuesAtATime);
    const found = await watch(sample);
    if (!found) return null;
    if (sample.length === candidates.length) return describe(found);
    // The first one lies after the last sampled value before it that stayed finite.
    const place = sample.indexOf(found.value);
    const after = place === 0 ? -1 : (sample[place - 1] ?? -1);
    candidates = candidates.filter((value) => value > after && value <= found.value);
  }

  function describe({ value, step: foundStep, count }: Finding): NonFiniteSource {
    const elements = (program.nodes[value]?.type.shape ?? []).reduce((product, size) => product * size, 1);
    return { ...describeValue(program, plan.layout, value), step: foundStep, badElements: count, elements };
  }

  /** The states before the watched steps, by the very program of the run. */
  async function replayQuietly(): Promise<Snapshot["states"] | null> {
    if (firstWatched === snapshot.step) return snapshot.states;
    const pacer = createStepPacer({ maxSteps: maxStepsPerSubmit });
    return withSession(await open(program, snapshot.states), async (session) => {
      for (let from = snapshot.step; from < firstWatched; ) {
        if (mustEnd()) return null;
        // The rate may be another from the next epoch on.
        const toEpochEnd = plan.stepsPerEpoch - (from % plan.stepsPerEpoch);
        const count = Math.min(pacer.getNextStepCount(), firstWatched - from, toEpochEnd);
        const startedMs = performance.now();
        await session.guard(session.submitTraining(from, count, getRateMemory(from)).done);
        pacer.observe(count, performance.now() - startedMs);
        from += count;
      }
      return session.readStates();
    });
  }

  async function watch(values: readonly ValueId[]): Promise<Finding | null> {
    return withSession(await open(watchValues(program, values), states ?? snapshot.states), async (session) => {
      const counts: Readonly<Record<string, Float32Array>>[] = [];
      for (let from = firstWatched; from < step; from++) {
        counts.push(await session.guard(session.submitTraining(from, 1, getRateMemory(from)).series));
      }
      return findFirst(values, counts, firstWatched);
    });
  }
}

interface Finding {
  readonly value: ValueId;
  readonly step: number;
  readonly count: number;
}

/** The earliest step, in it the first value that was finite in all watched steps before. `counts` has one entry per step. */
function findFirst(
  values: readonly ValueId[],
  counts: readonly Readonly<Record<string, Float32Array>>[],
  firstWatched: number,
): Finding | null {
  const countAt = (value: ValueId, place: number) => counts[place]?.[String(value)]?.[0] ?? 0;
  const search = (from: number): Finding | null => {
    for (let place = from; place < counts.length; place++) {
      for (const value of values) {
        const count = countAt(value, place);
        const wasFinite = counts.slice(0, place).every((_, earlier) => countAt(value, earlier) === 0);
        if (count > 0 && wasFinite) return { value, step: firstWatched + place + 1, count };
      }
    }
    return null;
  };
  // In the first watched step there is nothing to compare with, so that it is looked at last.
  return search(1) ?? search(0);
}

function takeEvenly<T>(list: readonly T[], most: number): T[] {
  if (list.length <= most) return [...list];
  return Array.from({ length: most }, (_, place) => list[Math.floor(((place + 1) * list.length) / most) - 1]!);
}

async function withSession<T>(session: RunSession, use: (session: RunSession) => Promise<T>): Promise<T> {
  try {
    return await use(session);
  } finally {
    session.dispose();
  }
}
