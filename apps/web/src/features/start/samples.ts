/** The samples of the start page: built-in generators with the settings under which their picture and first model make sense. */
import { type DatasetSource, findGenerator, generatorSource } from "@downhill/data";
import type { ProposalHints } from "@downhill/model";

export interface Sample {
  readonly key: string;
  readonly title: string;
  /** What the data is and what is asked of the model. */
  readonly summary: string;
  readonly source: Extract<DatasetSource, { kind: "generator" }>;
  /** What is known of this very data and makes a better first model and better first options. */
  readonly hints: ProposalHints;
}

export const samples: readonly Sample[] = [
  {
    key: "two-spirals",
    title: "Two spirals",
    summary: "Points of two classes, wound into each other. Which arm does a point belong to?",
    source: sourceOf("twoSpirals"),
    hints: { learningRate: 0.01, epochs: 150 },
  },
  {
    key: "handwritten-digits",
    title: "Handwritten digits",
    summary: "2,000 grey images, drawn by this page with a wobbly pen. Which digit is it?",
    source: sourceOf("renderedDigits"),
    hints: { epochs: 10 },
  },
  {
    key: "regression-surface",
    title: "Regression surface",
    summary: "A rolling surface over a square, seen at 1,000 noisy points. How high is it anywhere else?",
    source: sourceOf("regressionSurface"),
    hints: { learningRate: 0.01, epochs: 60 },
  },
];

function sourceOf(name: string): Sample["source"] {
  const generator = findGenerator(name);
  if (!generator) throw new Error(`No generator is named ${name}.`);
  return generatorSource(generator);
}
