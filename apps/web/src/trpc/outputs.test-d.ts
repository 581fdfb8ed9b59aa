import type { RouterOutputs } from "@downhill/api/types";
import type { DatasetDefinition } from "@downhill/data";
import type { CompilerOptions, DatasetSignature, ModelDocument } from "@downhill/model";

/** What the API answers must be what the packages take: checked by the compiler, never run. */
export function answersFitThePackages(
  model: RouterOutputs["model"]["get"],
  version: RouterOutputs["dataset"]["getVersion"],
): unknown[] {
  const document: ModelDocument = model.document;
  const options: CompilerOptions = model.options;
  const signature: DatasetSignature = version.signature;
  const definition: DatasetDefinition = version.definition;
  return [document, options, signature, definition];
}
