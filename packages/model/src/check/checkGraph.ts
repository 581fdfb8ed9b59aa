/** What is wrong with the graph as a whole: what is missing, what leads nowhere, what cannot learn. */
import { getBlock } from "../catalogue/catalogue.ts";
import { inputBlocks, targetBlocks } from "../document/blocksByRole.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import { countParameters, type SizedTensor } from "../lowering/layout.ts";
import type { LoweredBlocks } from "../lowering/lowerBlocks.ts";
import type { Issue } from "./issue.ts";

/** One GiB of weights; gradients and the optimizer's slots take as much again each. */
const largestParameterCount = 2 ** 28;

export function checkGraph(document: ModelDocument, lowered: LoweredBlocks, usedTensors: readonly SizedTensor[]): Issue[] {
  const issues: Issue[] = [];
  const hasInput = inputBlocks(document).length > 0;
  const hasTarget = targetBlocks(document).length > 0;
  if (!hasInput) {
    issues.push({
      severity: "error",
      code: "no-input-block",
      message: "The model has no Input block. Add one: it brings a feature of the dataset in.",
    });
  }
  if (!hasTarget) {
    issues.push({
      severity: "error",
      code: "no-target-block",
      message: "The model has no Target block. Add one behind the last block: it says what to predict.",
    });
  }
  for (const block of document.blocks) {
    if (!hasTarget || lowered.order.used.has(block.id) || !getBlock(block.kind)) continue;
    issues.push({
      severity: "warning",
      code: "unused-block",
      blockId: block.id,
      message: `${block.name} leads to no Target, so it takes no part in training. Connect it, or remove it.`,
      fix: { label: `Remove ${block.name}`, changes: [{ type: "removeBlocks", blockIds: [block.id] }] },
    });
  }
  const isComplete = hasInput && hasTarget && lowered.issues.length === 0;
  if (isComplete && !usedTensors.some((tensor) => tensor.arena === "parameters")) {
    issues.push({
      severity: "error",
      code: "nothing-to-train",
      message: "The model has no weights that training could change. Add a Dense block, or switch Trainable on.",
    });
  }
  const parameterCount = countParameters(usedTensors);
  if (parameterCount > largestParameterCount) {
    issues.push({
      severity: "error",
      code: "too-many-parameters",
      message: `The model has ${parameterCount.toLocaleString("en-US")} parameters; at most ${largestParameterCount.toLocaleString("en-US")} fit. Use fewer units or filters, or a pooling block in front of Dense.`,
    });
  }
  return [...issues, ...checkDoubleSoftmax(document, lowered)];
}

/** A softmax of probabilities is nearly flat: the model then learns slowly and never becomes sure. */
function checkDoubleSoftmax(document: ModelDocument, lowered: LoweredBlocks): Issue[] {
  return document.blocks.flatMap((block): Issue[] => {
    const output = lowered.blocks.get(block.id)?.outputs.output;
    if (!output) return [];
    const { activation, logits } = lowered.getActivated(output);
    const first = document.blocks.find((candidate) => lowered.blocks.get(candidate.id)?.outputs.output === logits);
    if (activation !== "softmax" || !first || lowered.getActivated(logits).activation !== "softmax") return [];
    return [
      {
        severity: "warning",
        code: "softmax-twice",
        blockId: block.id,
        message: `${block.name} applies Softmax to what ${first.name} has already put through Softmax, which flattens the probabilities. Set the activation of ${first.name} to Linear.`,
        fix: {
          label: `Set ${first.name} to Linear`,
          changes: [{ type: "setParameter", blockId: first.id, name: "activation", value: "linear" }],
        },
      },
    ];
  });
}
