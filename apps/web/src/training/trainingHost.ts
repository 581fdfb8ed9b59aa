/**
 * What the training worker does for the page, and what it asks of it. The worker has no server and no session: files come from
 * the page and events go to it, so that closing the page is seen in one place. Crosses the thread by comlink.
 */
import { type DataResult, type DatasetDefinition, type EncodedDataset, openDataset, signatureOf } from "@downhill/data";
import {
  type DeviceInfo,
  type EngineDevice,
  EngineError,
  openReferenceDevice,
  openWebgpuDevice,
  optionsFor,
  runSelfTest,
  type SelfTestResult,
} from "@downhill/engine";
import type { ExperimentSpec, RunEventBody } from "@downhill/protocol";
import { compileAhead, lendDevice, type RunHandle, type RunOutcome, startRun } from "@downhill/trainer";
import type { AdapterVerdicts } from "./adapterVerdicts.ts";

/** `cpu` is the reference target: exact, slow, and always there. */
export type DeviceChoice = "webgpu" | "cpu";

export type DeviceProbe =
  | { readonly ok: true; readonly info: DeviceInfo }
  /** What is missing, and what the person can do. */
  | { readonly ok: false; readonly reason: string; readonly advice: string };

export interface DatasetRequest {
  /** Same key, same dataset: it is read once. */
  readonly key: string;
  readonly definition: DatasetDefinition;
}

export interface TrainingJob {
  readonly spec: ExperimentSpec;
  readonly datasetKey: string;
  readonly device: DeviceChoice;
  readonly resumeFrom: Uint8Array<ArrayBuffer> | null;
}

/** The page's side of a run. */
export interface TrainingPorts {
  emit(event: RunEventBody): void;
  flush(): Promise<void>;
  saveCheckpoint(checkpoint: { step: number; bytes: Uint8Array<ArrayBuffer>; isBest: boolean }): Promise<{ blob: string }>;
  /** Comes twice a second while the run is open: timers of a hidden page hardly run, those of a worker do. */
  tick(): void;
}

export interface TrainingHost {
  /** `verdicts` count until the next probe. */
  probe(choice: DeviceChoice, verdicts: AdapterVerdicts): Promise<DeviceProbe>;
  /** Of the open graphics device; null where none is open, a run is going on, or the device fails by itself. */
  selfTest(): Promise<SelfTestResult | null>;
  /** Null when it is ready, else a sentence. */
  prepareDataset(request: DatasetRequest, loadBlob: (hash: string) => Promise<Uint8Array>): Promise<string | null>;
  /** Compiles a model ahead of its run, where the device and the dataset are there and nothing is trained. */
  prepareModel(job: Pick<ExperimentSpec, "document" | "options"> & { readonly datasetKey: string }): Promise<void>;
  train(job: TrainingJob, ports: TrainingPorts): Promise<RunOutcome>;
  pause(): void;
  resume(): void;
  stop(): void;
}

const tickIntervalMs = 500;

export function createTrainingHost(describe: (result: DataResult<unknown>) => string): TrainingHost {
  /** One device for all that this page does, so that equal kernels are compiled once. */
  let kept: EngineDevice | null = null;
  let dataset: { key: string; encoded: EncodedDataset } | null = null;
  /** The dataset asked for last, while it is read: who asks again waits for the same reading, and an older one is dropped. */
  let reading: { key: string; problem: Promise<string | null> } | null = null;
  let run: RunHandle | null = null;
  let verdicts: AdapterVerdicts = {};

  const dropDevice = () => {
    kept?.dispose();
    kept = null;
  };
  const openDevice = async (choice: DeviceChoice): Promise<EngineDevice> => {
    if (kept && (kept.info.target === "webgpu") === (choice === "webgpu")) return kept;
    dropDevice();
    const device = choice === "cpu" ? openReferenceDevice() : await openGpu(verdicts);
    kept = device;
    void device.lost.then(() => {
      if (kept === device) kept = null;
    });
    return device;
  };

  return {
    async probe(choice, known) {
      verdicts = known;
      try {
        return { ok: true, info: (await openDevice(choice)).info };
      } catch (error) {
        return { ok: false, ...explainMissing(error) };
      }
    },
    async selfTest() {
      const device = kept;
      if (run || device?.info.target !== "webgpu") return null;
      const result = await runSelfTest(device).catch(() => null);
      // The next one is opened by the verdict.
      if (result && result.verdict !== "sound" && kept === device && !run) dropDevice();
      return result;
    },
    async prepareModel({ document, options, datasetKey }) {
      if (run || !kept || dataset?.key !== datasetKey) return;
      const { encoded } = dataset;
      const spec = { document, options, signature: signatureOf(encoded), datasetVersionHash: "" };
      // What fails here fails again at Run, where it is told.
      await compileAhead({ spec, dataset: encoded, device: lendDevice(kept) }).catch(() => {});
    },
    async prepareDataset({ key, definition }, loadBlob) {
      if (reading?.key === key) return reading.problem;
      if (dataset?.key === key) {
        reading = null;
        return null;
      }
      const read = async () => {
        const opened = await openDataset({ definition, loadBlob });
        if (!opened.ok) return describe(opened);
        if (reading === mine) dataset = { key, encoded: opened.value.encoded };
        return null;
      };
      const mine = { key, problem: read() };
      reading = mine;
      try {
        return await mine.problem;
      } finally {
        if (reading === mine) reading = null;
      }
    },
    async train(job, ports) {
      if (run) throw new Error("This page trains another run already.");
      if (dataset?.key !== job.datasetKey) throw new Error("The dataset of this run is not open.");
      const ticking = setInterval(() => ports.tick(), tickIntervalMs);
      let openings = 0;
      const openForRun = async () => {
        openings += 1;
        // Asked again: the one it had is lost.
        if (openings > 1) dropDevice();
        return lendDevice(await openDevice(job.device));
      };
      try {
        run = startRun({
          spec: job.spec,
          dataset: dataset.encoded,
          openDevice: openForRun,
          checkpoints: {
            save: ({ step, bytes, isBest }) => ports.saveCheckpoint({ step, bytes: new Uint8Array(bytes), isBest }),
          },
          events: { emit: (event) => ports.emit(event), flush: () => ports.flush() },
          ...(job.resumeFrom ? { resumeFrom: job.resumeFrom } : {}),
        });
        const outcome = await run.outcome;
        // The device may be what failed.
        if (outcome.state === "failed") dropDevice();
        return outcome;
      } finally {
        clearInterval(ticking);
        run = null;
      }
    },
    pause: () => run?.pause(),
    resume: () => run?.resume(),
    stop: () => run?.stop(),
  };
}

async function openGpu(verdicts: AdapterVerdicts): Promise<EngineDevice> {
  const gpu = "gpu" in navigator ? navigator.gpu : undefined;
  if (!gpu) throw new EngineError("no-adapter", "This browser has no WebGPU.");
  const device = await openWebgpuDevice({ gpu });
  const known = verdicts[device.info.key];
  if (!known || known.verdict === "sound") return device;
  device.dispose();
  if (known.verdict === "unusable") throw new UnsoundAdapterError(known.problem);
  return openWebgpuDevice({ gpu, ...optionsFor(known.verdict) });
}

/** The adapter is there but computes wrongly. */
class UnsoundAdapterError extends Error {
  override readonly name = "UnsoundAdapterError";
}

function explainMissing(error: unknown): { reason: string; advice: string } {
  if (error instanceof UnsoundAdapterError) {
    return {
      reason: `This graphics adapter failed its test. ${error.message}`,
      advice: "Update the graphics driver or the browser, then reload the page; until then train on the CPU or on a worker.",
    };
  }
  const hasGpu = "gpu" in navigator && Boolean(navigator.gpu);
  if (!hasGpu && !globalThis.isSecureContext) {
    return {
      reason: "WebGPU is only there on secure pages.",
      advice: "Open Downhill by https, or on this machine by http://localhost.",
    };
  }
  if (!hasGpu) {
    return {
      reason: "This browser has no WebGPU.",
      advice:
        "Use a recent Chrome, Edge, Safari or Firefox; on Linux WebGPU may have to be switched on in the browser's settings.",
    };
  }
  return {
    reason: error instanceof Error ? error.message : "The graphics device cannot be opened.",
    advice: "Switch on hardware acceleration in the browser's settings, update the graphics driver, and reload the page.",
  };
}
