/** The words of `downhill train`: flags to values, with a sentence for everything that is not understood. */
import { parseArgs } from "node:util";
import { CommandError } from "../commandError.ts";
import type { DeviceChoice } from "../gpuDevice.ts";

export interface TrainArguments {
  readonly modelPath: string | null;
  readonly dataPath: string;
  readonly labelsPath: string | null;
  readonly target: string | null;
  /** Characters of a sample: the data are a text then. */
  readonly context: number | null;
  readonly optionsPath: string | null;
  readonly resumePath: string | null;
  readonly epochs: number | null;
  readonly seed: number | null;
  readonly outPath: string | null;
  readonly isJson: boolean;
  readonly device: DeviceChoice;
}

export const trainHelp = `downhill train --data FILE [--target COLUMN] [flags]

  --data FILE       table (CSV), IDX images together with --labels, or a text with --context; gzipped or not
  --labels FILE     IDX labels
  --target COLUMN   column to predict; guessed from the table when absent
  --context N       the data are a plain text, read in windows of N characters; the next one is predicted
  --model FILE      exported model (JSON); proposed from the data, or the one beside --resume, when absent
  --options FILE    compiler options (JSON), any part of them
  --epochs N        instead of the options' epochs
  --seed S          of the split, the first weights and the order of samples
  --resume FILE     checkpoint (safetensors) of the same experiment to go on from
  --out FOLDER      where checkpoints and the experiment are written (default: downhill-run-DATE)
  --device NAME     auto, webgpu or reference (default: auto)
  --json            one event per line as JSON on standard output`;

const flags = {
  model: { type: "string" },
  data: { type: "string" },
  labels: { type: "string" },
  target: { type: "string" },
  context: { type: "string" },
  options: { type: "string" },
  resume: { type: "string" },
  epochs: { type: "string" },
  seed: { type: "string" },
  out: { type: "string" },
  device: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

function readFlags(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // parseArgs explains with several sentences; the first one names the flag.
    const [first = "The flags are not understood"] = error instanceof Error ? error.message.split(". ") : [];
    throw new CommandError(
      `${first.replace(/\.$/, "")}. Known flags: ${Object.keys(flags)
        .map((name) => `--${name}`)
        .join(", ")}.`,
    );
  }
}

function readInteger(flag: string, text: string | undefined, min: number, max: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new CommandError(`--${flag} is "${text}"; it must be a whole number from ${min} to ${max}.`);
  }
  return value;
}

function readDevice(text = "auto"): DeviceChoice {
  if (text === "auto" || text === "webgpu" || text === "reference") return text;
  throw new CommandError(`--device is "${text}"; it must be auto, webgpu or reference.`);
}

/** Null when help was asked for. Throws CommandError. */
export function parseTrainArguments(words: readonly string[]): TrainArguments | null {
  const values = readFlags(words);
  if (values.help) return null;
  if (!values.data)
    throw new CommandError("--data is missing: name the CSV file (or the IDX images, with --labels) to train on.");
  return {
    modelPath: values.model ?? null,
    dataPath: values.data,
    labelsPath: values.labels ?? null,
    target: values.target ?? null,
    context: readInteger("context", values.context, 2, 1024),
    optionsPath: values.options ?? null,
    resumePath: values.resume ?? null,
    epochs: readInteger("epochs", values.epochs, 1, 100_000),
    seed: readInteger("seed", values.seed, 0, 0xffffffff),
    outPath: values.out ?? null,
    isJson: values.json ?? false,
    device: readDevice(values.device),
  };
}
