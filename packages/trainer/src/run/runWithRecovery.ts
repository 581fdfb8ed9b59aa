/**
 * Sessions of a run, one after another: a device that is lost is replaced and the run goes on from its last snapshot, up to three times in
 * two minutes. Where memory is short, batches are computed in parts, and what cannot be cut is refused with the first reason. When the training loss is not finite, the device finds out before it is closed where that began.
 */
import { type EngineDevice, EngineError } from "@downhill/engine";
import type { NonFiniteSource } from "@downhill/protocol";
import type { RunRequest } from "../ports.ts";
import { describeFailure } from "./describeFailure.ts";
import { findNonFinite } from "./findNonFinite.ts";
import { lendDevice } from "./lendDevice.ts";
import { DeviceLostError, openRunSession } from "./runSession.ts";
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
/** For a driver that gives back the memory of a lost device a moment later. */
const memoryWaitMs = 500;

export async function runWithRecovery(options: RecoveryOptions): Promise<RunEnd> {
  const { request, reporter, keeper } = options;
  const lossesMs: number[] = [];
  let { plan } = options;
  /** Why the plan is not the first one any more. */
  let shortage: EngineError | null = null;
  for (;;) {
    try {
      const device = await openDeviceAgain(request, lossesMs.length > 0);
      try {
        return await runOnDevice({ ...options, plan }, device, shortage);
      } finally {
        device.dispose();
      }
    } catch (error) {
      const isShort = isShortage(error) && error.code === "out-of-memory";
      const isAfterLoss = lossesMs.length > 0;
      if (isShortage(error) && !(isShort && isAfterLoss)) {
        shortage ??= error;
        const smaller = plan.shrink();
        if (!smaller) throw shortage;
        plan = smaller;
        continue;
      }
      if (!isDeviceLoss(error) && !isShort) throw error;
      const nowMs = performance.now();
      lossesMs.push(nowMs);
      if (lossesMs.filter((atMs) => nowMs - atMs < lossWindowMs).length >= maxLosses) {
        throw new Error(
          `The device was lost ${maxLosses} times within two minutes. Try a smaller batch size or a smaller model, or train on another device.`,
        );
      }
      reporter.tellProblem(
        `The device was lost (${describeFailure(error, request.spec.document)}). Opening it again and going on from step ${keeper.getLatest().step}.`,
      );
      if (isShort) await wait(memoryWaitMs);
    }
  }
}

async function runOnDevice(
  { request, ...options }: RecoveryOptions,
  device: EngineDevice,
  shortage: EngineError | null,
): Promise<RunEnd> {
  const { plan, control, reporter, keeper } = options;
  const { dataset } = request;
  const { states, ...position } = keeper.getLatest();
  const session = await openRunSession({ device: lendDevice(device), plan, dataset, states });
  let end: LoopEnd;
  try {
    if (shortage && plan.parts > 1) {
      const reason = describeFailure(shortage, request.spec.document);
      reporter.tellProblem(
        `A batch of ${plan.batchSize} does not fit this device, so it is computed in ${plan.parts} parts of ${plan.batchSize / plan.parts} samples with one update for all of them. ${reason}`,
      );
    }
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
  const source = await findNonFinite({ device, plan, dataset, snapshot: keeper.getLatest(), step, isWanted }).catch(() => null);
  return { ...end, source };
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

/** What less memory may mend. */
function isShortage(error: unknown): error is EngineError {
  return error instanceof EngineError && (error.code === "out-of-memory" || error.code === "limit-exceeded");
}

function wait(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

/** A device is disposed of only after its loop, so that one found disposed in the middle was taken away by somebody else. */
function isDeviceLoss(error: unknown): boolean {
  if (error instanceof EngineError) return error.code === "device-lost" || error.code === "disposed";
  return error instanceof DeviceLostError;
}
