/** From a sample to everything its project consists of: dataset, proposed model, proposed compiler options. Pure; the caller saves it. */
import {
  type DataResult,
  type DatasetDefinition,
  describeIssue,
  encodeDataset,
  generateContent,
  proposeDefinition,
  signatureOf,
} from "@downhill/data";
import { type CompilerOptions, type DatasetSignature, type ModelDocument, proposeModel, proposeOptions } from "@downhill/model";
import type { Sample } from "./samples.ts";

export interface SampleProject {
  readonly name: string;
  readonly definition: DatasetDefinition;
  readonly signature: DatasetSignature;
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
}

export function createSampleProject(sample: Sample): SampleProject {
  const content = expectValue(generateContent(sample.source));
  const { definition } = expectValue(proposeDefinition(content, { source: sample.source }));
  const signature = signatureOf(expectValue(encodeDataset({ definition, content })));
  const document = proposeModel(signature, sample.hints);
  return { name: sample.title, definition, signature, document, options: proposeOptions(document, signature, sample.hints) };
}

/** A built-in generator that cannot be read is a bug of ours, not of the person's data. */
function expectValue<T>(result: DataResult<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.issues.map(describeIssue).join(" "));
}
