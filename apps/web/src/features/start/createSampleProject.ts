/** From a sample to everything its project consists of: dataset, proposed model, proposed compiler options. The caller saves it. */
import { type DataResult, type DatasetDefinition, describeIssue } from "@downhill/data";
import { type CompilerOptions, type DatasetSignature, type ModelDocument, proposeModel, proposeOptions } from "@downhill/model";
import type { EncodedOverview } from "../datasets/reading/contentDescription.ts";
import type { OpenedContent } from "../datasets/reading/datasetSession.ts";
import type { Sample } from "./samples.ts";

export interface SampleProject {
  readonly name: string;
  readonly definition: DatasetDefinition;
  readonly signature: DatasetSignature;
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
}

/** What is asked of a dataset session: in the page one in a worker, since a generator may take a while. */
export interface SampleSession {
  generate(source: Sample["source"]): Promise<DataResult<OpenedContent>>;
  encode(definition: DatasetDefinition): Promise<DataResult<EncodedOverview>>;
}

export async function createSampleProject(sample: Sample, session: SampleSession): Promise<SampleProject> {
  const { definition } = expectValue(await session.generate(sample.source)).proposal;
  const { signature } = expectValue(await session.encode(definition));
  const document = proposeModel(signature, sample.hints);
  return { name: sample.title, definition, signature, document, options: proposeOptions(document, signature, sample.hints) };
}

/** A built-in generator that cannot be read is a bug of ours, not of the person's data. */
function expectValue<T>(result: DataResult<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.issues.map(describeIssue).join(" "));
}
