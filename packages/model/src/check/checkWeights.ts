/** Whether the weights of a Target's classes and samples can be used as they are chosen. */
import type { ParameterFields, ParametersOf } from "../catalogue/parameterFields.ts";
import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";
import type { LoweredTarget } from "../lowering/lowerBlocks.ts";
import { findWeightFeatures } from "../lowering/weighTarget.ts";
import type { CompilerOptions } from "../options/compilerOptions.ts";
import { getLossChoice } from "../options/resolveLoss.ts";
import type { Change, Issue } from "./issue.ts";

export interface WeightCheckRequest {
  readonly target: LoweredTarget;
  /** Of the Target's loss. */
  readonly parameters: ParametersOf<ParameterFields>;
  readonly signature: DatasetSignature;
  readonly options: CompilerOptions;
}

export function checkWeights(request: WeightCheckRequest): Issue[] {
  return [...checkClassWeights(request), ...checkLossWeight(request), ...checkSampleWeights(request)];
}

function checkClassWeights({ target, parameters, options }: WeightCheckRequest): Issue[] {
  const { block, feature } = target;
  const place = { blockId: block.id, option: "losses" } as const;
  const { kind, parameters: stored } = getLossChoice(options, block.id, feature);
  const set = (changes: Readonly<Record<string, unknown>>): Change => ({
    type: "setLoss",
    blockId: block.id,
    choice: { kind, parameters: { ...stored, ...changes } },
  });
  if (parameters.classWeights === "balanced" && !feature.classCounts) {
    const message = `${block.name}: how often each class of ${feature.name} occurs is not known, so its weights cannot be balanced. Save the dataset again, or set the weights by hand.`;
    const fix = { label: "Use no class weights", changes: [set({ classWeights: "none" })] };
    return [{ severity: "error", code: "class-counts-unknown", ...place, field: "classWeights", message, fix }];
  }
  const manual = parameters.classWeights === "manual" ? parameters.manualClassWeights : null;
  const wanted = countClasses(feature);
  if (parameters.classWeights === "none" && !("gamma" in parameters)) return hintAtRareClasses(feature, place, set);
  if (!Array.isArray(manual)) return [];
  const atField = { ...place, field: "manualClassWeights" };
  if (manual.length !== wanted) {
    const names = feature.classes ? `: ${feature.classes.slice(0, 6).join(", ")}${wanted > 6 ? ", …" : ""}` : "";
    const message = `${block.name}: ${feature.name} has ${wanted} classes${names}, but ${manual.length} class weights are given. Give one for each.`;
    const ones: number[] = new Array(wanted).fill(1);
    const fix = { label: "Start with 1 for each", changes: [set({ manualClassWeights: ones })] };
    return [{ severity: "error", code: "wrong-number-of-weights", ...atField, message, fix }];
  }
  if (manual.every((weight) => weight === 0)) {
    const message = `${block.name}: every class weighs 0, so there is nothing to learn from. Give at least one a weight above 0.`;
    return [{ severity: "error", code: "no-weight", ...atField, message }];
  }
  return [];
}

/** How many times as frequent as the rarest class the commonest one is, before it is worth a word. */
const unevenRatio = 10;

function hintAtRareClasses(
  { name, classCounts = [], classes = [] }: FeatureSignature,
  place: Pick<Issue, "blockId" | "option">,
  set: (changes: Readonly<Record<string, unknown>>) => Change,
): Issue[] {
  const present = classCounts.filter((count) => count > 0);
  const [most, fewest] = [Math.max(...present), Math.min(...present)];
  if (present.length < 2 || most < unevenRatio * fewest) return [];
  const rare = classes[classCounts.indexOf(fewest)] ?? "one class";
  const message = `${rare} of ${name} has ${fewest.toLocaleString("en-US")} training samples and the commonest class ${most.toLocaleString("en-US")}, so a model learns to overlook it. Balanced class weights let every class count the same.`;
  const fix = { label: "Balance the class weights", changes: [set({ classWeights: "balanced" })] };
  return [{ severity: "hint", code: "classes-uneven", ...place, field: "classWeights", message, fix }];
}

function countClasses({ kind, shape, classes }: FeatureSignature): number {
  return kind === "binary" ? 2 : (classes?.length ?? shape.at(-1) ?? 1);
}

function checkLossWeight({ target, parameters }: WeightCheckRequest): Issue[] {
  if (parameters.lossWeight !== 0) return [];
  const { block } = target;
  const message = `${block.name} has the loss weight 0: it is measured, but nothing is learned for it.`;
  return [{ severity: "warning", code: "loss-weight-zero", blockId: block.id, option: "losses", field: "lossWeight", message }];
}

function checkSampleWeights({ target, parameters, signature }: WeightCheckRequest): Issue[] {
  if (parameters.useSampleWeights === false) return [];
  const { block, feature } = target;
  const used = findWeightFeatures(signature, feature);
  const unfit = signature.features.filter((candidate) => candidate.role === "weight" && !used.includes(candidate));
  return unfit.map(({ name }) => {
    const message = `${name} does not weigh ${feature.name}: it has neither one number for each sample nor one for each of its places.`;
    return { severity: "hint", code: "weights-do-not-fit", blockId: block.id, option: "losses", message };
  });
}
