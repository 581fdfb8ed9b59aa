/** One sentence on where the numbers of a run went wrong. */
import type { NonFiniteSource } from "@downhill/protocol";

const passes: Readonly<Record<NonFiniteSource["pass"], string>> = {
  forward: "forward pass",
  backward: "backward pass",
  update: "update of the weights",
};

/** Stages that are no blocks. */
const stages: Readonly<Record<string, string>> = {
  batch: "",
  loss: " in the loss",
  metrics: " in the metrics",
  optimizer: " in the optimizer",
};

/** `nameOf` gives the name of a block by its id. */
export function describeNonFiniteSource(source: NonFiniteSource, nameOf: (id: string) => string): string {
  const { step, origin, pass, tensor, badElements, elements } = source;
  const where = origin === null ? "" : (stages[origin] ?? ` in "${nameOf(origin)}"`);
  const much = elements === 1 ? "" : `, ${badElements} of its ${elements} numbers`;
  return `It began with ${tensor}${where}${much}, in the ${passes[pass]} of step ${step}.`;
}
