/** The model and the compiler options of a run: from files, or proposed from the data, checked as the app checks them. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type CompilerOptions,
  checkModel,
  type ModelDocument,
  migrateDocument,
  PartialCompilerOptions,
  proposeModel,
  proposeOptions,
} from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";
import { z } from "zod";
import { CommandError } from "../commandError.ts";
import { readJsonFile, resolveUserPath } from "../files.ts";
import type { TrainArguments } from "./trainArguments.ts";

export type ExperimentArguments = Pick<TrainArguments, "modelPath" | "optionsPath" | "epochs" | "seed">;

const ObjectWithDocument = z.object({ document: z.unknown(), options: z.unknown().optional() });

/** Either the document itself, or `{document, options}` as the app exports them together. */
export async function readModel(path: string): Promise<{ document: ModelDocument; options: unknown }> {
  const raw = await readJsonFile(path, "model");
  const pair = ObjectWithDocument.safeParse(raw);
  const migrated = migrateDocument(pair.success && pair.data.document !== undefined ? pair.data.document : raw);
  if (!migrated.ok) throw new CommandError(`${path} (--model): ${migrated.message}`);
  return { document: migrated.document, options: pair.success ? pair.data.options : undefined };
}

function parseOptions(raw: unknown, path: string): Partial<CompilerOptions> {
  if (raw === undefined || raw === null) return {};
  const parsed = PartialCompilerOptions.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue && issue.path.length > 0 ? `"${issue.path.join(".")}"` : "The file";
  throw new CommandError(`The compiler options in ${path} are not valid: ${place}: ${issue?.message ?? "wrong form"}.`);
}

/** A checkpoint goes on with the model that was written beside it. */
export function findModelBeside(checkpointPath: string | null): string | null {
  if (checkpointPath === null) return null;
  const path = join(dirname(resolveUserPath(checkpointPath)), "model.json");
  return existsSync(path) ? path : null;
}

/** `signature` and `datasetVersionHash` say what the data are. */
export async function loadExperiment(
  given: ExperimentArguments,
  { signature, datasetVersionHash }: Pick<ExperimentSpec, "signature" | "datasetVersionHash">,
): Promise<ExperimentSpec> {
  const model = given.modelPath === null ? null : await readModel(given.modelPath);
  const document = model?.document ?? proposeModel(signature);
  const options: CompilerOptions = {
    ...proposeOptions(document, signature),
    ...(model ? parseOptions(model.options, given.modelPath ?? "") : {}),
    ...(given.optionsPath === null ? {} : parseOptions(await readJsonFile(given.optionsPath, "options"), given.optionsPath)),
    ...(given.epochs === null ? {} : { epochs: given.epochs }),
    ...(given.seed === null ? {} : { weightSeed: given.seed, dataAccessSeed: given.seed }),
  };
  const report = checkModel({ document, options, signature });
  const error = report.issues.find(({ severity }) => severity === "error");
  if (error) {
    const block = document.blocks.find(({ id }) => id === error.blockId);
    const place = block ? `block "${block.name}"` : error.option ? `option ${error.option}` : "the model";
    throw new CommandError(`The model does not check: ${place}: ${error.message}`);
  }
  return { document, options, signature, datasetVersionHash };
}
