/** Small experiments over built-in data sets, for tests. */
import {
  definitionHash,
  type EncodedDataset,
  encodeDataset,
  findGenerator,
  generateContent,
  generatorSource,
  proposeDefinition,
  signatureOf,
} from "@downhill/data";
import { addBlock, type CompilerOptions, connect, createDocument, createOptions, type ModelDocument } from "@downhill/model";
import type { ExperimentSpec } from "@downhill/protocol";

interface BlockPlan {
  readonly kind: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Input → blocks → Target, in a chain. */
export function chainModel(blocks: readonly BlockPlan[]): ModelDocument {
  let document = createDocument();
  let previous: string | null = null;
  for (const { kind, parameters = {} } of [{ kind: "input" }, ...blocks, { kind: "target" }]) {
    const added = addBlock(document, { kind, position: { x: 0, y: 0 }, parameters, id: `${kind}${document.blocks.length}` });
    document = added.document;
    if (previous) document = connect(document, { blockId: previous, port: "output" }, { blockId: added.blockId, port: "input" });
    previous = added.blockId;
  }
  return document;
}

export interface TestExperiment {
  readonly spec: ExperimentSpec;
  readonly dataset: EncodedDataset;
}

export interface TestExperimentOptions {
  readonly generator?: string;
  readonly parameters?: Readonly<Record<string, number>>;
  /** A chain, or a whole drawing. */
  readonly blocks: readonly BlockPlan[] | ModelDocument;
  readonly options?: Partial<CompilerOptions>;
}

export async function buildExperiment(request: TestExperimentOptions): Promise<TestExperiment> {
  const generator = findGenerator(request.generator ?? "gaussianBlobs");
  if (!generator) throw new Error("no such generator");
  const source = generatorSource(generator, { parameters: request.parameters ?? {}, seed: 7 });
  const content = generateContent(source);
  if (!content.ok) throw new Error(content.issues[0]?.message);
  const proposal = proposeDefinition(content.value, { source });
  if (!proposal.ok) throw new Error(proposal.issues[0]?.message);
  const { definition } = proposal.value;
  const encoded = encodeDataset({ definition, content: content.value });
  if (!encoded.ok) throw new Error(encoded.issues[0]?.message);
  const spec = {
    document: "version" in request.blocks ? request.blocks : chainModel(request.blocks),
    options: createOptions(request.options),
    signature: signatureOf(encoded.value),
    datasetVersionHash: await definitionHash(definition),
  };
  return { spec, dataset: encoded.value };
}
