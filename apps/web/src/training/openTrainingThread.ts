/**
 * Starts the training thread and speaks to it. One thread a page; it stays, so that the device is found only once. When the
 * thread breaks down it is ended, and whoever waits for it is told: a bare call would wait for ever.
 */

import type { RunOutcome } from "@downhill/trainer";
import { proxy, type Remote, transfer, wrap } from "comlink";
import type { AdapterVerdicts } from "./adapterVerdicts.ts";
import type { DatasetRequest, DeviceChoice, DeviceProbe, TrainingHost, TrainingJob, TrainingPorts } from "./trainingHost.ts";

export interface TrainingThread {
  probe(choice: DeviceChoice, verdicts: AdapterVerdicts): Promise<DeviceProbe>;
  selfTest: TrainingHost["selfTest"];
  prepareDataset(request: DatasetRequest, loadBlob: (hash: string) => Promise<Uint8Array<ArrayBuffer>>): Promise<string | null>;
  prepareModel: TrainingHost["prepareModel"];
  train(job: TrainingJob, ports: TrainingPorts): Promise<RunOutcome>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

export function openTrainingThread(onCrash: (message: string) => void): TrainingThread {
  const worker = new Worker(new URL("./training.worker.ts", import.meta.url), { type: "module", name: "downhill-training" });
  const host: Remote<TrainingHost> = wrap<TrainingHost>(worker);
  const crashed = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      worker.terminate();
      const message = event.message
        ? `The training thread stopped: ${event.message}`
        : "The training thread could not be started.";
      reject(new Error(message));
      onCrash(message);
    });
  });
  // Nobody may be waiting when it breaks down.
  crashed.catch(() => {});
  const ask = <T>(answer: Promise<T>): Promise<T> => Promise.race([answer, crashed]);
  return {
    probe: (choice, verdicts) => ask<DeviceProbe>(host.probe(choice, verdicts)),
    selfTest: () => ask(host.selfTest()),
    prepareDataset: (request, loadBlob) =>
      ask(
        host.prepareDataset(
          request,
          proxy(async (hash: string) => {
            const bytes = await loadBlob(hash);
            return transfer(bytes, [bytes.buffer]);
          }),
        ),
      ),
    prepareModel: (job) => ask(host.prepareModel(job)),
    train: (job, ports) => ask(host.train(job, proxy(ports))),
    pause: () => host.pause(),
    resume: () => host.resume(),
    stop: () => host.stop(),
  };
}
