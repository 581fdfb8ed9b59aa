/** Stored choices to definitions with parameters. For options that have been checked: anything that does not fit is a bug by now. */
import { getLoss, getOptimizer, getSchedule } from "../catalogue/catalogue.ts";
import type { LossDefinition, OptimizerDefinition, ScheduleDefinition } from "../catalogue/definition.ts";
import type { ParameterFields, ParametersOf } from "../catalogue/parameterFields.ts";
import { parseParameters } from "../catalogue/parseParameters.ts";
import type { Choice, CompilerOptions } from "../options/compilerOptions.ts";

export interface Resolved<Definition> {
  readonly definition: Definition;
  readonly parameters: ParametersOf<ParameterFields>;
}

export function resolveOptimizer(options: Pick<CompilerOptions, "optimizer">): Resolved<OptimizerDefinition> {
  return resolve(options.optimizer, getOptimizer(options.optimizer.kind));
}

export function resolveSchedule(options: Pick<CompilerOptions, "schedule">): Resolved<ScheduleDefinition> {
  return resolve(options.schedule, getSchedule(options.schedule.kind));
}

export function resolveLoss(choice: Choice): Resolved<LossDefinition> {
  return resolve(choice, getLoss(choice.kind));
}

function resolve<Definition extends { readonly parameters: ParameterFields }>(
  choice: Choice,
  definition: Definition | undefined,
): Resolved<Definition> {
  if (!definition) throw new Error(`There is no "${choice.kind}" in the catalogue.`);
  const parsed = parseParameters(definition.parameters, choice.parameters);
  if (!parsed.ok) throw new Error(`${choice.kind}: ${parsed.issues.map((issue) => issue.message).join(" ")}`);
  return { definition, parameters: parsed.value };
}
