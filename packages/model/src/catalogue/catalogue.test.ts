/** Walks the catalogue: an entry that lacks anything the product shows or needs is found here. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ProgramBuilder } from "@downhill/ir";
import { describe, expect, test } from "vitest";
import type { FeatureSignature } from "../datasetSignature.ts";
import { TensorCollector } from "../lowering/layout.ts";
import { blockCategories, blocks, getBlock, losses, metrics, optimizers, schedules } from "./catalogue.ts";
import type { Activated, BlockContext } from "./definition.ts";
import { documentationTable } from "./documentationTable.ts";
import type { ParameterFields } from "./parameterFields.ts";
import { checkField, defaultParameters, parseParameters } from "./parseParameters.ts";

const page = readFileSync(resolve(import.meta.dirname, "../../../../docs/catalogue.md"), "utf8");

const entries = [...blocks, ...losses, ...optimizers, ...schedules];

describe.each([
  ["blocks", blocks],
  ["losses", losses],
  ["optimizers", optimizers],
  ["metrics", metrics],
  ["schedules", schedules],
] as const)("%s", (_name, list) => {
  test("have kinds and labels of their own", () => {
    expect(new Set(list.map((entry) => entry.kind)).size).toBe(list.length);
    expect(new Set(list.map((entry) => entry.label)).size).toBe(list.length);
  });

  test.each(list.map((entry) => [entry.kind, entry] as const))("%s says what it is", (kind, entry) => {
    expect(kind).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(entry.label).toMatch(/^[A-Z0-9]/);
    expect(entry.summary).toMatch(/^[A-Z].*\.$/);
    expect(entry.summary).not.toContain("!");
    if ("formula" in entry) expect(entry.formula.length).toBeGreaterThan(0);
    expect(page).toContain(entry.label);
    expect(page).toContain(entry.summary);
  });
});

test.each(entries.map((entry) => [entry.kind, entry.parameters] as const))("%s has complete parameters", (_kind, fields) => {
  for (const [name, field] of Object.entries<ParameterFields[string]>(fields)) {
    expect(field.label, name).toMatch(/^[A-Z]/);
    expect(field.help, name).toMatch(/^[A-Z].*[.]$/);
    expect(checkField(field, field.default), name).toBeNull();
    if (field.shownWhen) expect(Object.keys(fields), name).toContain(field.shownWhen.field);
    if ("min" in field) {
      expect(field.min).toBeLessThan(field.max);
      const isList = field.type === "pair" || field.type === "numbers";
      const tooLarge = isList ? [field.max + 1, field.max] : field.max + 1;
      expect(checkField(field, tooLarge), name).toContain(field.label);
    }
    expect(checkField(field, null), name).toContain(field.label);
  }
  expect(parseParameters(fields, {})).toEqual({ ok: true, value: defaultParameters(fields) });
  expect(parseParameters(fields, { surelyUnknown: 1 }).ok).toBe(false);
});

test("a block has a role exactly where it names a feature of that role", () => {
  for (const { kind, role, parameters } of blocks) {
    const roles = Object.values(parameters).flatMap((field) => (field.type === "feature" ? [field.role] : []));
    expect(roles, kind).toEqual(role ? [role] : []);
  }
  expect(blocks.flatMap(({ role }) => role ?? []).sort()).toEqual(["input", "target"]);
});

test("optimizer presets are values that the optimizer accepts", () => {
  const missing = optimizers.flatMap(({ kind, presets }) => [
    ...(presets.keras ? [] : [`${kind} in Keras`]),
    ...(presets.pytorch ? [] : [`${kind} in PyTorch`]),
  ]);
  expect(missing).toEqual(["radam in Keras", "lion in PyTorch", "lamb in PyTorch", "rprop in Keras"]);
  for (const { parameters, presets } of optimizers) {
    for (const preset of Object.values(presets)) {
      expect(Object.keys(preset.parameters).sort()).toEqual(Object.keys(parameters).sort());
      expect(parseParameters(parameters, preset.parameters).ok).toBe(true);
      expect(preset.learningRate).toBeGreaterThan(0);
    }
  }
});

test.each(optimizers.map((optimizer) => [optimizer.kind, optimizer] as const))(
  "%s updates what it says it keeps",
  (_kind, optimizer) => {
    const parameters = defaultParameters(optimizer.parameters);
    const builder = new ProgramBuilder();
    const vector = { dtype: "f32", shape: [8] } as const;
    const slots = Object.fromEntries(optimizer.slots(parameters).map((name) => [name, builder.state(name, vector)]));
    const scalars = Object.fromEntries(optimizer.scalarNames.map((name) => [name, builder.scalar(name, "f32")]));
    const updated = optimizer.update(
      builder,
      {
        parameter: builder.state("parameters", vector),
        gradient: builder.input("gradient", vector),
        learningRate: builder.scalar("learningRate", "f32"),
        slots,
        scalars,
      },
      parameters,
    );
    expect(updated.parameter.type).toEqual(vector);
    expect(Object.keys(updated.slots).sort()).toEqual(Object.keys(slots).sort());
    expect(Object.keys(optimizer.scalars(parameters, 1, 0.1)).sort()).toEqual([...optimizer.scalarNames].sort());
    expect(optimizer.describe(parameters).length).toBeGreaterThan(0);
  },
);

describe("every block", () => {
  test.each(blocks.map((block) => [block.kind, block] as const))(
    "%s is in the palette and lowers on its sample",
    (kind, block) => {
      expect(blockCategories).toContain(block.category);
      expect(getBlock(kind)).toBe(block);
      expect(block.keywords.length).toBeGreaterThan(0);
      expect(new Set(block.inputs.map((port) => port.name)).size).toBe(block.inputs.length);
      if (block.widthParameter) expect(Object.keys(block.parameters)).toContain(block.widthParameter);
      const parameters = defaultParameters(block.parameters);
      expect(typeof block.describe(parameters)).toBe("string");
      for (const mode of ["training", "inference"] as const) {
        const { context, source } = openContext(mode);
        const sample = source.builder.input("sample", { dtype: "f32", shape: [2, ...block.sampleShape] });
        const inputs = block.inputs.map((port) => (port.isOptional ? [] : port.isVariadic ? [sample, sample] : [sample]));
        const outputs = block.lower(context, inputs, parameters);
        expect(outputs.length).toBe(block.outputs.length);
        for (const output of outputs) {
          expect(output.type.dtype).toBe("f32");
          expect(output.type.shape[0]).toBe(2);
        }
      }
    },
  );
});

test("docs/catalogue.md is up to date (npm run docs:catalogue)", () => {
  expect(page).toBe(documentationTable());
});

function openContext(mode: BlockContext["mode"]) {
  const source = new TensorCollector(2);
  const feature: FeatureSignature = { name: "x", shape: [4], kind: "numeric", role: "input" };
  const activated = new Map<unknown, Activated>();
  const context: BlockContext = {
    builder: source.builder,
    blockName: "Block",
    mode,
    batchSize: 2,
    sampleWeights: source.builder.input("weights", { dtype: "f32", shape: [2] }),
    sampleCount: source.builder.scalar("count", "f32"),
    parameter: (request) => source.parameter("block", request),
    statistic: (name, shape, initial) => source.statistic("block", { name, shape, initial }),
    randomUniform: (shape) => source.uniform(shape),
    feature: () => source.feature(feature),
    target: () => undefined,
    getActivated: (value) => activated.get(value) ?? { activation: "linear", logits: value },
    markActivated: (value, mark) => void activated.set(value, mark),
    fail(code, message) {
      throw new Error(`${code}: ${message}`);
    },
  };
  return { context, source };
}
