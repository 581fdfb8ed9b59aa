/**
 * One run from start to end: compiling → running ⇄ paused → finished | stopped | failed. A lost device does not end it: a new one is
 * opened and the run goes on from its last snapshot, up to three times in two minutes. The outcome always settles.
 */
import type { TileTable } from "@downhill/engine";
import type { ExperimentSpec } from "@downhill/protocol";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint/checkpoint.ts";
import { createCheckpointKeeper, isFiniteSnapshot, type Snapshot } from "./checkpoint/checkpointKeeper.ts";
import { checkpointFormatVersion, computeSpecHash } from "./checkpoint/checkpointManifest.ts";
import { joinStates, splitStates } from "./checkpoint/stateTensors.ts";
import { engineVersion } from "./engineVersion.ts";
import type { RunHandle, RunOutcome, RunRequest } from "./ports.ts";
import { describeFailure } from "./run/describeFailure.ts";
import { describeNonFiniteSource } from "./run/describeNonFiniteSource.ts";
import { openEventLoopYielder } from "./run/eventLoop.ts";
import { createRunControl, type RunControl } from "./run/runControl.ts";
import { planRun, type RunPlan } from "./run/runPlan.ts";
import { createRunReporter, type RunReporter } from "./run/runReporter.ts";
import { type RunEnd, runWithRecovery } from "./run/runWithRecovery.ts";
import type { NonFiniteLoss } from "./run/trainingLoop.ts";
import { withTiles } from "./run/withTiles.ts";

export function startRun(request: RunRequest): RunHandle {
  const control = createRunControl();
  return {
    pause: control.pause,
    resume: control.resume,
    stop: control.stop,
    outcome: run(request, control),
  };
}

async function run(request: RunRequest, control: RunControl): Promise<RunOutcome> {
  const { events } = request;
  events.emit({ type: "state", state: "compiling" });
  // The handle is returned before any work is done.
  await Promise.resolve();
  let outcome: RunOutcome;
  try {
    outcome = await runToOutcome(request, control);
  } catch (error) {
    outcome = { state: "failed", step: 0, message: describeFailure(error, request.spec.document) };
  }
  const { state, message } = outcome;
  events.emit({ type: "state", state, ...(message === undefined ? {} : { message: message.slice(0, 2000) }) });
  try {
    await events.flush();
    return outcome;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...outcome, message: [message, `The last events could not be kept: ${reason}`].filter(Boolean).join(" ") };
  }
}

async function runToOutcome(given: RunRequest, control: RunControl): Promise<RunOutcome> {
  const { spec, dataset, events, checkpoints } = given;
  const planned = planRun(spec, dataset);
  if (!planned.ok) return { state: "failed", step: 0, message: planned.message };
  const plan = planned.value;
  const specHash = await computeSpecHash(spec);
  const start = openStart(given, plan, specHash);
  if (!start.ok) return { state: "failed", step: 0, message: start.message };
  const { tiles } = start;
  const request: RunRequest = { ...given, openDevice: async () => withTiles(await given.openDevice(), tiles) };
  const reporter = createRunReporter({
    events,
    totalSteps: plan.totalSteps,
    stepsPerEpoch: plan.stepsPerEpoch,
    samplesPerEpoch: dataset.samples.training,
    startStep: start.snapshot.step,
  });
  const keeper = createCheckpointKeeper({
    store: checkpoints,
    reporter,
    intervalMs: spec.options.checkpointIntervalSeconds * 1000,
    initial: start.snapshot,
    encode: ({ step, evaluatedStep, best, rateMemory, states }) =>
      encodeCheckpoint({
        manifest: {
          format: "downhill/checkpoint",
          version: checkpointFormatVersion,
          engineVersion,
          step,
          evaluatedStep,
          best,
          rateMemory,
          stepsPerEpoch: plan.stepsPerEpoch,
          specHash,
          datasetVersionHash: spec.datasetVersionHash,
          dataAccessSeed: spec.options.dataAccessSeed,
          weightSeed: spec.options.weightSeed,
          ...(tiles === undefined ? {} : { tiles }),
        },
        tensors: splitStates(plan.layout, states),
      }),
  });
  const yielder = openEventLoopYielder();
  try {
    const end = await runWithRecovery({ request, plan, control, reporter, keeper, yielder });
    return await concludeRun(end, { plan, keeper, reporter, spec });
  } catch (error) {
    reporter.flush();
    await keeper.settle();
    return { state: "failed", step: keeper.getLatest().step, message: describeFailure(error, request.spec.document) };
  } finally {
    yielder.close();
  }
}

interface ConcludeOptions {
  readonly plan: RunPlan;
  readonly keeper: ReturnType<typeof createCheckpointKeeper>;
  readonly reporter: RunReporter;
  readonly spec: ExperimentSpec;
}

async function concludeRun(end: RunEnd, { plan, keeper, reporter, spec }: ConcludeOptions): Promise<RunOutcome> {
  const { learningRate } = spec.options;
  if (end.kind === "non-finite") {
    const { step, value } = end.loss;
    reporter.tellNonFinite("training/loss", step, value, end.source);
    keeper.keepHeldBest();
    await keeper.settle();
    const nameOf = (id: string) => spec.document.blocks.find((block) => block.id === id)?.name ?? id;
    const source = end.source ? describeNonFiniteSource(end.source, nameOf) : "";
    return {
      state: "failed",
      step,
      message: describeNonFinite(end.loss, { plan, source, learningRate, keptStep: keeper.getKeptStep() }),
    };
  }
  const { snapshot } = end;
  reporter.flush();
  keeper.keep(snapshot);
  await keeper.settle();
  if (!isFiniteSnapshot(snapshot)) {
    const message = `The weights are no longer finite after step ${snapshot.step}. Try a smaller learning rate (now ${learningRate}).`;
    return { state: "failed", step: snapshot.step, message };
  }
  const problem = keeper.getLastProblem();
  return {
    state: end.kind === "stopped" ? "stopped" : "finished",
    step: snapshot.step,
    ...(problem ? { message: problem } : {}),
  };
}

interface NonFiniteContext {
  readonly plan: RunPlan;
  /** A sentence that says where it began; empty where nobody knows. */
  readonly source: string;
  readonly learningRate: number;
  readonly keptStep: number | null;
}

function describeNonFinite({ step, value }: NonFiniteLoss, { plan, source, learningRate, keptStep }: NonFiniteContext): string {
  const epoch = Math.floor((step - 1) / plan.stepsPerEpoch) + 1;
  const what = Number.isNaN(value) ? "NaN (not a number)" : "infinite";
  return [
    `The training loss became ${what} at step ${step}, in epoch ${epoch}.`,
    source,
    keptStep === null ? "" : `The checkpoint of step ${keptStep} is still good.`,
    `Try a smaller learning rate (now ${learningRate}), or check that the inputs are standardized.`,
  ]
    .filter(Boolean)
    .join(" ");
}

type Start =
  | { readonly ok: true; readonly snapshot: Snapshot; readonly tiles: TileTable | undefined }
  | { readonly ok: false; readonly message: string };

/** The first weights, or those of the checkpoint to go on from, when it belongs to this experiment. */
function openStart({ resumeFrom, tiles }: RunRequest, plan: RunPlan, specHash: string): Start {
  if (!resumeFrom) {
    const position = { step: 0, evaluatedStep: 0, best: null, rateMemory: plan.startRateMemory() };
    return { ok: true, snapshot: { ...position, states: plan.createInitialStates() }, tiles };
  }
  const decoded = decodeCheckpoint(resumeFrom);
  if (!decoded.ok) return { ok: false, message: `The run cannot go on. ${decoded.message}` };
  const { manifest, tensors } = decoded.value;
  if (manifest.specHash !== specHash) {
    return {
      ok: false,
      message: "The checkpoint belongs to another experiment: its model, options or dataset differ. Start a new run.",
    };
  }
  const joined = joinStates(plan.layout, tensors);
  if (!joined.ok) {
    const message = `The checkpoint has no fitting tensor "${joined.missing}". It was written by another version; start a new run.`;
    return { ok: false, message };
  }
  const { step, evaluatedStep, best, rateMemory } = manifest;
  const snapshot = { step, evaluatedStep, best, rateMemory, states: joined.states };
  return { ok: true, snapshot, tiles: manifest.tiles };
}
