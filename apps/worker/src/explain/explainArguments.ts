/** The words of `downhill explain`: one file, flags to values, with a sentence for everything that is not understood. */
import { parseArgs } from "node:util";
import { CommandError } from "../commandError.ts";

export type ExplainedProgram = "training" | "evaluation" | "prediction";

export interface ExplainArguments {
  readonly modelPath: string;
  readonly dataPath: string | null;
  readonly labelsPath: string | null;
  readonly target: string | null;
  readonly shapes: string | null;
  readonly samples: number | null;
  readonly optionsPath: string | null;
  readonly batchSize: number | null;
  readonly program: ExplainedProgram;
  readonly isFused: boolean;
  readonly isSoftware: boolean;
  readonly isJson: boolean;
}

export const explainHelp = `downhill explain MODEL.json [--data FILE | --shapes SHAPES] [flags]

  Prints what one step of the model costs before it is trained: the kernels in order, the blocks each serves, its bytes and
  operations, why it was not fused further, and the memory by category. Nothing is trained and no GPU is opened.

  --data FILE       table (CSV), or IDX images together with --labels: gives the shapes of the features
  --labels FILE     IDX labels
  --target COLUMN   column to predict; guessed from the table when absent
  --shapes SHAPES   shapes in place of data: NAME=SIZES[:KIND], such as "pixels=28x28x1:image,digit=10:categorical"; KIND is
                    numeric, categorical, binary, image, tokensN (N different ones, "text=64:tokens65") or weight (how much
                    samples or their places count); without --data and --shapes, the experiment.json beside the model is read
  --samples N       training samples to plan for with --shapes (default: 1000)
  --options FILE    compiler options (JSON), any part of them
  --batch-size N    instead of the options' batch size
  --program NAME    training, evaluation or prediction (default: training)
  --unfused         every operation as a kernel of its own, to compare with
  --software        as planned for a software adapter, where a barrier costs more than a load
  --json            the same as JSON`;

const flags = {
  model: { type: "string" },
  data: { type: "string" },
  labels: { type: "string" },
  target: { type: "string" },
  shapes: { type: "string" },
  samples: { type: "string" },
  options: { type: "string" },
  "batch-size": { type: "string" },
  program: { type: "string" },
  unfused: { type: "boolean" },
  software: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

function readWords(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: flags, strict: true, allowPositionals: true });
  } catch (error) {
    // parseArgs explains with several sentences; the first one names the flag.
    const [first = "The flags are not understood"] = error instanceof Error ? error.message.split(". ") : [];
    const known = Object.keys(flags).map((name) => `--${name}`);
    throw new CommandError(`${first.replace(/\.$/, "")}. Known flags: ${known.join(", ")}.`);
  }
}

function readCount(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 1_000_000_000) {
    throw new CommandError(`--${flag} is "${text}"; it must be a whole number from 1 to 1000000000.`);
  }
  return value;
}

function readProgram(text = "training"): ExplainedProgram {
  if (text === "training" || text === "evaluation" || text === "prediction") return text;
  throw new CommandError(`--program is "${text}"; it must be training, evaluation or prediction.`);
}

/** Null when help was asked for. Throws CommandError. */
export function parseExplainArguments(words: readonly string[]): ExplainArguments | null {
  const { values, positionals } = readWords(words);
  if (values.help) return null;
  const [modelPath, surplus] = values.model === undefined ? positionals : [values.model, ...positionals];
  if (modelPath === undefined) throw new CommandError("The model is missing: downhill explain MODEL.json.");
  if (surplus !== undefined) throw new CommandError(`One model at a time: "${surplus}" is one word too many.`);
  if (values.data !== undefined && values.shapes !== undefined)
    throw new CommandError("--data and --shapes exclude each other: the data have shapes of their own.");
  return {
    modelPath,
    dataPath: values.data ?? null,
    labelsPath: values.labels ?? null,
    target: values.target ?? null,
    shapes: values.shapes ?? null,
    samples: readCount("samples", values.samples),
    optionsPath: values.options ?? null,
    batchSize: readCount("batch-size", values["batch-size"]),
    program: readProgram(values.program),
    isFused: !values.unfused,
    isSoftware: values.software ?? false,
    isJson: values.json ?? false,
  };
}
