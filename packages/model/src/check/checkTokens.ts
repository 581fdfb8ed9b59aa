/** Tokens are numbers of words or characters: a block that computes with them as sizes, or a table that is too short, learns nonsense. */
import { getBlock } from "../catalogue/catalogue.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import { inputBlocks } from "../document/blocksByRole.ts";
import type { BlockInstance, Connection, ModelDocument } from "../document/modelDocument.ts";
import { findFeature } from "../lowering/findFeature.ts";
import type { LoweredBlocks } from "../lowering/lowerBlocks.ts";
import type { Fix, Issue } from "./issue.ts";

/** They move tokens without computing with them. */
const movers = ["flatten", "reshape", "permute", "repeat", "cropping1d", "concatenate"];

interface Tokens {
  readonly source: BlockInstance;
  /** How many different ones there are. */
  readonly classes: number;
}

export function checkTokens(document: ModelDocument, signature: DatasetSignature, { order, blocks }: LoweredBlocks): Issue[] {
  const carried = new Map<string, Tokens>();
  for (const source of inputBlocks(document)) {
    const name = source.parameters.feature;
    const feature = findFeature(signature, typeof name === "string" ? name : "", "input");
    if (feature?.kind === "tokens" && feature.classes) carried.set(source.id, { source, classes: feature.classes.length });
  }
  if (carried.size === 0) return [];
  return order.ordered.flatMap((block): Issue[] => {
    const connection = order.incoming.get(block.id)?.find(({ from }) => carried.has(from.blockId));
    const tokens = connection && carried.get(connection.from.blockId);
    const definition = getBlock(block.kind);
    if (!tokens || !definition) return [];
    if (movers.includes(block.kind)) {
      carried.set(block.id, tokens);
      return [];
    }
    // A block that does not fit has an issue already, and a Target compares what it gets.
    if (definition.role === "target" || Object.keys(blocks.get(block.id)?.outputs ?? {}).length === 0) return [];
    return block.kind === "embedding" ? checkVocabulary(block, tokens) : [tellPlainNumbers(block, tokens, connection)];
  });
}

function checkVocabulary(block: BlockInstance, { source, classes }: Tokens): Issue[] {
  const vocabulary = block.parameters.vocabulary ?? getBlock(block.kind)?.parameters.vocabulary?.default;
  if (typeof vocabulary !== "number" || vocabulary >= classes) return [];
  return [
    {
      severity: "error",
      code: "vocabulary-too-small",
      blockId: block.id,
      field: "vocabulary",
      message: `${block.name} has rows for ${vocabulary} tokens, but ${source.name} brings ${classes} different ones: the others would all share the last row. Set Vocabulary to ${classes}.`,
      fix: {
        label: `Set Vocabulary to ${classes}`,
        changes: [{ type: "setParameter", blockId: block.id, name: "vocabulary", value: classes }],
      },
    },
  ];
}

function tellPlainNumbers(block: BlockInstance, { source, classes }: Tokens, { to }: Connection): Issue {
  const isFirstPort = getBlock(block.kind)?.inputs[0]?.name === to.port;
  const fix: Fix = {
    label: "Add an Embedding",
    changes: [{ type: "insertBefore", blockId: block.id, kind: "embedding", parameters: { vocabulary: classes } }],
  };
  return {
    severity: "hint",
    code: "tokens-as-sizes",
    blockId: block.id,
    message: `${block.name} takes the tokens of ${source.name} as sizes, as if number 4 were twice number 2. Put an Embedding with a vocabulary of ${classes} in front of it.`,
    ...(isFirstPort ? { fix } : {}),
  };
}
