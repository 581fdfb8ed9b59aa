/** `downhill train`: reads, checks, trains, writes. Returns the exit code; throws CommandError on bad input. */
import { join } from "node:path";
import { signatureOf } from "@downhill/data";
import { EngineError } from "@downhill/engine";
import type { ExperimentSpec } from "@downhill/protocol";
import { decodeCheckpoint, engineVersion, startRun } from "@downhill/trainer";
import { CommandError, exitCodes } from "../commandError.ts";
import { readUserFile, resolveUserPath, writeWhole } from "../files.ts";
import { openCommandLineDevice } from "../gpuDevice.ts";
import { createConsoleEvents } from "./consoleEvents.ts";
import { createFolderCheckpoints } from "./folderCheckpoints.ts";
import { findModelBeside, loadExperiment } from "./loadExperiment.ts";
import { loadTrainingData } from "./loadTrainingData.ts";
import { parseTrainArguments, trainHelp } from "./trainArguments.ts";

export interface CommandStreams {
  readonly writeLine: (line: string) => void;
  readonly writeNotice: (line: string) => void;
}

export async function runTrain(words: readonly string[], { writeLine, writeNotice }: CommandStreams): Promise<number> {
  const given = parseTrainArguments(words);
  if (!given) {
    writeLine(trainHelp);
    return exitCodes.done;
  }
  const checkpoint = given.resumePath === null ? undefined : await loadCheckpoint(given.resumePath);
  const data = await loadTrainingData(given, checkpoint?.datasetVersionHash);
  const modelPath = given.modelPath ?? findModelBeside(given.resumePath);
  const of = { signature: signatureOf(data.encoded), datasetVersionHash: data.versionHash };
  const spec = await loadExperiment({ ...given, modelPath }, of);
  const folder = resolveUserPath(given.outPath ?? `downhill-run-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}`);
  // Before a device is open: an open one would keep the process alive after the refusal.
  await writeExperiment(folder, spec);
  for (const note of data.notes) writeNotice(note);

  const first = await openCommandLineDevice(given.device).catch((error: unknown) => {
    if (error instanceof EngineError)
      throw new CommandError(`No WebGPU device: ${error.message} Use --device reference to train on the CPU.`);
    throw error;
  });
  if (first.notice) writeNotice(first.notice);
  writeNotice(`Device: ${first.device.info.label}`);
  await writeWhole(join(folder, "device.json"), `${JSON.stringify({ ...first.device.info, engineVersion }, null, 2)}\n`);

  let unused: typeof first | null = first;
  const run = startRun({
    spec,
    dataset: data.encoded,
    async openDevice() {
      const opened = unused ?? (await openCommandLineDevice(given.device));
      // After a loss the device may be another one than the first.
      if (opened !== first && opened.notice) writeNotice(opened.notice);
      unused = null;
      return opened.device;
    },
    checkpoints: createFolderCheckpoints(folder),
    events: createConsoleEvents({
      isJson: given.isJson,
      epochs: spec.options.epochs,
      stepsPerEpoch: Math.ceil(spec.signature.samples.training / spec.options.batchSize),
      hasValidation: spec.signature.samples.validation > 0,
      nameOf: (id) => spec.document.blocks.find((block) => block.id === id)?.name ?? id,
      write: writeLine,
    }),
    ...(checkpoint ? { resumeFrom: checkpoint.bytes } : {}),
  });
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
    writeNotice("Stopping at the next step.");
    run.stop();
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const outcome = await run.outcome;
    unused?.device.dispose();
    await writeWhole(join(folder, "outcome.json"), `${JSON.stringify(outcome, null, 2)}\n`);
    if (outcome.state === "failed") {
      writeNotice(outcome.message ?? "The run failed.");
      return exitCodes.failed;
    }
    writeNotice(`Written to ${folder}`);
    return isInterrupted && outcome.state === "stopped" ? exitCodes.interrupted : exitCodes.done;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

async function loadCheckpoint(path: string): Promise<{ readonly bytes: Uint8Array; readonly datasetVersionHash: string }> {
  const { bytes } = await readUserFile(path, "resume");
  const decoded = decodeCheckpoint(bytes);
  if (!decoded.ok) throw new CommandError(`${path} (--resume): ${decoded.message}`);
  return { bytes, datasetVersionHash: decoded.value.manifest.datasetVersionHash };
}

/** `model.json` can be given to --model again; `experiment.json` says all that decided the result. */
async function writeExperiment(folder: string, spec: ExperimentSpec): Promise<void> {
  const { document, options, signature, datasetVersionHash } = spec;
  try {
    await writeWhole(join(folder, "model.json"), `${JSON.stringify({ document, options }, null, 2)}\n`);
    await writeWhole(join(folder, "options.json"), `${JSON.stringify(options, null, 2)}\n`);
    await writeWhole(join(folder, "experiment.json"), `${JSON.stringify({ signature, datasetVersionHash }, null, 2)}\n`);
  } catch (error) {
    throw new CommandError(
      `The folder ${folder} (--out) cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
