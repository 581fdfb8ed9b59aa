/** `downhill explain`: reads, lowers, plans, prints. Returns the exit code; throws CommandError on bad input. */
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { signatureOf } from "@downhill/data";
import { EngineError, type Plan, planProgram, specDefaultLimits } from "@downhill/engine";
import { DatasetSignature, type LoweredModel, lowerTraining, type ModelDocument } from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";
import { z } from "zod";
import { CommandError, exitCodes } from "../commandError.ts";
import { readJsonFile, resolveUserPath } from "../files.ts";
import { loadExperiment, readModel } from "../train/loadExperiment.ts";
import { loadTrainingData } from "../train/loadTrainingData.ts";
import type { CommandStreams } from "../train/runTrain.ts";
import { type ExplainArguments, explainHelp, parseExplainArguments } from "./explainArguments.ts";
import { explainPlan } from "./explainPlan.ts";
import { formatExplanation } from "./formatExplanation.ts";
import { parseShapes } from "./parseShapes.ts";

const usualSamples = 1000;
const maxStepsPerSubmit = 64;

export async function runExplain(words: readonly string[], { writeLine, writeNotice }: CommandStreams): Promise<number> {
  const given = parseExplainArguments(words);
  if (!given) {
    writeLine(explainHelp);
    return exitCodes.done;
  }
  const { document } = await readModel(given.modelPath);
  const signature = await findSignature(given, document, writeNotice);
  const spec = await loadExperiment(
    { modelPath: given.modelPath, optionsPath: given.optionsPath, epochs: null, seed: null },
    { signature, datasetVersionHash: "" },
  );
  const { plan, batchSize } = planStep(given, spec);
  const explained = explainPlan({ plan, document: spec.document, batchSize, isFused: given.isFused });
  if (given.isJson) {
    writeLine(JSON.stringify({ model: basename(given.modelPath), program: given.program, ...explained }, null, 2));
  } else {
    for (const line of formatExplanation(`${basename(given.modelPath)}, ${given.program}`, explained)) writeLine(line);
  }
  return exitCodes.done;
}

/** From the data, from --shapes, or from the experiment.json that a run wrote beside its model. */
async function findSignature(
  given: ExplainArguments,
  document: ModelDocument,
  writeNotice: (line: string) => void,
): Promise<DatasetSignature> {
  const { dataPath, labelsPath, target } = given;
  if (dataPath !== null) {
    const data = await loadTrainingData({ dataPath, labelsPath, target, seed: null });
    for (const note of data.notes) writeNotice(note);
    return signatureOf(data.encoded);
  }
  if (given.shapes !== null) return parseShapes(given.shapes, document, given.samples ?? usualSamples);
  const beside = join(dirname(resolveUserPath(given.modelPath)), "experiment.json");
  if (!existsSync(beside)) {
    throw new CommandError(
      `${given.modelPath} says nothing of the data's shapes: name a file with --data, or give --shapes such as "x=13,y=1".`,
    );
  }
  const parsed = z.object({ signature: DatasetSignature }).safeParse(await readJsonFile(beside, "model"));
  if (parsed.success) return parsed.data.signature;
  throw new CommandError(`${beside}, beside the model, does not describe a dataset: ${z.prettifyError(parsed.error)}`);
}

function planStep(given: ExplainArguments, spec: ExperimentSpec): { plan: Plan; batchSize: number } {
  const { document, signature } = spec;
  const options = given.batchSize === null ? spec.options : { ...spec.options, batchSize: given.batchSize };
  const lowered = lowerTraining({ document, options, signature });
  if (!lowered.ok) throw new CommandError(`The model does not check: ${lowered.issues[0]?.message ?? "it has errors."}`);
  const { program, batchSize } = chooseProgram(given, lowered.model);
  try {
    const plan = planProgram(program, {
      limits: specDefaultLimits,
      isSoftware: given.isSoftware,
      fusion: given.isFused,
      maxStepsPerSubmit,
    });
    return { plan, batchSize };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const block = document.blocks.find(({ id }) => id === error.origin);
    throw new CommandError(`${block ? `Block "${block.name}": ` : ""}${error.message}`);
  }
}

function chooseProgram({ program }: ExplainArguments, { training, evaluation, prediction }: LoweredModel) {
  if (program === "training") return training;
  if (program === "prediction") return prediction;
  if (evaluation === null) throw new CommandError("There are no validation samples, so that nothing is evaluated.");
  return evaluation;
}
