/**
 * The order of the trained tensors in their flat vector: first those that the optimizer takes one by one, then the rest, of which those
 * under weight decay come first. So that "does it decay?" is one comparison in the kernel and needs no table.
 */
import type { OptimizerDefinition, TrainedTensor } from "../catalogue/definition.ts";
import { sparesBiases } from "../catalogue/optimizers/sharedFields.ts";
import type { ModelDocument } from "../document/modelDocument.ts";
import type { SizedTensor } from "./layout.ts";
import type { Resolved } from "./resolveChoices.ts";

export interface ParameterParts {
  /** Element at which the flat part begins; the tensors before it are updated one by one. */
  readonly flatStart: number;
  /** Element, counted from there, from which on no weight decay applies; null where it applies to all. */
  readonly decayEnd: number | null;
}

/** Biases, scales and shifts, and slopes of activations may have several axes too. */
const sparedNames = /(bias|gamma|beta|alpha)$/;

/** Kernels and tables; not biases, and not the scales and shifts of normalization. */
export function isMatrix({ name, shape }: Pick<SizedTensor, "name" | "shape">): boolean {
  return shape.length >= 2 && !sparedNames.test(name);
}

export function describeTensor(tensor: SizedTensor, outputBlocks: ReadonlySet<string>): TrainedTensor {
  const { shape, name, blockId } = tensor;
  return { shape, isMatrix: isMatrix(tensor), isTable: name === "table", isOutput: outputBlocks.has(blockId) };
}

/** Groups of the trained tensors in the order of the vector; within a group the order stays. */
export function orderParameters(
  tensors: readonly SizedTensor[],
  { definition, parameters }: Resolved<OptimizerDefinition>,
  outputBlocks: ReadonlySet<string>,
): { readonly alone: SizedTensor[]; readonly decayed: SizedTensor[]; readonly spared: SizedTensor[] } {
  const isAlone = (tensor: SizedTensor) => definition.takesAlone?.(describeTensor(tensor, outputBlocks), parameters) ?? false;
  const isSpared = (tensor: SizedTensor) => sparesBiases(parameters) && !isMatrix(tensor);
  const flat = tensors.filter((tensor) => !isAlone(tensor));
  return {
    alone: tensors.filter(isAlone),
    decayed: flat.filter((tensor) => !isSpared(tensor)),
    spared: flat.filter(isSpared),
  };
}

/** Blocks that map what comes in by weights, trained or frozen; a normalization has only scales and shifts. */
export function listMatrixBlocks(tensors: readonly SizedTensor[]): Set<string> {
  return new Set(tensors.filter((tensor) => tensor.arena !== "statistics" && isMatrix(tensor)).map(({ blockId }) => blockId));
}

/** Those that make the predictions: walking back from the Targets, the first blocks with matrices. */
export function findOutputBlocks(
  document: ModelDocument,
  targets: readonly string[],
  matrixBlocks: ReadonlySet<string>,
): Set<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const waiting = [...targets];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (matrixBlocks.has(id)) found.add(id);
    else for (const { from, to } of document.connections) if (to.blockId === id) waiting.push(from.blockId);
  }
  return found;
}
