/** The built-in data sets, in the order in which they are shown. */
import type { DatasetSource } from "../datasetDefinition.ts";
import { circles } from "./circles.ts";
import { gaussianBlobs } from "./gaussianBlobs.ts";
import type { GeneratorDefinition } from "./generator.ts";
import { regressionSurface } from "./regressionSurface.ts";
import { renderedDigits } from "./renderedDigits.ts";
import { twoSpirals } from "./twoSpirals.ts";
import { xor } from "./xor.ts";

export const generators: readonly GeneratorDefinition[] = [
  twoSpirals,
  circles,
  gaussianBlobs,
  xor,
  regressionSurface,
  renderedDigits,
];

export function findGenerator(name: string): GeneratorDefinition | undefined {
  return generators.find((generator) => generator.name === name);
}

/** A source with every parameter written out, so that a later change of a default changes no frozen version. */
export function generatorSource(
  generator: GeneratorDefinition,
  options: { readonly parameters?: Readonly<Record<string, number>>; readonly seed?: number } = {},
): Extract<DatasetSource, { kind: "generator" }> {
  const parameters = Object.fromEntries(
    generator.parameters.map(({ name, default: standard }) => [name, options.parameters?.[name] ?? standard]),
  );
  return { kind: "generator", generator: generator.name, parameters, seed: options.seed ?? 1 };
}
