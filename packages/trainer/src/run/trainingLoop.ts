/**
 * The loop of one session: queue steps, never more than two submits ahead, evaluate at every epoch's end, look at the controls at
 * every step boundary. Results arrive by themselves, in order, behind the loop's back; `drain` waits until all have.
 */
import type { Submission } from "@downhill/engine";
import type { RateMemory, TableValues } from "@downhill/model";
import type { CheckpointKeeper, Snapshot } from "../checkpoint/checkpointKeeper.ts";
import type { EventLoopYielder } from "./eventLoop.ts";
import type { RunControl } from "./runControl.ts";
import { addToTotals, type EvaluationTotals, type RunPlan } from "./runPlan.ts";
import type { RunReporter } from "./runReporter.ts";
import { maxStepsPerSubmit, type RunSession } from "./runSession.ts";
import { createStepPacer, type StepPacer } from "./stepPacer.ts";

export interface BestValidation {
  readonly step: number;
  readonly validationLoss: number;
}

/** Where a run stands: what a snapshot remembers beside the tensors. */
export interface RunPosition {
  step: number;
  /** The step of the last complete evaluation. */
  evaluatedStep: number;
  best: BestValidation | null;
  /** What a schedule that looks at results remembers. */
  rateMemory: RateMemory | null;
}

export interface NonFiniteLoss {
  readonly step: number;
  readonly value: number;
}

export type LoopEnd =
  | { readonly kind: "done" | "stopped"; readonly snapshot: Snapshot }
  | {
      readonly kind: "non-finite";
      readonly loss: NonFiniteLoss;
      /** What the schedule remembered when the update after `step` was queued; `step` is at or after the session's first. */
      readonly getRateMemory: (step: number) => RateMemory | null;
    };

export interface LoopOptions {
  readonly session: RunSession;
  readonly plan: RunPlan;
  readonly control: RunControl;
  readonly reporter: RunReporter;
  readonly keeper: CheckpointKeeper;
  readonly yielder: EventLoopYielder;
  /** Changed in place. */
  readonly position: RunPosition;
}

const maxInFlight = 2;
/** Share of the training time that copying the best weights may take. */
const bestSnapshotShare = 0.1;

export async function runTrainingLoop(options: LoopOptions): Promise<LoopEnd> {
  const { session, plan, control, reporter, keeper, yielder, position } = options;
  const trainingPacer = createStepPacer({ maxSteps: maxStepsPerSubmit });
  const evaluationPacer = createStepPacer({ maxSteps: maxStepsPerSubmit });
  const inFlight: Promise<void>[] = [];
  let handled: Promise<void> = Promise.resolve();
  let lastDoneMs = 0;
  const found: { nonFinite: NonFiniteLoss | null } = { nonFinite: null };
  let isValidationNonFiniteTold = false;
  /** One entry for the start, and one for each evaluation that a schedule looked at. */
  const rateMemories = [{ fromStep: position.step, memory: position.rateMemory }];
  const getRateMemory = (step: number) =>
    rateMemories.findLast(({ fromStep }) => fromStep <= step)?.memory ?? position.rateMemory;
  const startedMs = performance.now();
  let bestSnapshotMs = 0;

  const track = (
    submit: () => Submission,
    steps: number,
    pacer: StepPacer,
    take: (series: Submission["series"]) => Promise<void>,
  ) => {
    const submittedMs = performance.now();
    const submission = submit();
    const done = submission.done.then(() => {
      const nowMs = performance.now();
      pacer.observe(steps, nowMs - Math.max(submittedMs, lastDoneMs));
      lastDoneMs = nowMs;
    });
    const previous = handled;
    handled = previous.then(() => take(submission.series));
    // Both are awaited later, perhaps after the other has failed.
    for (const promise of [done, handled, submission.series]) promise.catch(() => {});
    inFlight.push(done);
  };

  /** Waits until there is room for another submit, and lets messages of the thread in. */
  const makeRoom = async () => {
    while (inFlight.length >= maxInFlight) await session.guard(inFlight.shift()!);
    await yielder.yieldIfDue();
    reporter.flushIfDue();
  };

  const drain = async () => {
    for (const done of inFlight.splice(0)) await session.guard(done);
    await session.guard(handled);
  };

  const takeSnapshot = async (): Promise<Snapshot> => {
    await drain();
    return { ...position, states: await session.readStates() };
  };

  const pauseHere = async () => {
    const snapshot = await takeSnapshot();
    if (found.nonFinite || !control.isPauseRequested) return;
    reporter.tellState("paused");
    keeper.keep(snapshot);
    await control.waitWhilePaused();
    reporter.restartClock();
    if (!control.isStopRequested) reporter.tellState("running");
  };

  const submitSteps = (fromStep: number, count: number) => {
    const { rateMemory } = position;
    track(
      () => session.submitTraining(fromStep, count, rateMemory),
      count,
      trainingPacer,
      async (series) => {
        const records = plan.summarizeSteps(await series, fromStep, count);
        for (const [place, record] of records.entries()) {
          if (found.nonFinite) return;
          const step = fromStep + place + 1;
          for (const [name, value] of Object.entries(record)) reporter.addPoint(`training/${name}`, step, value);
          const loss = record.loss ?? Number.NaN;
          if (!Number.isFinite(loss)) found.nonFinite = { step, value: loss };
        }
        const lastStep = fromStep + count;
        reporter.addPoint("learningRate", lastStep, plan.getLearningRate(lastStep - 1, rateMemory));
        reporter.noteStepsDone(lastStep);
        reporter.flushIfDue();
      },
    );
  };

  const takeEvaluation = (step: number, totals: EvaluationTotals, tables: TableValues) => {
    const results = plan.summarizeEvaluation(totals, tables);
    for (const [name, value] of Object.entries(results)) reporter.addPoint(`validation/${name}`, step, value);
    const loss = results.loss ?? Number.NaN;
    if (!Number.isFinite(loss)) {
      if (!isValidationNonFiniteTold) reporter.tellNonFinite("validation/loss", step, loss);
      isValidationNonFiniteTold = true;
    } else if (!position.best || loss < position.best.validationLoss) {
      position.best = { step, validationLoss: loss };
    }
    if (position.rateMemory) {
      position.rateMemory = plan.observeResults(position.rateMemory, results);
      rateMemories.push({ fromStep: step, memory: position.rateMemory });
    }
    reporter.flushIfDue();
  };

  /** Returns early, with the evaluation still due, when a stop or a non-finite loss comes in between. */
  const evaluate = async () => {
    const { step } = position;
    await session.prepareEvaluation();
    const totals: EvaluationTotals = {};
    for (let batch = 0; batch < plan.evaluationBatches; ) {
      if (control.isStopRequested || found.nonFinite) return;
      if (control.isPauseRequested) await pauseHere();
      const fromBatch = batch;
      const count = Math.min(evaluationPacer.getNextStepCount(), plan.evaluationBatches - fromBatch);
      const isLast = fromBatch + count === plan.evaluationBatches;
      let tables: Promise<TableValues> | null = null;
      track(
        () => {
          const submission = session.submitEvaluation(fromBatch, count);
          // Asked for at once: the next epoch's evaluation begins them anew.
          tables = isLast ? session.readTables() : null;
          tables?.catch(() => {});
          return submission;
        },
        count,
        evaluationPacer,
        async (series) => {
          addToTotals(totals, await series);
          if (tables) takeEvaluation(step, totals, await tables);
        },
      );
      batch += count;
      await makeRoom();
    }
    position.evaluatedStep = step;
  };

  /** Keeps the weights of the best epoch at hand, as often as that costs next to nothing. */
  const keepBest = async () => {
    const nowMs = performance.now();
    if (position.step >= plan.totalSteps || bestSnapshotMs > (nowMs - startedMs) * bestSnapshotShare) return;
    await drain();
    if (position.best?.step === position.step && !found.nonFinite) keeper.holdBest(await takeSnapshot());
    bestSnapshotMs += performance.now() - nowMs;
  };

  for (;;) {
    if (found.nonFinite) return { kind: "non-finite", loss: found.nonFinite, getRateMemory };
    const isEvaluationDue =
      plan.evaluationBatches > 0 && position.step > position.evaluatedStep && position.step % plan.stepsPerEpoch === 0;
    if (control.isStopRequested || (position.step >= plan.totalSteps && !isEvaluationDue)) {
      const snapshot = await takeSnapshot();
      if (found.nonFinite) continue;
      return { kind: control.isStopRequested && position.step < plan.totalSteps ? "stopped" : "done", snapshot };
    }
    if (control.isPauseRequested) {
      await pauseHere();
    } else if (isEvaluationDue) {
      await evaluate();
      // The next rate hangs on the result.
      if (position.rateMemory) await drain();
      await keepBest();
    } else {
      const stepsToEpochEnd = plan.stepsPerEpoch - (position.step % plan.stepsPerEpoch);
      const count = Math.min(trainingPacer.getNextStepCount(), stepsToEpochEnd, plan.totalSteps - position.step);
      submitSteps(position.step, count);
      position.step += count;
      await makeRoom();
    }
    if (keeper.isDue()) {
      const snapshot = await takeSnapshot();
      if (!found.nonFinite) keeper.keep(snapshot);
    }
  }
}
