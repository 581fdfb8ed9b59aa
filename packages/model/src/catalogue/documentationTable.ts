/** The reference page of the catalogue as Markdown: derived, so that it cannot say anything else than the product does. */
import { optionFields } from "../options/optionFields.ts";
import { activations } from "./activations.ts";
import { blockCategories, blocks, losses, metrics, optimizers, schedules } from "./catalogue.ts";
import { initializers } from "./initializers.ts";
import { classWeightingFields } from "./losses/weightingFields.ts";
import type { ParameterField, ParameterFields } from "./parameterFields.ts";
import { formatSampleShape } from "./sampleShape.ts";

export function documentationTable(): string {
  const sections = [
    "# Catalogue",
    "Every block, loss, optimizer, metric and schedule, with its options. This page is written by `npm run docs:catalogue` from the catalogue itself; edit the entries in `packages/model/src/catalogue`, not this page.",
    "## Blocks",
    ...blockCategories.flatMap((category) => blocks.filter((block) => block.category === category).map(describeBlock)),
    "## Activations",
    table(
      ["Activation", "Formula"],
      Object.values(activations).map(({ label, formula }) => [label, formula]),
    ),
    "## Initializers",
    table(
      ["Initializer", "First values"],
      Object.values(initializers).map(({ label, formula }) => [label, formula]),
    ),
    "## Losses",
    ...losses.map(describeLoss),
    "### Weights of a loss",
    "Every loss has these beside its own options; class weights only the losses for classes and for yes or no.",
    describeFields(classWeightingFields),
    "## Optimizers",
    ...optimizers.map((optimizer) =>
      [describeEntry(optimizer), `Learning rate the libraries start with: ${describeRates(optimizer.presets)}.`].join("\n\n"),
    ),
    "## Learning rate schedules",
    ...schedules.map(describeEntry),
    "## Metrics",
    table(
      ["Metric", "What it says", "Formula", "Better when", "Fits", "Measured"],
      metrics.map(({ label, summary, formula, isBetter, fitsWhen, tables }) => {
        const when = tables ? "on the validation subset, after each epoch" : "at every step, and after each epoch";
        return [label, summary, formula, isBetter, fitsWhen, when];
      }),
    ),
    "## Compiler options",
    describeFields(optionFields),
  ];
  return `${sections.join("\n\n")}\n`;
}

function describeBlock({ label, summary, inputs, outputs, parameters }: (typeof blocks)[number]): string {
  const ports = [
    inputs.length === 0 ? "takes nothing" : `takes ${inputs.map(describePort).join(", ")}`,
    outputs.length === 0 ? "gives nothing" : `gives ${outputs.map(describePort).join(", ")}`,
  ];
  return [`### ${label}`, summary, `It ${ports.join(" and ")}.`, describeFields(parameters)].filter(Boolean).join("\n\n");
}

function describePort({ label, isVariadic, isOptional }: (typeof blocks)[number]["inputs"][number]): string {
  if (isVariadic) return `any number of ${label.toLowerCase()}`;
  return `one ${label.toLowerCase()}${isOptional ? " (optional)" : ""}`;
}

/** The weights, which all losses share, have a table of their own. */
function describeLoss(loss: (typeof losses)[number]): string {
  const own = Object.entries(loss.parameters).filter(([name]) => !Object.hasOwn(classWeightingFields, name));
  return describeEntry({
    ...loss,
    summary: `${loss.summary} When it fits: ${loss.fitsWhen}`,
    parameters: Object.fromEntries(own),
  });
}

function describeEntry(entry: {
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly parameters: ParameterFields;
}): string {
  return [`### ${entry.label}`, entry.summary, `\`${entry.formula}\``, describeFields(entry.parameters)]
    .filter(Boolean)
    .join("\n\n");
}

/** Of the libraries that have the optimizer. */
function describeRates({ keras, pytorch }: (typeof optimizers)[number]["presets"]): string {
  const rates = [keras && `Keras ${keras.learningRate}`, pytorch && `PyTorch ${pytorch.learningRate}`];
  return rates.filter((rate) => rate !== undefined).join(", ");
}

function describeFields(fields: ParameterFields): string {
  const rows = Object.values(fields).map((field) => [field.label, formatDefault(field), formatRange(field), field.help]);
  return rows.length === 0 ? "" : table(["Option", "Default", "Range", "Meaning"], rows);
}

function formatDefault(field: ParameterField): string {
  switch (field.type) {
    case "boolean":
      return field.default ? "on" : "off";
    case "choice":
      return field.choices.find(({ value }) => value === field.default)?.label ?? field.default;
    case "pair":
    case "shape":
      return formatSampleShape(field.default);
    case "numbers":
      return field.default.length === 0 ? "none" : field.default.join(", ");
    case "feature":
      return `first ${field.role} feature`;
    default:
      return `${field.default}`;
  }
}

function formatRange(field: ParameterField): string {
  switch (field.type) {
    case "integer":
    case "number":
    case "pair":
      return `${field.min} to ${field.max}${field.unit ? ` ${field.unit}` : ""}`;
    case "boolean":
      return "on, off";
    case "choice":
      return field.choices.map(({ label }) => label).join(", ");
    case "shape":
      return "whole numbers";
    case "numbers":
      return `${field.isWhole ? "whole numbers" : "numbers"} from ${field.min} to ${field.max}`;
    case "feature":
      return "features of the dataset";
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
