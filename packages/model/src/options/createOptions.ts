import { defaultParameters } from "../catalogue/parseParameters.ts";
import type { CompilerOptions } from "./compilerOptions.ts";
import { optionFields } from "./optionFields.ts";

/** Compiler options with every default: Adam at 0.001, batches of 32, a constant rate. Losses follow the targets. */
export function createOptions(changes: Partial<Omit<CompilerOptions, "version">> = {}): CompilerOptions {
  return {
    version: 1,
    ...defaultParameters(optionFields),
    losses: {},
    optimizer: { kind: "adam", parameters: {} },
    schedule: { kind: "constant", parameters: {} },
    metrics: ["accuracy", "meanAbsoluteError", "r2"],
    ...changes,
  };
}
