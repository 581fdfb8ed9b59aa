/** Whether each Target's loss fits what it compares and what the model ends in. */
import { type ActivationName, activationLabels } from "../catalogue/activations.ts";
import { getBlock, getLoss } from "../catalogue/catalogue.ts";
import type { BlockDefinition } from "../catalogue/definition.ts";
import { parseParameters } from "../catalogue/parseParameters.ts";
import type { DatasetSignature } from "../datasetSignature.ts";
import type { BlockInstance, ModelDocument } from "../document/modelDocument.ts";
import type { LoweredBlocks, LoweredTarget } from "../lowering/lowerBlocks.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { fitLoss, getLossChoice } from "../options/resolveLoss.ts";
import { checkWeights } from "./checkWeights.ts";
import type { Fix, Issue } from "./issue.ts";

export interface LossCheckRequest {
  readonly document: ModelDocument;
  readonly options: CompilerOptions;
  readonly signature: DatasetSignature;
  readonly lowered: LoweredBlocks;
}

export function checkLosses(request: LossCheckRequest): Issue[] {
  return request.lowered.targets.flatMap((target) => checkLoss(request, target));
}

function checkLoss({ document, options, signature, lowered }: LossCheckRequest, target: LoweredTarget): Issue[] {
  const { block, feature, activation } = target;
  const choice = getLossChoice(options, block.id, feature);
  const place = { blockId: block.id, option: "losses" } as const;
  const fitting = fitLoss(feature);
  const useFitting: Fix = {
    label: `Use ${getLoss(fitting.kind)?.label ?? fitting.kind}`,
    changes: [{ type: "setLoss", blockId: block.id, choice: fitting }],
  };
  const definition = getLoss(choice.kind);
  if (!definition) {
    const message = `${block.name} has the loss "${choice.kind}", which this Downhill does not know. Choose another.`;
    return [{ severity: "error", code: "unknown-loss", ...place, message, fix: useFitting }];
  }
  const parsed = parseParameters(definition.parameters, choice.parameters);
  if (!parsed.ok) {
    return parsed.issues.map(({ field, message }) => {
      return { severity: "error", code: "bad-parameter", ...place, field, message: `Loss of ${block.name}: ${message}` };
    });
  }
  const last = findLastActivation(document, lowered, block);
  const misfit = definition.check(feature, activation, parsed.value);
  if (misfit) {
    const probabilities = definition.impliedActivation("linear") ?? "linear";
    // Behind a pooling block, say, what was probabilities is none any more; numbers without an activation still do.
    const setLast = last ? setActivation(last, last.isLast ? probabilities : "linear") : undefined;
    const toLinear = last ? setActivation(last, "linear") : undefined;
    const fixes: Readonly<Record<string, Fix | undefined>> = {
      "loss-needs-probabilities": setLast,
      "loss-needs-scores": toLinear,
      "wrong-number-of-weights": undefined,
    };
    const fix = misfit.code in fixes ? fixes[misfit.code] : useFitting;
    return [{ severity: "error", code: misfit.code, ...place, message: `${block.name}: ${misfit.message}`, fix }];
  }
  const weights = checkWeights({ target, parameters: parsed.value, signature, options });
  if (weights.some(({ severity }) => severity === "error")) return weights;
  if ((feature.kind === "categorical" || feature.kind === "binary") && definition.isForNumbers) {
    const message = `${block.name}: ${feature.name} names classes. ${useFitting.label.slice(4)} usually learns them better than ${definition.label}.`;
    return [...weights, { severity: "hint", code: "loss-for-numbers", ...place, message, fix: useFitting }];
  }
  if (definition.isForPositiveNumbers) {
    if (activation !== "linear") return weights;
    const softplus = activationLabels.softplus;
    const end = last ? "the model ends in Linear and may give some" : "nothing keeps the model's outputs above 0";
    const advice = last ? `Set the last activation to ${softplus}` : `Put an Activation block with ${softplus} in front of it`;
    const message = `${block.name}: ${definition.label} knows no predictions below 0, but ${end}. ${advice}.`;
    const fix = last ? setActivation(last, "softplus") : insertActivation(block, "softplus");
    return [...weights, { severity: "warning", code: "loss-needs-positive", ...place, message, fix }];
  }
  if (feature.kind === "numeric" && activation !== "linear") {
    const label = last ? activationLabels[last.activation] : "an activation";
    const message = `The model ends in ${label}, so it cannot predict every value of ${feature.name}. Set the last activation to Linear.`;
    const fix = last ? setActivation(last, "linear") : undefined;
    return [
      ...weights,
      { severity: "warning", code: "last-activation-limits", blockId: last?.block.id ?? block.id, message, fix },
    ];
  }
  return weights;
}

interface LastActivationBlock {
  readonly block: BlockInstance;
  readonly activation: ActivationName;
  /** Nothing lies between it and the Target. */
  readonly isLast: boolean;
}

/** The block in front of the Target whose outputs come from an activation of its choice; null where there is none. */
function findLastActivation(document: ModelDocument, lowered: LoweredBlocks, target: BlockInstance): LastActivationBlock | null {
  let id = target.id;
  for (;;) {
    const source = lowered.order.incoming.get(id)?.[0]?.from.blockId;
    const block = document.blocks.find((candidate) => candidate.id === source);
    const definition = block && getBlock(block.kind);
    if (!block || !definition) return null;
    if (hasOutputActivation(definition)) {
      const parsed = parseParameters(definition.parameters, block.parameters);
      const activation = parsed.ok ? parsed.value.activation : undefined;
      return isActivationName(activation) ? { block, activation, isLast: id === target.id } : null;
    }
    if (!definition.keepsRange) return null;
    id = block.id;
  }
}

/** A field that offers only some functions (a recurrent block's, a Transformer block's) is that of something inside the block. */
function hasOutputActivation({ parameters }: BlockDefinition): boolean {
  const field = parameters.activation;
  if (field?.type !== "choice") return false;
  return Object.keys(activationLabels).every((name) => field.choices.some(({ value }) => value === name));
}

function isActivationName(value: unknown): value is ActivationName {
  return typeof value === "string" && Object.hasOwn(activationLabels, value);
}

function setActivation({ block }: LastActivationBlock, activation: ActivationName): Fix {
  return {
    label: `Set ${block.name} to ${activationLabels[activation]}`,
    changes: [{ type: "setParameter", blockId: block.id, name: "activation", value: activation }],
  };
}

function insertActivation(target: BlockInstance, activation: ActivationName): Fix {
  return {
    label: `Add ${activationLabels[activation]}`,
    changes: [{ type: "insertBefore", blockId: target.id, kind: "activation", parameters: { activation } }],
  };
}
