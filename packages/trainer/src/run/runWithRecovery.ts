/**
 * Sessions of a run, one after another: a device that is lost is replaced and the run goes on from its last snapshot, until it was lost
 * three times in two minutes or three times from the same snapshot. Where memory is short, batches are computed in parts or evaluations
 * in smaller steps, and what cannot be cut is refused with the first reason. When the training loss is not finite, the device finds out
 * before it is closed where that began.
 */
import { type EngineDevice, EngineError } from "@downhill/engine";
import type { NonFiniteSource } from "@downhill/protocol";
import type { RunRequest } from "../ports.ts";
import { describeFailure } from "./describeFailure.ts";
import { findNonFinite } from "./findNonFinite.ts";
import { lendDevice } from "./lendDevice.ts";
import type { RunPart } from "./runPlan.ts";
import { DeviceLostError, EvaluationShortage, isShortage, openRunSession, type RunSession } from "./runSession.ts";
import { type LoopEnd, type LoopOptions, runTrainingLoop } from "./trainingLoop.ts";

export interface RecoveryOptions extends Omit<LoopOptions, "session" | "position"> {
  readonly request: RunRequest;
}

/** As the loop's end; `source` is null where it was not found. */
export type RunEnd =
  | Exclude<LoopEnd, { readonly kind: "non-finite" }>
  | (Extract<LoopEnd, { readonly kind: "non-finite" }> & { readonly source: NonFiniteSource | null });

const maxLosses = 3;
const lossWindowMs = 120_000;
/** So long after a loss a shortage may be that the memory of the lost device is not free yet. */
const lossEchoMs = 15_000;
/** For a driver that gives back the memory of a lost device a moment later. */
const memoryWaitMs = 500;

interface DeviceLosses {
  readonly atMs: number;
  /** The snapshot to go on from. */
  readonly step: number;
}

/** Why the plan is not the first one any more. */
type Shortages = Partial<Record<RunPart, EngineError>>;

export async function runWithRecovery(options: RecoveryOptions): Promise<RunEnd> {
  const { request, reporter, keeper } = options;
  const losses: DeviceLosses[] = [];
  const shortages: Shortages = {};
  const told = new Set<string>();
  const tellOnce = (message: string) => {
    if (!told.has(message)) reporter.tellProblem(message);
    told.add(message);
  };
  let { plan } = options;
  for (;;) {
    try {
      const device = await openDeviceAgain(request, losses.length > 0);
      try {
        return await runOnDevice({ ...options, plan, shortages, tellOnce }, device);
      } finally {
        device.dispose();
      }
    } catch (thrown) {
      const part: RunPart = thrown instanceof EvaluationShortage ? "evaluation" : "training";
      const error = thrown instanceof EvaluationShortage ? thrown.reason : thrown;
      const nowMs = performance.now();
      const isShort = isShortage(error) && error.code === "out-of-memory";
      const isEcho = isShort && nowMs - (losses.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY) < lossEchoMs;
      if (isShortage(error) && !isEcho) {
        shortages[part] ??= error;
        // An evaluation of single samples may still find room beside a training that takes less.
        const smaller = plan.shrink(part) ?? (part === "evaluation" && isShort ? plan.shrink("training") : null);
        if (!smaller) throw shortages[part];
        plan = smaller;
        continue;
      }
      if (!isDeviceLoss(error) && !isShort) throw error;
      const reason = describeFailure(error, request.spec.document);
      const { step } = keeper.getLatest();
      losses.push({ atMs: nowMs, step });
      refuseMoreLosses(losses, reason);
      reporter.tellProblem(`The device was lost (${reason}). Opening it again and going on from step ${step}.`);
      if (isShort) await wait(memoryWaitMs);
    }
  }
}

/** Throws where another device would hardly get further. */
function refuseMoreLosses(losses: readonly DeviceLosses[], reason: string): void {
  const latest = losses.slice(-maxLosses);
  const [first, last] = [latest[0], latest.at(-1)];
  if (!first || !last || latest.length < maxLosses) return;
  const isSoon = last.atMs - first.atMs < lossWindowMs;
  if (!isSoon && first.step !== last.step) return;
  throw new Error(
    `The device was lost ${maxLosses} times ${isSoon ? "within two minutes" : `going on from step ${last.step}`}. ` +
      `Try a smaller batch size or a smaller model, or train on another device. The last time: ${reason}`,
  );
}

interface SessionOptions extends RecoveryOptions {
  readonly shortages: Shortages;
  /** As a problem that does not end the run, unless it was told before. */
  readonly tellOnce: (message: string) => void;
}

async function runOnDevice(options: SessionOptions, device: EngineDevice): Promise<RunEnd> {
  const { request, plan, control, reporter, keeper } = options;
  const { dataset } = request;
  const { states, ...position } = keeper.getLatest();
  const session = await openRunSession({ device: lendDevice(device), plan, dataset, states });
  let end: LoopEnd;
  try {
    tellCuts(options, session);
    reporter.tellState("running");
    reporter.restartClock();
    end = await runTrainingLoop({ ...options, session, position: { ...position } });
  } finally {
    session.dispose();
  }
  if (end.kind !== "non-finite") return end;
  reporter.flush();
  const { step } = end.loss;
  const isWanted = () => !control.isStopRequested;
  // The answer is worth having, but its failure is no failure of the run.
  const { getRateMemory } = end;
  const search = { device, plan, dataset, snapshot: keeper.getLatest(), step, getRateMemory, isWanted };
  const source = await findNonFinite(search).catch(() => null);
  return { ...end, source };
}

/** Says what is computed in smaller pieces than asked for, as soon as it is known to fit so. */
function tellCuts({ request, plan, shortages, tellOnce }: SessionOptions, session: RunSession): void {
  const describe = (shortage: EngineError | undefined) => (shortage ? describeFailure(shortage, request.spec.document) : "");
  if (plan.parts > 1) {
    tellOnce(
      `A batch of ${plan.batchSize} does not fit this device, so it is computed in ${plan.parts} parts of ${plan.batchSize / plan.parts} samples with one update for all of them. ${describe(shortages.training ?? shortages.evaluation)}`,
    );
  }
  const { evaluation } = shortages;
  if (!evaluation) return;
  session.prepareEvaluation().then(
    () =>
      tellOnce(
        `The evaluation does not fit this device as it is, so it takes ${plan.evaluationSize} samples at a time; its results are the same. ${describe(evaluation)}`,
      ),
    // The loop hears of it, too.
    () => {},
  );
}

/** After a loss the adapter may need a moment until it can be opened again. */
async function openDeviceAgain(request: RunRequest, isAfterLoss: boolean): Promise<EngineDevice> {
  const waitsMs = isAfterLoss ? [0, 500, 1000, 2000] : [0];
  for (const [attempt, waitMs] of waitsMs.entries()) {
    if (waitMs > 0) await wait(waitMs);
    try {
      return await request.openDevice();
    } catch (error) {
      if (attempt === waitsMs.length - 1) throw error;
    }
  }
  throw new Error("The device could not be opened.");
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** A device is disposed of only after its loop, so that one found disposed in the middle was taken away by somebody else. */
function isDeviceLoss(error: unknown): boolean {
  if (error instanceof EngineError) return error.code === "device-lost" || error.code === "disposed";
  return error instanceof DeviceLostError;
}
