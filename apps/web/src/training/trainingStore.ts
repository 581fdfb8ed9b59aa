/**
 * The run that this page trains, outside React, so that it goes on while the person looks at other screens of the app.
 * State for drawing changes at most four times a second; everything else at once.
 */

import type { DeviceInfo } from "@downhill/engine";
import type { CompilerOptions, ModelDocument } from "@downhill/model";
import {
  endStates,
  type RunClaim,
  type RunEventBody,
  type RunnerInfo,
  type RunProgress,
  type RunState,
} from "@downhill/protocol";
import { engineVersion } from "@downhill/trainer";
import { create } from "zustand";
import { describeError } from "../trpc/appErrorOf.ts";
import { downloadBlob } from "../trpc/blobs.ts";
import { type ApiClient, createApiClient } from "../trpc/createClient.ts";
import { readVerdicts, rememberVerdict } from "./adapterVerdicts.ts";
import { createLiveSeries, type LiveSeries, type SeriesSnapshot, type StoredPoints } from "./liveSeries.ts";
import { openTrainingThread, type TrainingThread } from "./openTrainingThread.ts";
import { claimHere, isTrainedInThisBrowser, rememberRun } from "./runLocks.ts";
import { createRunRecorder, type Keeping, type RunRecorder } from "./runRecorder.ts";
import { createRecorderServer, judgeRecordingFailure, sendLastWords, uploadCheckpoint } from "./serverPorts.ts";
import type { DeviceChoice } from "./trainingHost.ts";

export interface TrainingRequest {
  readonly projectId: string;
  readonly modelId: string;
  readonly datasetVersionId: string;
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
}

export type DeviceStatus =
  | { readonly state: "unknown" | "probing" }
  | { readonly state: "ready"; readonly info: DeviceInfo }
  | { readonly state: "missing"; readonly reason: string; readonly advice: string };

export interface ActiveRun {
  /** Null until the server has accepted it. */
  readonly runId: string | null;
  readonly experimentId: string | null;
  readonly projectId: string;
  readonly modelId: string;
  readonly label: string;
  readonly state: RunState;
  /** One sentence: why it failed, or what happened on the way. */
  readonly message: string | null;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

interface TrainingState {
  readonly run: ActiveRun | null;
  /** Of that run; apart from it, since they change several times a second. */
  readonly series: SeriesSnapshot;
  readonly progress: RunProgress | null;
  /** Whether the server has its events. */
  readonly keeping: Keeping;
  readonly device: DeviceStatus;
  readonly deviceChoice: DeviceChoice;
}

export const useTrainingStore = create<TrainingState>(() => ({
  run: null,
  series: {},
  progress: null,
  keeping: "kept",
  device: { state: "unknown" },
  deviceChoice: "webgpu",
}));

const { getState, setState } = useTrainingStore;
const drawIntervalMs = 250;
const tickIntervalMs = 2000;

/** What belongs to the run of this page but is not drawn. */
interface OpenRun {
  readonly claim: RunClaim;
  readonly recorder: RunRecorder;
  readonly series: LiveSeries;
  progress: RunProgress | null;
}

let thread: TrainingThread | null = null;
let client: ApiClient | null = null;
let openRun: OpenRun | null = null;
/** Stop was asked for while the run was still being prepared, when the thread has nothing to stop. */
let isStopRequested = false;
let drawnAtMs = 0;
let drawTimer: ReturnType<typeof setTimeout> | null = null;

function getThread(): TrainingThread {
  thread ??= openTrainingThread((reason) => {
    thread = null;
    setState({ device: { state: "missing", reason, advice: "Reload the page." } });
  });
  return thread;
}

function getClient(): ApiClient {
  client ??= createApiClient();
  return client;
}

function changeRun(changes: Partial<ActiveRun>): void {
  const { run } = getState();
  if (run) setState({ run: { ...run, ...changes } });
}

function showPoints(): void {
  if (openRun) setState({ series: openRun.series.takeSnapshot(), progress: openRun.progress });
}

function drawSoon(): void {
  const draw = () => {
    drawTimer = null;
    drawnAtMs = performance.now();
    showPoints();
  };
  const waitMs = drawnAtMs + drawIntervalMs - performance.now();
  if (waitMs <= 0) draw();
  else if (drawTimer === null) drawTimer = setTimeout(draw, waitMs);
}

function takeEvent(event: RunEventBody): void {
  openRun?.recorder.emit(event);
  switch (event.type) {
    case "state":
      // What came before the change is shown with it: a finished run stands at its last step.
      showPoints();
      changeRun({ state: event.state, message: event.message ?? null });
      break;
    case "progress":
      if (openRun) openRun.progress = event.progress;
      drawSoon();
      break;
    case "points":
      openRun?.series.append(event.points);
      if (Object.keys(getState().series).length === 0) showPoints();
      else drawSoon();
      break;
    case "nonFinite":
    case "checkpoint":
      break;
  }
}

export function isRunAlive(run: Pick<ActiveRun, "state"> | null): boolean {
  return run !== null && !endStates.includes(run.state);
}

/** Finds the device once; called when a screen that can train is shown. */
export async function probeDevice(choice: DeviceChoice = getState().deviceChoice): Promise<DeviceStatus> {
  if (isRunAlive(getState().run)) return getState().device;
  setState({ device: { state: "probing" }, deviceChoice: choice });
  try {
    const probe = await getThread().probe(choice, readVerdicts());
    const device: DeviceStatus = probe.ok
      ? { state: "ready", info: probe.info }
      : { state: "missing", reason: probe.reason, advice: probe.advice };
    setState({ device });
  } catch {
    // The thread broke down, and has said so as the device's state.
  }
  return getState().device;
}

function describeRunner(device: DeviceStatus): RunnerInfo | undefined {
  if (device.state !== "ready") return undefined;
  return { kind: "tab", deviceLabel: device.info.label, deviceKey: device.info.key, engineVersion };
}

/** Reads the dataset in the training thread; a sentence when it cannot be read. */
async function prepareDataset(datasetVersionId: string): Promise<string | null> {
  try {
    const { definition } = await getClient().dataset.getVersion.query({ datasetVersionId });
    return await getThread().prepareDataset({ key: datasetVersionId, definition }, downloadBlob);
  } catch (error) {
    return `The dataset could not be read. ${describeFailure(error)}`;
  }
}

/** Reads the dataset and compiles the model ahead of Run, so that the first point comes at once. Failing is no harm: Run tries again and says why. */
export async function warmUp({
  datasetVersionId,
  document,
  options,
}: Omit<TrainingRequest, "projectId" | "modelId">): Promise<void> {
  if (isRunAlive(getState().run)) return;
  try {
    const problem = await prepareDataset(datasetVersionId);
    if (problem === null && !isRunAlive(getState().run)) {
      await getThread().prepareModel({ document, options, datasetKey: datasetVersionId });
    }
  } catch {
    // Told at Run.
  }
  testAdapterWhenIdle();
}

/** For what the page does right after a model was opened. */
const testDelayMs = 2000;
let isTestPlanned = false;

/** Once per adapter, when the page has nothing better to do: a test in front of Run would delay its first point. Software adapters are not worth it. */
function testAdapterWhenIdle(): void {
  const { device } = getState();
  if (isTestPlanned || device.state !== "ready") return;
  const { target, isSoftware, key } = device.info;
  if (target !== "webgpu" || isSoftware || readVerdicts()[key]) return;
  isTestPlanned = true;
  const test = async () => {
    if (isRunAlive(getState().run)) return;
    const result = await getThread().selfTest();
    if (!result) return;
    rememberVerdict(key, result);
    if (result.verdict !== "sound") await probeDevice();
  };
  const whenIdle = "requestIdleCallback" in window ? window.requestIdleCallback : (run: () => void) => setTimeout(run, 0);
  setTimeout(() => {
    whenIdle(() => {
      // It is tested when the next model is opened.
      void test()
        .catch(() => {})
        .finally(() => {
          isTestPlanned = false;
        });
    });
  }, testDelayMs);
}

async function ensureDevice(): Promise<DeviceStatus> {
  const { device } = getState();
  return device.state === "ready" ? device : probeDevice();
}

/** An answer of the server in the house's words; an error of this page in its own. */
function describeFailure(error: unknown): string {
  return error instanceof Error && !("data" in error) ? error.message : describeError(error);
}

interface NewRun {
  readonly projectId: string;
  readonly modelId: string;
  readonly datasetVersionId: string;
  readonly label: string;
  readonly claim: (runner: RunnerInfo | undefined) => Promise<{ claim: RunClaim; experimentId: string; label: string }>;
  readonly storedPoints?: () => Promise<readonly StoredPoints[]>;
}

async function train(request: NewRun): Promise<void> {
  if (isRunAlive(getState().run)) return;
  const { projectId, modelId } = request;
  isStopRequested = false;
  setState({
    run: {
      runId: null,
      experimentId: null,
      projectId,
      modelId,
      label: request.label,
      state: "compiling",
      message: null,
      stepsPerEpoch: 1,
      totalSteps: 0,
    },
    series: {},
    progress: null,
    keeping: "kept",
  });
  let release = () => {};
  let own: OpenRun | null = null;
  let ticking: ReturnType<typeof setInterval> | undefined;
  try {
    const device = await ensureDevice();
    if (device.state === "missing") throw new Error(`${device.reason} ${device.advice}`);
    const [{ claim, experimentId, label }, datasetProblem] = await Promise.all([
      request.claim(describeRunner(device)),
      prepareDataset(request.datasetVersionId),
    ]);
    const { runId, spec, resumeFrom } = claim;
    rememberRun(runId);
    release = claimHere(runId);
    const stepsPerEpoch = Math.max(1, Math.ceil(spec.signature.samples.training / spec.options.batchSize));
    changeRun({ runId, experimentId, label, stepsPerEpoch, totalSteps: stepsPerEpoch * spec.options.epochs });
    const recorder = createRunRecorder({
      server: createRecorderServer(getClient(), claim),
      judge: judgeRecordingFailure,
      onKeeping(keeping) {
        // Saving is the rule while a run is alive, and no news.
        const shown = keeping === "saving" ? "kept" : keeping;
        if (getState().keeping !== shown) setState({ keeping: shown });
      },
      onRefused(message) {
        void getThread().stop();
        changeRun({ message });
      },
    });
    // The thread's clock runs only while it trains; before and after, the run is kept alive from here.
    ticking = setInterval(recorder.tick, tickIntervalMs);
    const [stored, checkpoint] = await Promise.all([
      request.storedPoints?.() ?? [],
      resumeFrom ? downloadBlob(resumeFrom.blob) : null,
    ]);
    own = { claim, recorder, series: createLiveSeries(stored), progress: null };
    openRun = own;
    window.addEventListener("pagehide", leavePage);
    showPoints();
    if (datasetProblem || isStopRequested) {
      takeEvent(
        datasetProblem ? { type: "state", state: "failed", message: datasetProblem } : { type: "state", state: "stopped" },
      );
      await recorder.flush();
      return;
    }
    const outcome = await getThread().train(
      { spec, datasetKey: request.datasetVersionId, device: getState().deviceChoice, resumeFrom: checkpoint },
      {
        emit: takeEvent,
        flush: () => recorder.flush(),
        saveCheckpoint: async ({ bytes }) => ({ blob: await uploadCheckpoint(projectId, bytes) }),
        tick: () => recorder.tick(),
      },
    );
    changeRun({ state: outcome.state, message: outcome.message ?? getState().run?.message ?? null });
  } catch (error) {
    const message = describeFailure(error);
    changeRun({ state: "failed", message });
    own?.recorder.emit({ type: "state", state: "failed", message: message.slice(0, 2000) });
    await own?.recorder.flush().catch(() => {});
  } finally {
    clearInterval(ticking);
    release();
    // Another run may have begun while the last events of this one waited for the server.
    if (openRun === own) {
      showPoints();
      openRun = null;
      window.removeEventListener("pagehide", leavePage);
    }
    // The next run finds its device open.
    void thread?.probe(getState().deviceChoice, readVerdicts()).catch(() => {});
  }
}

/** Settles when the run has ended; what goes wrong is in `run.message`. */
export async function startTraining(request: TrainingRequest): Promise<void> {
  const { projectId, modelId, datasetVersionId, document, options } = request;
  await train({
    projectId,
    modelId,
    datasetVersionId,
    label: "This run",
    async claim(runner) {
      const started = await getClient().run.start.mutate({
        modelId,
        datasetVersionId,
        document,
        options,
        ...(runner ? { runner } : {}),
      });
      return { claim: started.claim, experimentId: started.experimentId, label: `Experiment ${started.number}` };
    },
  });
}

/** Goes on with an interrupted run from its last checkpoint. */
export async function resumeInterruptedRun(runId: string): Promise<void> {
  const api = getClient();
  const run = await api.run.get.query({ runId });
  const experiment = await api.experiment.get.query({ experimentId: run.experimentId });
  const isOurs = await isTrainedInThisBrowser(runId);
  if (isOurs === "now") throw new Error("This run is being trained in another tab of this browser.");
  await train({
    projectId: run.projectId,
    modelId: experiment.modelId ?? "",
    datasetVersionId: experiment.datasetVersionId,
    label: `Experiment ${experiment.number}`,
    async claim(runner) {
      const claim = await api.run.claim.mutate({ runId, takeOver: isOurs === "before", ...(runner ? { runner } : {}) });
      return { claim, experimentId: run.experimentId, label: `Experiment ${experiment.number}` };
    },
    storedPoints: async () => (await api.run.series.query({ runId, maxBuckets: 2000 })).series,
  });
}

export const pauseTraining = (): void => void getThread().pause();
export const resumeTraining = (): void => void getThread().resume();

/** Also while the run is being prepared. */
export function stopTraining(): void {
  isStopRequested = true;
  void getThread().stop();
}

/** The page is going away: what is not confirmed yet is sent once more, and the run let go of, without waiting for an answer. */
function leavePage(): void {
  if (openRun) sendLastWords(openRun.claim, openRun.recorder.getPending());
}
